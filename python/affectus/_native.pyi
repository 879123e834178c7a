from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any

import numpy
from numpy.typing import NDArray


version: str = '0.1.0'

class Settings:
    """What a prediction is made with."""

    def __init__(self, *, window: float | None, hop: float | None, scale: str, embedding: bool, channel: str, track: int | None, raw: str, max_duration: float | None, running: bool, voices: Mapping[str, bytes], windows_together: int) -> None: ...

class Model:
    """A model in memory."""

    @property
    def name(self) -> str: ...

    @property
    def licence(self) -> str: ...

    @property
    def notes(self) -> str: ...

    @property
    def categories(self) -> list[str]: ...

    @property
    def training_data(self) -> list[str]: ...

    @property
    def longest(self) -> float: ...

    @property
    def has_deviations(self) -> bool: ...

    @property
    def embedding_size(self) -> int: ...

    @property
    def threads(self) -> int: ...

def open_model(name: bytes, device: str, precision: str, threads: int, encoders: Mapping[str, bytes], cache: bool, note: Callable) -> Model:
    """
    Opens a model; `note` is called with each line for the user, and whether it is a warning.
    """

class Intervals:
    """The intervals of many files, found by the names of these."""

    def __init__(self, files: Sequence[tuple[bytes, Sequence[tuple[float, float, str, str, str, int | None]]]]) -> None: ...

    @staticmethod
    def read(file: bytes, tier: str) -> Intervals: ...

    @property
    def files(self) -> list[bytes]: ...

    def of(self, name: bytes) -> list[tuple[float, float, str, str, str, int | None]]: ...

    def others(self, names: Sequence[bytes]) -> list[str]: ...

def find_inputs(words: Sequence[bytes]) -> tuple[list[tuple[bytes, bytes]], list[str]]:
    """
    Names and paths of the recordings that files, folders and globs mean, and a line for each that means none.
    """

def predict_files(model: Model, tasks: Sequence[tuple[bytes, bytes, Sequence[tuple[float, float, str, str, str, int | None]] | None]], settings: Settings, progress: object | None) -> list[tuple[float, tuple[str, ...], tuple[str, ...], Any, list[tuple[Any, ...]], tuple[float | None, float | None, float | None]]]:
    """Scores recordings: name, path, intervals."""

def predict_arrays(model: Model, arrays: Sequence[tuple[Annotated[NDArray, dict(device='cpu', writable=False)], int, Sequence[tuple[float, float, str, str, str, int | None]] | None]], channel_axis: int, settings: Settings, progress: object | None) -> list[tuple[float, tuple[str, ...], tuple[str, ...], Any, list[tuple[Any, ...]], tuple[float | None, float | None, float | None]]]:
    """Scores arrays: samples, sampling rate, intervals."""

class Session:
    """Scores a signal while it arrives."""

    def __init__(self, model: Model, sampling_rate: int, channels: int, settings: Settings) -> None: ...

    def push(self, chunk: Annotated[NDArray, dict(device='cpu', writable=False)], channel_axis: int) -> list[tuple[Any, ...]]: ...

    def flush(self) -> list[tuple[Any, ...]]: ...

    def finish(self) -> list[tuple[Any, ...]]: ...

    def reset(self) -> None: ...

    def cancel(self) -> None: ...

    @property
    def received(self) -> float: ...

    @property
    def warnings(self) -> tuple[str, ...]: ...

class FrontEnd:
    """Turns samples into frames."""

    def __init__(self, spec: str, device: str, precision: str, threads: int, encoders: Mapping[str, bytes], cache: bool, note: Callable) -> None: ...

    @property
    def name(self) -> str: ...

    @property
    def dim(self) -> int: ...

    @property
    def frame_rate(self) -> float: ...

    def of_file(self, path: bytes, track: int | None, raw: str, max_duration: float | None) -> Annotated[NDArray[numpy.float32], dict(shape=(None, None))]: ...

    def of_samples(self, samples: Annotated[NDArray, dict(device='cpu', writable=False)], sampling_rate: int, channel_axis: int) -> Annotated[NDArray[numpy.float32], dict(shape=(None, None))]: ...

def evaluate(model: Model, corpus: bytes, partition: str, corpora: Mapping[str, bytes], resamples: int, seed: int, command: str, progress: object | None, note: Callable) -> str:
    """The report on a model and a corpus, as JSON."""
