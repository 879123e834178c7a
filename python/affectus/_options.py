"""Arguments that several functions have, as C++ takes them."""

from __future__ import annotations

import os
from collections.abc import Mapping

from affectus import _native
from affectus._error import invalid

Path = str | bytes | os.PathLike[str] | os.PathLike[bytes]
Encoders = Path | Mapping[str, Path]
Baseline = Path | Mapping[str, Path]


def is_path(value: object) -> bool:
    """Whether it names a file; bytes are a recording."""
    return isinstance(value, (str, os.PathLike))


def encoder_folders(encoder: Encoders | None) -> dict[str, bytes]:
    """Folders of encoders by their names on the hub, "" for all others."""
    if encoder is None:
        return {}
    if isinstance(encoder, Mapping):
        return {name: os.fsencode(folder) for name, folder in encoder.items()}
    return {"": os.fsencode(encoder)}


def thread_count(threads: int | None) -> int:
    """0: as many as there are processors."""
    if threads is None:
        return 0
    if isinstance(threads, bool) or not isinstance(threads, int) or not 1 <= threads <= 1024:
        raise invalid("threads", "a number from 1 to 1024, or None", threads)
    return threads


def settings(
    *,
    window: float | None = None,
    hop: float | None = None,
    scale: str = "sam",
    channel: str | int = "mix",
    track: int | None = None,
    raw: str | None = None,
    max_duration: float | None = None,
    baseline: Baseline | None = None,
    embedding: bool = False,
    windows_together: int = 16,
) -> _native.Settings:
    """What a prediction is made with."""
    voices: dict[str, bytes] = {}
    if isinstance(baseline, Mapping):
        voices = {speaker: os.fsencode(file) for speaker, file in baseline.items()}
    elif baseline is not None and baseline != "running":
        voices = {"": os.fsencode(baseline)}
    return _native.Settings(
        window=window,
        hop=hop,
        scale=scale,
        embedding=bool(embedding),
        channel=str(channel),
        track=track or None,
        raw=raw or "",
        max_duration=max_duration,
        running=baseline == "running",
        voices=voices,
        windows_together=windows_together,
    )
