"""What C++ says to the user goes to the logger `affectus`."""

from __future__ import annotations

import logging

_logger = logging.getLogger("affectus")


def note(line: str, is_warning: bool) -> None:
    """Takes one line: a warning of an option without effect, or what is fetched, with its size and licence."""
    _logger.log(logging.WARNING if is_warning else logging.INFO, "%s", line)
