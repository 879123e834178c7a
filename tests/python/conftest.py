"""What the tests share: the package of the build tree, its program, a model, recordings that the tests make."""

from __future__ import annotations

import json
import os
import subprocess
import wave
from collections.abc import Callable
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
import pytest

import affectus

matplotlib.use("Agg")

ROOT = Path(__file__).parents[2]
SAMPLE = "samples/sense_and_sensibility.flac"
RATE = 16000


@pytest.fixture(autouse=True)
def _at_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


@pytest.fixture(scope="session")
def model() -> affectus.Model:
    return affectus.load()


@pytest.fixture(scope="session")
def program() -> Callable[..., str]:
    """Runs the program that lies in the package."""
    path = Path(affectus.__file__).parent / "bin/affectus"

    def run(*words: str | os.PathLike[str], status: int = 0) -> str:
        done = subprocess.run([path, *words], capture_output=True, text=True, check=False, cwd=ROOT)
        assert done.returncode == status, done.stderr
        return done.stdout

    return run


@pytest.fixture(scope="session")
def json_of(program: Callable[..., str]) -> Callable[..., list[Any]]:
    """What `affectus predict` says, as JSON."""
    return lambda *words, **options: json.loads(program("predict", *words, "--format", "json", "--quiet", **options))


def buzz(seconds: float, rate: int = RATE, pitch: float = 120.0) -> np.ndarray:
    """Something like a voice: pulses of a wandering pitch, louder and softer. int16."""
    time = np.arange(round(seconds * rate)) / rate
    phase = 2 * np.pi * np.cumsum(pitch * (1 + 0.1 * np.sin(2 * np.pi * 0.7 * time))) / rate
    sound = sum(np.sin(k * phase) / k for k in range(1, 20)) * (0.6 + 0.4 * np.sin(2 * np.pi * 3 * time))
    return (sound / np.abs(sound).max() * 20000).astype(np.int16)


def write_wav(path: Path, samples: np.ndarray, rate: int = RATE) -> Path:
    """int16: samples, or samples x channels."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1 if samples.ndim == 1 else samples.shape[1])
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(np.ascontiguousarray(samples).astype("<i2").tobytes())
    return path


@pytest.fixture
def voice() -> np.ndarray:
    return buzz(7.3)


@pytest.fixture
def voice_file(tmp_path: Path, voice: np.ndarray) -> Path:
    return write_wav(tmp_path / "voice.wav", voice)


NUMBERS = (
    "speech", "activation", "valence", "dominance", "activation_sd", "valence_sd", "dominance_sd", "activation_raw",
    "valence_raw", "dominance_raw", "familiarity",
)


def assert_equals_json(result: affectus.Result, document: dict[str, Any]) -> None:
    """To the last bit: the program writes the digits that give the same float32 back."""
    assert result.file == document["file"]
    assert result.model == document["model"]
    assert result.scale == document["scale"]
    assert list(result.warnings) == document["warnings"]
    assert round(result.duration, 6) == document["duration_s"]
    assert_same_numbers(result.summary, document["summary"])
    assert len(result.segments) == len(document["segments"])
    for segment, row in zip(result.segments, document["segments"], strict=True):
        assert (round(segment.start, 6), round(segment.end, 6)) == (row["start_s"], row["end_s"])
        for name in ("label", "tier", "speaker"):
            assert (getattr(segment, name) or "") == row.get(name, "")
        assert segment.channel == row.get("channel")
        assert_same_numbers({name: getattr(segment, name) for name in NUMBERS}, {name: row.get(name) for name in NUMBERS})
        assert_same_numbers(segment.categories or {}, row["categories"] or {})
        assert list(segment.warnings) == row["warnings"]
        if row["embedding"] is None:
            assert segment.embedding is None
        else:
            assert segment.embedding is not None
            assert segment.embedding.dtype == np.float32
            assert np.array_equal(segment.embedding, np.array(row["embedding"], np.float32))


def assert_same_numbers(ours: dict[str, float | None], theirs: dict[str, float | None]) -> None:
    assert ours.keys() == theirs.keys()
    for name, value in theirs.items():
        mine = ours[name]
        assert (mine is None) == (value is None), name
        if mine is not None and value is not None:
            assert np.float32(mine) == np.float32(value), name


def same(one: list[affectus.Segment], other: list[affectus.Segment]) -> bool:
    """Whether rows are equal to the last bit, with their embeddings."""
    return one == other and all(
        (a.embedding is None and b.embedding is None) or np.array_equal(a.embedding, b.embedding)
        for a, b in zip(one, other, strict=True)
    )
