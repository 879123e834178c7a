"""What a user asks for."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from typing import Any, NoReturn

from affectus.cluster.work import Work


@dataclass(frozen=True)
class Request:
    """What is asked for."""

    input: str
    output: str
    work: Work
    timeout_s: float | None = 3600
    """For a recording; None: no limit."""
    address: str | None = None
    """Of a Ray cluster; None: this machine, or RAY_ADDRESS."""
    workers: tuple[int, int] | None = None
    """Least and most; None: 1, and as many as the cluster has processors for, but one."""
    memory_bytes: int | None = None
    """That a worker is given; None: not counted."""
    batch_bytes: int | None = None
    """None: about half a minute of work."""
    show_progress: bool = False


class UsageError(Exception):
    """Something about the request is wrong: exit code 2."""


def check_address(address: str | None) -> None:
    """Where nobody answers, Ray itself says so after minutes. Raises UsageError."""
    if address is None or address in ("auto", "local"):
        return
    host, separator, port = address.rpartition(":")
    if "://" in address or not separator or not port.isdecimal():
        raise UsageError(f"--address {address}: expected HOST:PORT of the head of a Ray cluster, or auto on one of its machines; a "
                         "command for ray:// is started on the cluster itself (ray job submit)")
    try:
        socket.create_connection((host, int(port)), timeout=30).close()
    except OSError as error:
        raise UsageError(f"--address {address}: no Ray cluster can be reached there: {error}") from error


def interrupt(*_: Any) -> NoReturn:
    """A handler of signals that ask for the end."""
    raise KeyboardInterrupt
