"""Embeddings of recordings as a step of scikit-learn's pipelines."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

import affectus

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Embedding(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Turns recordings into the embeddings of a model: n recordings to n x d, float32.

    X is a sequence of recordings: paths, or one-dimensional arrays of samples (float32 in [-1, 1], or int16) of
    `sampling_rate` Hz; both kinds may be mixed. A matrix is a recording a row. Nothing is learned: fit() opens the model and
    sets `n_features_out_`. A recording of several windows (longer than Model.longest, or with `window` seconds) has the mean of
    their embeddings, each weighted by its length times its `speech`, or by its length alone if none has speech, as the program
    averages dimensions. A recording that fails raises affectus.Error.

    `model` is what affectus.load() takes: None for the shipped default, a folder, hf:OWNER/NAME; or an affectus.Model, which is
    shared. A copy (clone) or another process opens the model anew.

    >>> import numpy as np
    >>> from sklearn.pipeline import make_pipeline
    >>> from sklearn.svm import SVC
    >>> from affectus.sklearn import Embedding
    >>> rng = np.random.default_rng(0)
    >>> X = [rng.normal(0, scale, 16000).astype("float32") for scale in (0.01, 0.2, 0.01, 0.2)]
    >>> make_pipeline(Embedding("affectus-mfb"), SVC()).fit(X, ["soft", "loud", "soft", "loud"]).predict(X[:2]).tolist()
    ['soft', 'loud']
    """

    def __init__(self, model: Any = None, *, sampling_rate: int = 16000, window: float | None = None, threads: int | None = None) -> None:
        self.model = model
        self.sampling_rate = sampling_rate
        self.window = window
        self.threads = threads

    def fit(self, X: Sequence[Any], y: Any = None) -> Embedding:
        """Opens the model. Only the first recording is looked at, for its kind."""
        _recordings(X)
        if isinstance(self.model, affectus.Model):
            self.model_ = self.model
        else:
            self.model_ = affectus.load(self.model, threads=self.threads)
        self.n_features_out_ = self.model_.embedding_size
        return self

    def transform(self, X: Sequence[Any]) -> NDArray[np.float32]:
        """The embeddings, a row a recording."""
        check_is_fitted(self, "model_")
        recordings = _recordings(X)
        results = self.model_.predict(recordings, sampling_rate=self.sampling_rate, window=self.window, embedding=True)
        embeddings = np.empty((len(recordings), self.n_features_out_), np.float32)
        for row, result in enumerate(results):
            if result.error is not None:
                raise result.error
            weights = np.array([(one.end - one.start) * one.speech for one in result.segments])
            if not weights.sum() > 0:
                weights = np.array([one.end - one.start for one in result.segments])
            matrix = np.stack([np.asarray(one.embedding) for one in result.segments])
            embeddings[row] = matrix[0] if len(matrix) == 1 else np.average(matrix, axis=0, weights=weights)
        return embeddings

    def get_feature_names_out(self, input_features: Any = None) -> NDArray[np.object_]:
        """embedding_000, ..., as in the program's CSV."""
        check_is_fitted(self, "model_")
        return np.array([f"embedding_{i:03}" for i in range(self.n_features_out_)], dtype=object)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.string = True
        tags.transformer_tags.preserves_dtype = []
        return tags


class InputError(affectus.Error, ValueError):
    """X is not as expected: an affectus.Error with the code invalid_argument, and the ValueError that scikit-learn has here."""


def _invalid(found: str) -> InputError:
    return InputError(f"X: expected a sequence of recordings (paths, or arrays of one dimension, float32 or int16), found {found}",
                      "invalid_argument")


def _recordings(X: Any) -> list[Any]:
    """Recordings as Model.predict takes them."""
    if isinstance(X, (str, bytes, os.PathLike)):
        raise _invalid(f"one path, {os.fsdecode(X)!r}")
    if hasattr(X, "tocsr"):
        raise _invalid("a sparse matrix")
    if hasattr(X, "to_numpy"):  # a column of a DataFrame
        X = X.to_numpy()
    elif not isinstance(X, (list, tuple)) and hasattr(X, "__array__"):
        X = np.asarray(X)
    if not hasattr(X, "__len__") or (isinstance(X, np.ndarray) and X.ndim == 0):
        raise _invalid(f"{X!r}")
    recordings = [_recording(one) for one in X]
    if not recordings:
        raise _invalid("none")
    return recordings


def _recording(one: Any) -> Any:
    if isinstance(one, (str, os.PathLike)):
        return os.fspath(one)
    if isinstance(one, (bytes, bytearray, memoryview)) or hasattr(one, "read"):
        return one
    array = np.asarray(one)
    if array.dtype.kind == "c":
        raise _invalid("complex data")
    if array.dtype.name not in ("float32", "float64", "int16", "int32") or array.ndim != 1:
        raise _invalid(f"an array of {array.ndim} dimensions, {array.dtype.name}")
    if not array.size:
        raise _invalid("a recording without samples")
    return array
