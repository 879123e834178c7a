"""A signal that is scored while it arrives."""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING, Any

from affectus import _native, _sources
from affectus._error import invalid
from affectus._results import Segment

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Stream:
    """Made by `Model.stream`; used by one thread at a time, except `cancel`. As a context manager it ends the signal: without
    an error by `finish`, whose rows are then in `rest`; else by `cancel`."""

    __slots__ = ("_axis", "_session", "rest")

    rest: list[Segment]
    """The last rows, of a context manager that has ended."""

    def __init__(self, session: _native.Session, axis: int) -> None:
        self._session = session
        self._axis = axis
        self.rest = []

    def push(self, chunk: NDArray[Any]) -> list[Segment]:
        """Takes the next samples, as arrays of `Model.predict` are: any number, of the stream's rate and channels. Gives the
        rows that are now known, in order of time, then of channel; they equal those of the whole recording scored at once,
        to the last bit."""
        samples = _sources.samples_of(chunk)
        if samples is None:
            raise invalid("chunk", "an array", type(chunk).__name__)
        return [Segment(*row) for row in self._session.push(samples, self._axis)]

    def flush(self) -> list[Segment]:
        """Scores the windows that wait for others (`windows_together`)."""
        return [Segment(*row) for row in self._session.flush()]

    def finish(self) -> list[Segment]:
        """Ends the signal: the remaining samples become a last window, shifted left to full length. Only `reset` may follow;
        a second call gives no more rows."""
        return [Segment(*row) for row in self._session.finish()]

    def reset(self) -> None:
        """Begins a new signal."""
        self._session.reset()
        self.rest = []

    def cancel(self) -> None:
        """From any thread: the current call and later ones raise `affectus.Error` (cancelled), until `reset`."""
        self._session.cancel()

    @property
    def received(self) -> float:
        """Seconds of the signal so far, scored or not."""
        return self._session.received

    @property
    def warnings(self) -> tuple[str, ...]:
        """Codes of the whole signal; complete after `finish`."""
        return self._session.warnings

    def __enter__(self) -> Stream:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.rest = [*self.rest, *self.finish()]
        else:
            self.cancel()
