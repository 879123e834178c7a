"""Progress on a terminal or in a notebook, by tqdm."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

Progress = Callable[[int, int, float, float], Any]


@contextmanager
def shown(wanted: bool, unit: str = "file") -> Iterator[Progress | None]:
    """What is to be called with the number of files that are done, of how many, seconds of audio, and the fraction."""
    if not wanted:
        yield None
        return
    try:
        from tqdm.auto import tqdm
    except ImportError as error:
        raise ImportError("progress=True needs tqdm: pip install tqdm") from error
    with tqdm(total=1.0, bar_format="{l_bar}{bar}| {postfix} [{elapsed}<{remaining}]") as bar:

        def tell(done: int, of: int, _audio: float, fraction: float) -> None:
            bar.set_postfix_str(f"{done} of {of} {unit}{'' if of == 1 else 's'}", refresh=False)
            bar.update(max(0.0, fraction - bar.n))

        yield tell
