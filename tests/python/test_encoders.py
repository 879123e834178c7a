"""Pre-trained encoders from Python: tiny ones with random weights, against transformers' values (tests/encoders) and the program."""

from __future__ import annotations

import json
import logging
import pickle
import struct
import subprocess
from pathlib import Path

import numpy as np
import pytest

import affectus
from conftest import RATE, ROOT, SAMPLE, assert_equals_json, same

HUBERT = ROOT / "tests/encoders/golden/hubert_layer"
CHECKPOINT = ROOT / "tests/encoders/golden_emotion/dense_dimensions"


@pytest.fixture(autouse=True)
def _nothing_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cache of this test's, for the program too; and no network."""
    monkeypatch.setenv("AFFECTUS_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hub"))
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")


@pytest.fixture(scope="module")
def speech() -> np.ndarray:
    """The second of the sample that the goldens were made of, float32."""
    words = ["ffmpeg", "-v", "error", "-i", str(ROOT / SAMPLE), "-f", "f32le", "-ac", "1", "-"]
    samples = np.frombuffer(subprocess.run(words, capture_output=True, check=True).stdout, np.float32)
    return samples[5 * RATE : 6 * RATE].copy()


@pytest.fixture(scope="module")
def states() -> np.ndarray:
    """What transformers computes of it: layers + 1, frames, channels."""
    content = (HUBERT / "states.safetensors").read_bytes()
    [size] = struct.unpack("<Q", content[:8])
    tensor = json.loads(content[8 : 8 + size])["states"]
    begin, end = tensor["data_offsets"]
    return np.frombuffer(content[8 + size + begin : 8 + size + end], np.float32).reshape(tensor["shape"])


def test_layers_are_those_of_transformers(speech, states):
    layers = len(states)
    for layer in range(layers):
        frames = affectus.extract(speech, f"{HUBERT}@{layer}", sampling_rate=RATE)
        assert frames.shape == states[layer].shape and frames.dtype == np.float32
        assert np.abs(frames - states[layer]).max() < 1e-4 * np.abs(states[layer]).max()
    last = affectus.extract(speech, f"{HUBERT}@-1", sampling_rate=RATE)
    assert np.array_equal(last, affectus.extract(speech, f"{HUBERT}@{layers - 1}", sampling_rate=RATE))
    joined = affectus.extract(speech, f"{HUBERT}@-1,0", sampling_rate=RATE)
    assert np.array_equal(joined, np.hstack([last, affectus.extract(speech, f"{HUBERT}@0", sampling_rate=RATE)]))


def test_frames_are_the_programs(program, tmp_path):
    program("extract", SAMPLE, "--frontend", f"{HUBERT}@1", "--output", tmp_path / "frames.npy", "--quiet")
    expected = np.load(tmp_path / "frames.npy")
    assert expected.shape == (1236, 16)
    assert np.array_equal(affectus.extract(SAMPLE, f"{HUBERT}@1"), expected)
    assert np.array_equal(affectus.extract(SAMPLE, f"{HUBERT}@1", cache=False, threads=1), expected)


def test_an_encoder_is_where_it_is_said_to_be(speech):
    expected = affectus.extract(speech, f"{HUBERT}@1", sampling_rate=RATE)
    for encoder in (HUBERT, str(HUBERT), {"somebody/tiny": HUBERT, "somebody/other": "/nowhere"}):
        frames = affectus.extract(speech, "hf:somebody/tiny@1", sampling_rate=RATE, encoder=encoder)
        assert np.array_equal(frames, expected)


def test_another_projects_checkpoint_has_its_scores_and_the_programs_rows(json_of, speech):
    expected = dict(zip(("activation", "dominance", "valence"), json.loads((CHECKPOINT / "scores.json").read_text()), strict=True))
    model = affectus.load(CHECKPOINT)
    assert model.categories == ()
    [row] = model.predict(speech, sampling_rate=RATE, scale="unit").segments
    for name, value in expected.items():
        assert getattr(row, name) == pytest.approx(value, abs=1e-4)
    [document] = json_of(SAMPLE, "--model", CHECKPOINT, "--window", "4", "--hop", "2", "--embedding")
    result = model.predict(SAMPLE, window=4, hop=2, embedding=True)
    assert_equals_json(result, document)
    with model.stream(window=4, hop=2, embedding=True) as stream:
        rows = stream.push(speech)
    alone = model.predict(speech, sampling_rate=RATE, window=4, hop=2, embedding=True)
    assert same(rows + stream.rest, alone.segments)
    assert pickle.loads(pickle.dumps(model)).predict(speech, sampling_rate=RATE).segments == model.predict(speech, sampling_rate=RATE).segments


def test_notes_of_a_checkpoint_are_there():
    assert affectus.load(CHECKPOINT).notes


def test_options_with_an_effect_are_not_complained_of(caplog, speech):
    affectus.load(CHECKPOINT, precision="float32", cache=False)
    assert [one.message for one in caplog.records if one.levelno >= logging.WARNING] == []


def test_what_is_not_there_is_an_error(tmp_path, speech):
    (tmp_path / "empty").mkdir()
    for front_end, options, code, message in [
        (f"{HUBERT}@99", {}, "invalid_argument", "expected a layer from 0 to 2"),
        (f"{HUBERT}@first", {}, "invalid_argument", "first"),
        (f"mfb+{HUBERT}@1", {}, "invalid_argument", "expected one frame rate"),
        (f"{tmp_path}/empty@1", {}, "not_found", "no config.json"),
        ("hf:somebody/tiny@1", {}, "not_found", "somebody/tiny"),
        (f"{HUBERT}@1", {"device": "abacus"}, "invalid_argument", "abacus"),
        (f"{HUBERT}@1", {"precision": "int7"}, "invalid_argument", "int7"),
    ]:
        with pytest.raises(affectus.Error) as raised:
            affectus.extract(speech, front_end, sampling_rate=RATE, **options)
        assert message in str(raised.value), front_end
        assert raised.value.code == code, (front_end, str(raised.value))
