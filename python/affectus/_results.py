"""The results of recordings, and their tables."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from affectus._error import Error

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

Dimension = float | None


@dataclass(slots=True)
class Segment:
    """One row of a result: a window, or an interval that was asked for. What a model does not give is None.

    Dimensions and their deviations are on the scale of the result, never clipped. `embedding` does not count when segments
    are compared.
    """

    start: float
    """Seconds from the start of the recording."""
    end: float
    """Seconds from the start of the recording."""
    label: str | None
    """Of the interval, as `tier` and `speaker`."""
    tier: str | None
    speaker: str | None
    channel: int | None
    """From 0, if channels are scored each."""
    speech: float
    """Fraction of the frames with speech, 0 to 1; where it is low, the other values mean little."""
    activation: Dimension
    """Calm to excited."""
    valence: Dimension
    """Negative to positive."""
    dominance: Dimension
    """Weak to strong."""
    activation_sd: Dimension
    """The standard deviation that raters are expected to have."""
    valence_sd: Dimension
    dominance_sd: Dimension
    activation_raw: Dimension
    """Before the shift by a baseline; only with one."""
    valence_raw: Dimension
    dominance_raw: Dimension
    familiarity: float | None
    """Similarity to the model's training data, 0 to 1."""
    categories: dict[str, float] | None
    """Probabilities, which add up to 1."""
    embedding: NDArray[np.float32] | None = field(repr=False, compare=False)
    """One dimension; only on request."""
    warnings: tuple[str, ...]
    """Codes: "no_speech", "out_of_depth", ... (docs/outputs.md)."""

    @property
    def category(self) -> str | None:
        """The most probable category."""
        return max(self.categories, key=self.categories.__getitem__) if self.categories else None


_intervals = ("label", "tier", "speaker", "channel")
_values = ("activation", "valence", "dominance")
_deviations = ("activation_sd", "valence_sd", "dominance_sd")
_raw = ("activation_raw", "valence_raw", "dominance_raw")


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns that a run gives, as in the program's CSV."""

    of_intervals: tuple[str, ...] = ()
    deviations: bool = False
    raw: bool = False
    categories: tuple[str, ...] = ()
    embedding: int = 0

    @property
    def numbers(self) -> tuple[str, ...]:
        """The names of segments' plain values."""
        return ("speech", *_values, *(_deviations if self.deviations else ()), *(_raw if self.raw else ()), "familiarity")

    @staticmethod
    def of(many: Iterable[Columns]) -> Columns:
        """The columns that any of them has."""
        every = list(many)
        return Columns(
            of_intervals=tuple(name for name in _intervals if any(name in one.of_intervals for one in every)),
            deviations=any(one.deviations for one in every),
            raw=any(one.raw for one in every),
            categories=tuple(dict.fromkeys(name for one in every for name in one.categories)),
            embedding=max((one.embedding for one in every), default=0),
        )


@dataclass(slots=True)
class Result:
    """The result of one recording.

    >>> import affectus
    >>> result = affectus.load().predict("samples/sense_and_sensibility.flac")
    >>> result.file, round(result.duration, 1), result.warnings
    ('samples/sense_and_sensibility.flac', 24.7, ())
    >>> frame = result.to_frame()
    >>> frame.index.names
    FrozenList(['file', 'start', 'end'])
    """

    file: str
    """As it was named; of arrays and bytes the place in the list, "0" for one alone."""
    duration: float
    """Seconds."""
    error: Error | None
    """Why it failed; then there are no segments."""
    warnings: tuple[str, ...]
    """Codes of the recording as a whole."""
    messages: tuple[str, ...]
    """What is to be said of a recording file, a line each: where it is cut short, which intervals lie beyond its end."""
    segments: list[Segment] = field(repr=False)
    summary: dict[str, float | None]
    """Activation, valence and dominance, averaged over speech."""
    model: str
    """The model's name."""
    scale: str
    """Of the dimensions: "sam" (1 to 7), "unit" (0 to 1) or "signed" (-1 to 1)."""
    columns: Columns = field(repr=False, compare=False)

    def to_frame(self) -> pd.DataFrame:
        """A row a segment: the index (file, start, end), with times as timedeltas, as audformat has it; columns as in the
        program's CSV."""
        return to_frame([self])

    def to_parquet(self, path: str | os.PathLike[str]) -> None:
        """Writes `to_frame()` as Parquet, which `pandas.read_parquet` reads back with its index. Needs pyarrow."""
        self.to_frame().to_parquet(path, engine="pyarrow")

    def plot(self) -> Figure:
        """The three curves over time with their spread, speech shaded, categories as a band below; beside them the path
        through the plane of valence and activation. A figure of Matplotlib's pyplot."""
        from affectus._plot import plot

        return plot(self)

    def _repr_html_(self) -> str:
        from affectus._html import page

        return page(self)


def to_frame(results: Result | Iterable[Result]) -> pd.DataFrame:
    """The rows of many results in one table, as `Result.to_frame`. Those that failed have no rows.

    >>> import affectus
    >>> results = affectus.load().predict(["samples/sense_and_sensibility.flac", "missing.wav"], window=4)
    >>> affectus.to_frame(results).index.get_level_values("file").unique().tolist()
    ['samples/sense_and_sensibility.flac']
    >>> results[1].error.code
    'not_found'
    """
    import numpy as np
    import pandas as pd

    many = [results] if isinstance(results, Result) else list(results)
    columns = Columns.of(result.columns for result in many)
    rows = [segment for result in many for segment in result.segments]
    index = pd.MultiIndex.from_arrays(
        [
            pd.Index([result.file for result in many for _ in result.segments], dtype="string"),
            _timedeltas([row.start for row in rows]),
            _timedeltas([row.end for row in rows]),
        ],
        names=["file", "start", "end"],
    )
    values: dict[str, Any] = {}
    for name in columns.of_intervals:
        kind = "Int64" if name == "channel" else object
        values[name] = pd.array([getattr(row, name) for row in rows], dtype=kind)
    for name in columns.numbers:
        values[name] = _floats([getattr(row, name) for row in rows])
    for name in columns.categories:
        values[f"category_{name}"] = _floats([(row.categories or {}).get(name) for row in rows])
    if columns.embedding:
        nothing = np.full(columns.embedding, np.nan, np.float32)
        embeddings = [nothing if row.embedding is None else row.embedding for row in rows]
        matrix = np.stack(embeddings) if embeddings else np.empty((0, columns.embedding), np.float32)
        for i in range(columns.embedding):
            values[f"embedding_{i:03}"] = matrix[:, i]
    values["warnings"] = pd.array([";".join(row.warnings) for row in rows], dtype=object)
    return pd.DataFrame(values, index=index)


def _floats(values: list[float | None]) -> NDArray[np.float64]:
    import numpy as np

    return np.array(values, dtype=np.float64)  # None becomes NaN


def _timedeltas(seconds: list[float]) -> pd.TimedeltaIndex:
    import numpy as np
    import pandas as pd

    return pd.TimedeltaIndex(np.round(np.array(seconds, dtype=np.float64) * 1e9).astype("timedelta64[ns]"))


def as_result(
    file: str, outcome: tuple[Any, ...], model: str, scale: str, columns: Columns
) -> Result:
    """What C++ gives for a recording."""
    duration, warnings, messages, error, rows, summary = outcome
    return Result(
        file=file,
        duration=duration,
        error=error,
        warnings=warnings,
        messages=messages,
        segments=[Segment(*row) for row in rows],
        summary=dict(zip(_values, summary, strict=True)),
        model=model,
        scale=scale,
        columns=columns,
    )
