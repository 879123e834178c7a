"""Frames of front ends."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from affectus import _native, _notes, _sources
from affectus._error import invalid
from affectus._options import Encoders, encoder_folders, thread_count

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def extract(
    source: Any,
    frontend: str = "mfb",
    *,
    sampling_rate: int | None = None,
    channel_axis: int = 0,
    track: int = 0,
    raw: str | None = None,
    max_duration: float | None = None,
    device: str = "cpu",
    precision: str = "float32",
    threads: int | None = None,
    encoder: Encoders | None = None,
    cache: bool = True,
) -> NDArray[np.float32]:
    """The frames of one recording (a path, bytes, a file object, or an array as in `Model.predict`; the mean of its
    channels), frames x dim, before any model's normalisation: what `affectus extract` writes.

    `frontend` is "mfb" (log mel filterbank, 40 values, 100 frames a second), "prosody" (F0 in Hz, voicing, log energy),
    FOLDER@LAYER or hf:OWNER/NAME@LAYER of an encoder, or several joined by "+". An encoder that was used stays in memory.

    >>> import affectus
    >>> affectus.extract("samples/sense_and_sensibility.flac").shape
    (2471, 40)
    """
    folders = tuple(sorted(encoder_folders(encoder).items()))
    front_end = _front_end(frontend, device, precision, thread_count(threads), folders, bool(cache))
    if _sources.is_many(source):
        raise invalid("source", "one recording", source)
    [one] = _sources.sources_of(source)
    if one.samples is not None:
        rate = _sources.check_rate(sampling_rate)
        return front_end.of_samples(one.samples, rate, _sources.check_axis(channel_axis))
    if one.path is not None:
        return front_end.of_file(one.path, track or None, raw or "", max_duration)
    with _sources.as_paths([one.encoded or b""]) as [path]:
        return front_end.of_file(path, track or None, raw or "", max_duration)


@lru_cache(maxsize=4)
def _front_end(
    name: str, device: str, precision: str, threads: int, encoders: tuple[tuple[str, bytes], ...], cache: bool
) -> _native.FrontEnd:
    return _native.FrontEnd(name, device, precision, threads, dict(encoders), cache, _notes.note)
