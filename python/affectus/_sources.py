"""What may be scored: paths, bytes, file objects, arrays, and lists of them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

import numpy as np

from affectus import _native
from affectus._error import Error, invalid
from affectus._options import is_path

if TYPE_CHECKING:
    from numpy.typing import NDArray

_types = ("f4", "i2", "f8", "i4")


@dataclass(slots=True)
class Source:
    """One recording: the path of a file, or an array."""

    name: str
    path: bytes | None = None
    encoded: bytes | bytearray | memoryview | None = None  # a recording's bytes
    samples: NDArray[Any] | None = None
    error: Error | None = None  # nothing is there


def is_many(source: Any) -> bool:
    """Whether the result is a list: of a list, a folder, a glob or a list in a file (@list.txt)."""
    if isinstance(source, (list, tuple)):
        return True
    if not is_path(source):
        return False
    name = os.fsdecode(source)
    if os.path.isdir(name):
        return True
    is_pattern = any(character in name for character in "*?[") or (len(name) > 1 and name.startswith("@"))
    return is_pattern and not os.path.exists(name)


def sources_of(source: Any) -> list[Source]:
    """The recordings of a source, in order. A name that matches nothing is a source with an error."""
    if not is_many(source):
        return [_source(source, "0")]
    if not isinstance(source, (list, tuple)):
        return _found(source)
    sources: list[Source] = []
    for place, one in enumerate(source):
        if is_path(one) and is_many(one):
            try:
                sources.extend(_found(one))
            except Error as error:
                sources.append(Source(os.fsdecode(one), error=error))
        else:
            sources.append(_source(one, str(place)))
    return sources


def samples_of(source: Any) -> NDArray[Any] | None:
    """The array that a source is, not copied where its type is one that is read; None if it is none."""
    if is_path(source) or isinstance(source, (bytes, bytearray, memoryview, list, tuple)) or hasattr(source, "read"):
        return None
    if not hasattr(source, "__array__"):
        raise invalid("source", "a path, bytes, a file object, an array, or a list of them", type(source).__name__)
    array: NDArray[Any] = np.asarray(source)
    if f"{array.dtype.kind}{array.dtype.itemsize}" not in _types:
        raise invalid("samples", "float32, int16, float64 or int32", array.dtype.name)
    if array.ndim not in (1, 2):
        raise invalid("samples", "1 or 2 dimensions", f"{array.ndim}")
    return array if array.dtype.isnative else array.astype(array.dtype.newbyteorder("="))


def check_rate(sampling_rate: float | None) -> int:
    """The rate of arrays, which have none of their own."""
    if sampling_rate is None:
        raise invalid("sampling_rate", "samples a second, since an array does not tell", None)
    if isinstance(sampling_rate, bool) or int(sampling_rate) != sampling_rate:
        raise invalid("sampling_rate", "a whole number", sampling_rate)
    return int(sampling_rate)


def check_axis(channel_axis: int) -> int:
    """Which axis of a two-dimensional array counts channels."""
    if channel_axis not in (0, 1, -1, -2):
        raise invalid("channel_axis", "0 (channels x samples) or 1 (samples x channels)", channel_axis)
    return channel_axis % 2


@contextmanager
def as_paths(encoded: Sequence[bytes | bytearray | memoryview]) -> Iterator[list[bytes]]:
    """Files in memory that hold the bytes, by their paths: so they are read as any file is."""
    descriptors: list[int] = []
    try:
        for content in encoded:
            descriptor = os.memfd_create("recording", os.MFD_CLOEXEC)
            descriptors.append(descriptor)
            rest = memoryview(content).cast("B")
            while len(rest) > 0:
                rest = rest[os.write(descriptor, rest) :]
        yield [f"/proc/self/fd/{descriptor}".encode() for descriptor in descriptors]
    finally:
        for descriptor in descriptors:
            os.close(descriptor)


def named(outcome: tuple[Any, ...], path: bytes, source: Source) -> tuple[Any, ...]:
    """The outcome of a recording in memory, whose path says nothing to the user."""
    duration, warnings, messages, error, *rest = outcome
    if error is None:
        return outcome
    shown = source.name if not source.name.isdigit() else f"recording {source.name} in memory"
    return (duration, warnings, messages, Error(str(error).replace(path.decode(), shown), error.code), *rest)


def _source(source: Any, place: str) -> Source:
    if is_path(source):
        name = os.fsdecode(source)
        return Source(name, path=os.fsencode(name))
    if isinstance(source, (bytes, bytearray, memoryview)):
        return Source(place, encoded=source)
    if hasattr(source, "read"):
        return Source(_file_name(source) or place, encoded=_read(source))
    if isinstance(source, (list, tuple)):
        raise invalid("source", "a path, bytes, a file object or an array in the list", type(source).__name__)
    return Source(place, samples=samples_of(source))


def _read(file: IO[Any]) -> bytes | bytearray | memoryview:
    content = file.read()
    if not isinstance(content, (bytes, bytearray, memoryview)):
        raise invalid("source", "a file that is opened in binary mode", type(content).__name__)
    return content


def _file_name(file: IO[Any]) -> str | None:
    name = getattr(file, "name", None)
    return name if isinstance(name, str) else None


def _found(word: Any) -> list[Source]:
    found, missing = _native.find_inputs([os.fsencode(word)])
    if found:
        sources = [Source(os.fsdecode(name), path=path) for name, path in found]
        return sources + [Source(os.fsdecode(word), error=Error(line, "not_found")) for line in missing]
    raise Error(missing[0], "not_found")
