"""Emotion from speech: activation, valence and dominance of any recording, for a whole utterance or over time.

>>> import affectus
>>> model = affectus.load()
>>> result = model.predict("samples/sense_and_sensibility.flac", window=4, hop=2)
>>> result.to_frame()[["speech", "activation", "valence", "dominance"]].shape
(12, 4)

`load` opens a `Model`; `Model.predict` scores recordings and arrays, `Model.stream` a signal while it arrives. Values are on
the scale of self-assessment manikins, 1 to 7, unless another is asked for. Failures are `affectus.Error`, with a `code`.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from affectus import _native
from affectus._error import Error
from affectus._evaluation import Evaluation, evaluate
from affectus._extraction import extract
from affectus._model import Model, load
from affectus._results import Result, Segment, to_frame
from affectus._stream import Stream
from affectus._training import train

if TYPE_CHECKING:
    from types import ModuleType

__version__: str = _native.version

__all__ = [
    "Error",
    "Evaluation",
    "Model",
    "Result",
    "Segment",
    "Stream",
    "__version__",
    "evaluate",
    "extract",
    "load",
    "to_frame",
    "train",
]

# They need packages that are not there everywhere.
_parts = ("cluster", "corpus", "sklearn")


def __getattr__(name: str) -> ModuleType:
    if name in _parts:
        return importlib.import_module(f"affectus.{name}")
    raise AttributeError(f"module 'affectus' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*__all__, *_parts])
