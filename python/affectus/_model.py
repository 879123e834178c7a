"""Models: opened by `load`, used by many threads."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal, TypedDict, overload

from affectus import _intervals, _native, _notes, _progress, _sources
from affectus._error import invalid
from affectus._options import Baseline, Encoders, Path, encoder_folders, settings, thread_count
from affectus._results import Columns, Result, as_result
from affectus._stream import Stream

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import IO

    from numpy.typing import NDArray
    from typing_extensions import Unpack  # of typing from Python 3.11 on

Scale = Literal["sam", "unit", "signed"]
Channel = int | Literal["mix", "each"]


class _Options(TypedDict, total=False):
    """Those of `Model.predict`, once for its overloads."""

    sampling_rate: int | None
    channel_axis: int
    window: float | None
    hop: float | None
    segments: Any
    tier: str | None
    scale: Scale
    channel: Channel
    track: int
    raw: str | None
    max_duration: float | None
    baseline: Baseline | None
    embedding: bool
    progress: bool


def load(
    model: Path | None = None,
    *,
    device: str = "cpu",
    precision: str = "float32",
    threads: int | None = None,
    encoder: Encoders | None = None,
    cache: bool = True,
) -> Model:
    """Opens a model, fetching it from Hugging Face's hub if need be (with its licence in the log, level INFO).

    `model` is a shipped model's name, a folder, or hf:OWNER/NAME[:REVISION], also without "hf:"; None is the shipped default.
    `device` ("cpu", or another that OpenVINO finds), `precision` ("float32", "bfloat16", "int8"), `encoder` (a folder, or
    folders by the hub's names) and `cache` (of compiled encoders, on disk) are for models with encoders. `threads`: None for
    all processors that the process may use.

    >>> import affectus
    >>> affectus.load("affectus-mfb").licence
    'CC-BY-NC-SA-4.0'
    """
    return Model._open(
        {"model": model, "device": device, "precision": precision, "threads": threads, "encoder": encoder, "cache": cache}
    )


def _load_again(arguments: dict[str, Any]) -> Model:
    return Model._open(arguments)


def _raised(result: Result) -> Result:
    """Of one recording alone, a failure is raised."""
    if result.error is not None:
        raise result.error
    return result


def _no_outcome(source: _sources.Source) -> tuple[Any, ...]:
    """Of a name that means no recording."""
    return (0.0, (), (), source.error, [], (None, None, None))


class Model:
    """A model in memory. It does not change, so any number of threads may use it at once; while C++ works, the GIL is free.
    Another process (pickle, spawn) opens it anew; processes that were forked must not use it."""

    __slots__ = ("_arguments", "_categories", "_model", "_name")

    _arguments: dict[str, Any]
    _model: _native.Model
    _name: str
    _categories: tuple[str, ...]

    def __init__(self) -> None:
        raise TypeError("affectus.load() opens models")

    @classmethod
    def _open(cls, arguments: dict[str, Any]) -> Model:
        name = arguments["model"]
        self = object.__new__(cls)
        self._arguments = arguments
        self._model = _native.open_model(
            b"" if name is None else os.fsencode(name),
            arguments["device"],
            arguments["precision"],
            thread_count(arguments["threads"]),
            encoder_folders(arguments["encoder"]),
            bool(arguments["cache"]),
            _notes.note,
        )
        self._name = self._model.name
        self._categories = tuple(self._model.categories)
        return self

    def __reduce__(self) -> tuple[Callable[[dict[str, Any]], Model], tuple[dict[str, Any]]]:
        return _load_again, (self._arguments,)

    def __repr__(self) -> str:
        return f"<affectus.Model {self.name!r}>"

    @property
    def name(self) -> str:
        """Its name in results."""
        return self._name

    @property
    def licence(self) -> str:
        """Of the weights; an SPDX expression if there is one."""
        return self._model.licence

    @property
    def notes(self) -> str:
        """What is to be known before relying on it."""
        return self._model.notes

    @property
    def training_data(self) -> tuple[str, ...]:
        """A line for each corpus that it learned from."""
        return tuple(self._model.training_data)

    @property
    def categories(self) -> tuple[str, ...]:
        """Names of the emotions that it tells apart; none for many models."""
        return self._categories

    @property
    def embedding_size(self) -> int:
        """Values in an embedding."""
        return self._model.embedding_size

    @property
    def longest(self) -> float:
        """Seconds of the longest input in training: longer recordings are scored in windows of this length."""
        return self._model.longest

    @property
    def threads(self) -> int:
        """How many threads it uses."""
        return self._model.threads

    @overload
    def predict(self, source: list[Any] | tuple[Any, ...], **options: Unpack[_Options]) -> list[Result]: ...

    @overload
    def predict(
        self, source: NDArray[Any] | bytes | bytearray | memoryview | IO[bytes], **options: Unpack[_Options]
    ) -> Result: ...

    @overload
    def predict(self, source: str | os.PathLike[str], **options: Unpack[_Options]) -> Any: ...

    def predict(
        self,
        source: Any,
        *,
        sampling_rate: int | None = None,
        channel_axis: int = 0,
        window: float | None = None,
        hop: float | None = None,
        segments: Any = None,
        tier: str | None = None,
        scale: Scale = "sam",
        channel: Channel = "mix",
        track: int = 0,
        raw: str | None = None,
        max_duration: float | None = None,
        baseline: Baseline | None = None,
        embedding: bool = False,
        progress: bool = False,
    ) -> Result | list[Result]:
        """Scores recordings.

        `source` is a recording: a path, the bytes of a file, a file object, or an array; then the result is one `Result`, and
        a failure is raised as `affectus.Error`. Or it means several: a list or tuple of these, a folder (searched through), a
        glob; then the result is a list in their order, in which a recording that failed has its `error`.

        An array holds samples of `sampling_rate` Hz (4,000 to 768,000): float32 or float64 in [-1, 1], int16 or int32 of full
        range. It has one dimension, or two, of which `channel_axis` counts channels: 0 for channels x samples, 1 for samples
        x channels. float32 samples that are mono or lie as samples x channels are not copied.

        Without `window` (seconds) there is a row for each recording, or, if it is longer than `Model.longest`, windows of
        that length. `hop`, the distance of windows in seconds, is the window unless given. With `segments` only these are
        scored, a row each (with `window`, windows within each): the path of a table, TextGrid (`tier` names one) or RTTM, a
        DataFrame with file, start and end (or start_s and end_s in seconds) and perhaps label, tier and speaker, an index of
        audformat, or, for a single recording, pairs of start and end in seconds.

        `scale` is "sam" (1 to 7), "unit" (0 to 1) or "signed" (-1 to 1). `channel` is "mix" (the mean), a number from 0, or
        "each" (a row each). Of files: `track`, the audio track from 0; `raw`, the format of samples without a header,
        ENCODING:RATE[:CHANNELS]; `max_duration`, seconds after which the rest is left out. `baseline` shifts dimensions so
        that calm speech is in the middle of the scale: the path of a recording of calm speech, a dict of them by speaker, or
        "running". `embedding` adds the embedding, of `embedding_size` values. `progress` shows a bar (tqdm).

        Ctrl-C stops the work.

        >>> import affectus
        >>> import numpy as np
        >>> model = affectus.load()
        >>> samples = np.random.default_rng(1).normal(0, 0.1, 48000).astype("float32")
        >>> [segment] = model.predict(samples, sampling_rate=16000).segments
        >>> segment.start, segment.end
        (0.0, 3.0)
        """
        options = settings(
            window=window,
            hop=hop,
            scale=scale,
            channel=channel,
            track=track,
            raw=raw,
            max_duration=max_duration,
            baseline=baseline,
            embedding=embedding,
        )
        axis = _sources.check_axis(channel_axis)
        samples = _sources.samples_of(source)
        if samples is not None and segments is None and tier is None and not progress:
            # One array, without a detour: an application may score many short ones.
            arrays = [(samples, _sources.check_rate(sampling_rate), None)]
            [outcome] = _native.predict_arrays(self._model, arrays, axis, options, None)
            columns = self._columns(("channel",) if channel == "each" else (), baseline, embedding)
            return _raised(as_result("0", outcome, self._name, scale, columns))
        sources = _sources.sources_of(source)
        is_alone = not _sources.is_many(source)
        wanted, of_intervals = self._wanted(sources, segments, tier, is_alone)
        if channel == "each" and "channel" not in of_intervals:
            of_intervals = (*of_intervals, "channel")
        columns = self._columns(of_intervals, baseline, embedding)
        outcomes: list[tuple[Any, ...] | None] = [None] * len(sources)
        with _progress.shown(progress) as tell:
            self._predict_files(sources, wanted, options, tell, outcomes)
            self._predict_arrays(sources, wanted, options, sampling_rate, axis, tell, outcomes)
        results = [
            as_result(one.name, _no_outcome(one) if outcome is None else outcome, self._name, scale, columns)
            for one, outcome in zip(sources, outcomes, strict=True)
        ]
        return _raised(results[0]) if is_alone else results

    def stream(
        self,
        *,
        sampling_rate: int = 16000,
        channels: int = 1,
        channel_axis: int = 0,
        window: float | None = 3.0,
        hop: float | None = 0.25,
        scale: Scale = "sam",
        channel: Channel = "mix",
        baseline: Baseline | None = None,
        embedding: bool = False,
        windows_together: int = 1,
    ) -> Stream:
        """Begins to score a signal while it arrives, `window` seconds every `hop`. The other arguments are as in `predict`;
        `windows_together`: 1 gives each row as soon as its window is there, 16 is faster.

        >>> import affectus
        >>> import numpy as np
        >>> model = affectus.load()
        >>> with model.stream(window=1, hop=0.5) as stream:
        ...     rows = [row for _ in range(10) for row in stream.push(np.zeros(4000, "int16"))]
        >>> [row.end for row in rows]
        [1.0, 1.5, 2.0, 2.5]
        """
        if window is None:
            hop = None
        options = settings(
            window=window,
            hop=hop,
            scale=scale,
            channel=channel,
            baseline=baseline,
            embedding=embedding,
            windows_together=windows_together,
        )
        session = _native.Session(self._model, _sources.check_rate(sampling_rate), channels, options)
        return Stream(session, _sources.check_axis(channel_axis))

    def _columns(self, of_intervals: tuple[str, ...], baseline: Baseline | None, embedding: bool) -> Columns:
        return Columns(
            of_intervals=of_intervals,
            deviations=self._model.has_deviations,
            raw=baseline is not None,
            categories=self._categories,
            embedding=self.embedding_size if embedding else 0,
        )

    @staticmethod
    def _wanted(
        sources: list[_sources.Source], segments: Any, tier: str | None, is_alone: bool
    ) -> tuple[list[list[_intervals.Interval] | None], tuple[str, ...]]:
        """The intervals of each source, and the columns that tell of them."""
        if segments is None:
            if tier is not None:
                raise invalid("tier", "none without segments", tier)
            return [None] * len(sources), ()
        table = _intervals.read(segments, tier)
        wanted = [
            _intervals.of_file(table, os.fsencode(one.name))
            if one.path is not None
            else _intervals.of_array(table, os.fsencode(one.name), is_alone)
            for one in sources
        ]
        if sources and not any(wanted):
            others = table.others([os.fsencode(one.name) for one in sources])
            raise invalid("segments", "intervals of the recordings", others[:3] if others else "none")
        return list(wanted), _intervals.columns_of(wanted)

    def _predict_files(
        self,
        sources: list[_sources.Source],
        wanted: Sequence[list[_intervals.Interval] | None],
        options: _native.Settings,
        tell: _progress.Progress | None,
        outcomes: list[tuple[Any, ...] | None],
    ) -> None:
        places = [i for i, one in enumerate(sources) if one.path is not None or one.encoded is not None]
        if not places:
            return
        encoded = [one.encoded for one in sources if one.encoded is not None]
        with _sources.as_paths(encoded) as paths:
            in_memory = dict(zip((i for i in places if sources[i].path is None), paths, strict=True))
            tasks = []
            for i in places:
                path = sources[i].path or in_memory[i]
                tasks.append((os.fsencode(sources[i].name), path, wanted[i]))
            for i, outcome in zip(places, _native.predict_files(self._model, tasks, options, tell), strict=True):
                outcomes[i] = _sources.named(outcome, in_memory[i], sources[i]) if i in in_memory else outcome

    def _predict_arrays(
        self,
        sources: list[_sources.Source],
        wanted: Sequence[list[_intervals.Interval] | None],
        options: _native.Settings,
        sampling_rate: int | None,
        axis: int,
        tell: _progress.Progress | None,
        outcomes: list[tuple[Any, ...] | None],
    ) -> None:
        found = [(i, one.samples) for i, one in enumerate(sources) if one.samples is not None]
        if not found:
            return
        rate = _sources.check_rate(sampling_rate)
        arrays = [(samples, rate, wanted[i]) for i, samples in found]
        for (i, _), outcome in zip(found, _native.predict_arrays(self._model, arrays, axis, options, tell), strict=True):
            outcomes[i] = outcome
