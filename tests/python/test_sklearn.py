"""affectus.sklearn: embeddings in scikit-learn's pipelines, and scikit-learn's own checks of an estimator."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import affectus
import numpy as np
import pytest
from affectus.sklearn import Embedding
from conftest import buzz, write_wav
from sklearn.base import clone
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC
from sklearn.utils.estimator_checks import parametrize_with_checks

# scikit-learn's checks give matrices of numbers. To Embedding a matrix is a recording a row, so most checks apply as they are.
# These do not, each for its reason; one that would pass after all is a failure, too.
_length = "a row is a recording, of any length: there is no number of input features"
expected_failures = {
    "check_complex_data": "the message says what samples are, not scikit-learn's words on complex data",
    "check_dtype_object": "an array of objects is a list of recordings, not numbers to be converted",
    "check_estimators_dtypes": "int64 is no type of samples; float32, float64, int16 and int32 are",
    "check_estimators_empty_data_messages": "the message speaks of recordings without samples, not of features",
    "check_estimators_nan_inf": "samples that are not finite are replaced, with the warning damaged, as in files",
    "check_fit2d_predict1d": "the message says what recordings are, not how to reshape a matrix",
    "check_n_features_in": _length,
    "check_n_features_in_after_fitting": _length,
    "check_transformer_general": _length,
}


@parametrize_with_checks([Embedding("affectus-mfb", threads=1)], expected_failed_checks=lambda _: expected_failures, xfail_strict=True)
def test_scikit_learns_checks(estimator: Embedding, check: Any) -> None:
    check(estimator)


@pytest.fixture(scope="module")
def voices() -> tuple[list[np.ndarray], list[str]]:
    """Calm and excited ones."""
    sounds, labels = [], []
    for i in range(6):
        sounds += [buzz(1 + i / 4, pitch=90 + 3 * i) // 30, buzz(1 + i / 4, pitch=280 + 9 * i)]
        labels += ["calm", "excited"]
    return sounds, labels


def test_a_pipeline_with_a_support_vector_machine(voices: tuple[list[np.ndarray], list[str]]) -> None:
    sounds, labels = voices
    pipeline = make_pipeline(Embedding("affectus-mfb"), StandardScaler(), SVC())
    assert cross_val_score(pipeline, sounds, labels, cv=3).mean() > 0.9
    search = GridSearchCV(pipeline, {"embedding__window": [None, 0.5], "svc__C": [0.1, 1]}, cv=2).fit(sounds, labels)
    assert search.best_score_ > 0.8


def test_embeddings_are_those_of_predict(tmp_path: Path, voices: tuple[list[np.ndarray], list[str]]) -> None:
    sounds, _ = voices
    file = write_wav(tmp_path / "a.wav", sounds[1])
    model = affectus.load("affectus-mfb")
    expected = [model.predict(one, sampling_rate=16000, embedding=True).segments[0].embedding for one in sounds[:3]]
    for X in (sounds[:3], [sounds[0], str(file), sounds[2]], [sounds[0], file, sounds[2]], [sounds[0], file.read_bytes(), sounds[2]]):
        embeddings = Embedding(model).fit_transform(X)
        assert embeddings.dtype == np.float32
        assert np.array_equal(embeddings, expected)
    names = Embedding(model).fit([file]).get_feature_names_out()
    frame = model.predict(file, embedding=True).to_frame()
    assert list(names) == [name for name in frame.columns if name.startswith("embedding_")]


def test_windows_are_averaged_over_speech() -> None:
    model = affectus.load("affectus-mfb")
    sound = np.concatenate([buzz(1), np.zeros(16000, np.int16), buzz(1, pitch=250)])
    rows = model.predict(sound, sampling_rate=16000, window=1, embedding=True).segments
    weights = [row.speech * (row.end - row.start) for row in rows]
    assert len(rows) == 3 and min(weights) < max(weights)
    expected = sum(weight * row.embedding.astype(np.float64) for weight, row in zip(weights, rows)) / sum(weights)
    assert np.allclose(Embedding(model, window=1).fit_transform([sound])[0], expected, rtol=1e-6, atol=1e-6)
    silence = np.zeros(32000, np.int16)
    rows = model.predict(silence, sampling_rate=16000, window=1, embedding=True).segments
    expected = (rows[0].embedding + rows[1].embedding) / 2
    assert np.allclose(Embedding(model, window=1).fit_transform([silence])[0], expected, rtol=1e-6, atol=1e-6)


def test_copies_open_the_model_anew_or_share_it() -> None:
    model = affectus.load("affectus-mfb")
    fitted = Embedding(model, sampling_rate=8000).fit([buzz(1)])
    assert fitted.model_ is model
    copy = pickle.loads(pickle.dumps(fitted))
    assert np.array_equal(copy.transform([buzz(1)]), fitted.transform([buzz(1)]))
    assert clone(Embedding("affectus-mfb", window=2)).get_params() == {"model": "affectus-mfb", "sampling_rate": 16000, "threads": None, "window": 2}


@pytest.mark.parametrize("X", ["a.wav", 3, [], [[["a"]]], [np.zeros((2, 2), np.float32)], [np.array([1j])], [np.zeros(0, np.int16)]])
def test_what_is_no_list_of_recordings_is_an_error(X: Any) -> None:
    with pytest.raises(affectus.Error, match="X: expected") as caught:
        Embedding("affectus-mfb").fit(X)
    assert caught.value.code == "invalid_argument"
    assert isinstance(caught.value, ValueError)


def test_a_recording_that_fails_is_an_error(tmp_path: Path) -> None:
    embedding = Embedding("affectus-mfb").fit([buzz(1)])
    with pytest.raises(affectus.Error) as caught:
        embedding.transform([buzz(1), str(tmp_path / "missing.wav")])
    assert caught.value.code == "not_found"
