"""The parts of recordings that are scored: a file of intervals, a table of pandas, an index of audformat, or pairs."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from affectus import _native
from affectus._error import invalid
from affectus._options import is_path

if TYPE_CHECKING:
    import pandas as pd

Interval = tuple[float, float, str, str, str, int | None]
"""Start and end in seconds, label, tier, speaker, channel."""

_expected = "a file, a DataFrame, an audformat index, or pairs of start and end in seconds"


def read(segments: Any, tier: str | None) -> _native.Intervals:
    """The table of intervals that the argument `segments` means."""
    if is_path(segments):
        return _native.Intervals.read(os.fsencode(segments), tier or "")
    if tier is not None:
        raise invalid("tier", "none without a TextGrid", tier)
    if hasattr(segments, "to_frame") and hasattr(segments, "names"):  # an index
        return _of_frame(segments.to_frame(index=False))
    if hasattr(segments, "reset_index"):
        return _of_frame(segments)
    if not isinstance(segments, Iterable):
        raise invalid("segments", _expected, segments)
    try:
        pairs: list[Interval] = [(float(start), _end(end), "", "", "", None) for start, end in segments]
    except (TypeError, ValueError):
        raise invalid("segments", _expected, segments) from None
    return _native.Intervals([(b"", pairs)])


def of_file(table: _native.Intervals, name: bytes) -> list[Interval]:
    """Those of a file, found as the program finds them."""
    return table.of(name)


def of_array(table: _native.Intervals, name: bytes, is_alone: bool) -> list[Interval]:
    """Those of an array or of bytes, which have no name but their place in the list. One alone takes a table of one file."""
    names = table.files
    if not is_alone:
        return table.of(name)
    if len(set(names)) > 1:
        raise invalid("segments", "intervals of one recording", f"{len(set(names))} files")
    return [interval for file in dict.fromkeys(names) for interval in table.of(file)]


def columns_of(intervals: Iterable[list[Interval]]) -> tuple[str, ...]:
    """The columns that tell of intervals, as in the program's CSV."""
    label = tier = speaker = channel = False
    for one in intervals:
        for _, _, a_label, a_tier, a_speaker, a_channel in one:
            label = label or a_label != ""
            tier = tier or a_tier != ""
            speaker = speaker or a_speaker != ""
            channel = channel or a_channel is not None
    known = {"label": label, "tier": tier, "speaker": speaker, "channel": channel}
    return tuple(name for name, is_there in known.items() if is_there)


def _of_frame(table: Any) -> _native.Intervals:
    import pandas as pd

    if isinstance(table, pd.Series):
        table = table.to_frame()
    named = [name for name in table.index.names if name is not None]
    frame: pd.DataFrame = table.reset_index() if set(named) & {"file", "start", "end"} else table
    starts = _column(frame, "start_s", "start")
    ends = _column(frame, "end_s", "end")
    if (starts is None) != (ends is None) or (starts is None and "file" not in frame):
        raise invalid("segments", "columns or an index of start and end (or start_s and end_s), and file", list(frame.columns))
    count = len(frame)
    files = [os.fsencode(str(name)) for name in frame["file"]] if "file" in frame else [b""] * count
    begin = [0.0] * count if starts is None else _seconds(starts, 0.0)
    end = [float("inf")] * count if ends is None else _seconds(ends, float("inf"))
    texts = [_texts(frame, name, count) for name in ("label", "tier", "speaker")]
    by_file: dict[bytes, list[Interval]] = {}
    for file, *interval in zip(files, begin, end, *texts, strict=True):
        start_s, end_s, label, tier, speaker = interval
        by_file.setdefault(file, []).append((start_s, end_s, label, tier, speaker, None))
    return _native.Intervals(list(by_file.items()))


def _column(frame: pd.DataFrame, *names: str) -> pd.Series | None:
    return next((frame[name] for name in names if name in frame), None)


def _seconds(column: pd.Series, absent: float) -> list[float]:
    import pandas as pd

    if pd.api.types.is_numeric_dtype(column):
        seconds = column.astype("float64")
    else:
        seconds = pd.to_timedelta(column).dt.total_seconds()
    return [absent if value != value else float(value) for value in seconds]


def _texts(frame: pd.DataFrame, name: str, count: int) -> list[str]:
    import pandas as pd

    if name not in frame:
        return [""] * count
    return ["" if pd.isna(value) else str(value) for value in frame[name]]


def _end(end: Any) -> float:
    return float("inf") if end is None else float(end)
