"""What is done with each recording, and the rows that come of it.

`predict`: a row a segment, with the columns of the program's CSV and `error_code`, `error_message`; dimensions and the like are
float64, embeddings float32, as Result.to_frame() has them. `extract`: a row a recording, `file, frames, dim, features`
(frames x dim values, one frame after the other), `error_code, error_message`. A recording that failed is one row with its error.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

import affectus
from affectus._error import Error

_errors = (("error_code", pa.string()), ("error_message", pa.string()))


@dataclass(frozen=True)
class Work:
    """The same for every recording of a job."""

    command: str
    """predict or extract."""
    model: dict[str, Any] = field(default_factory=dict)
    """predict: arguments of affectus.load()."""
    options: dict[str, Any] = field(default_factory=dict)
    """predict: of Model.predict(); extract: of affectus.extract()."""
    dtype: str = "float32"
    """extract: float32 or float16."""
    threads: int = 1

    def described(self) -> dict[str, Any]:
        """What the rows depend on."""
        description = asdict(self)
        del description["threads"]
        return description

    def open(self) -> Scorer:
        """With the model in memory. Raises Error."""
        return Predictions(self) if self.command == "predict" else Features(self)


class Scorer:
    """Turns recordings into rows."""

    schema: pa.Schema

    def rows(self, names: Sequence[str], sources: Sequence[Any]) -> tuple[pa.Table, list[int]]:
        """The rows of all, one recording after the other, and how many each has. A source is a path or a file object."""
        raise NotImplementedError

    def of_samples(self, samples: np.ndarray[Any, Any]) -> None:
        """Works on 16 kHz, to learn how long that takes. Raises Error where the options do not fit the model."""
        raise NotImplementedError


class Predictions(Scorer):
    """Of a model."""

    def __init__(self, work: Work) -> None:
        self._model = affectus.load(**work.model, threads=work.threads)
        self._options = work.options
        result = self._model.predict(np.zeros(16000, np.float32), sampling_rate=16000, **self._probe_options())
        frame = result.to_frame()
        fields = [("file", pa.string()), ("start_s", pa.float64()), ("end_s", pa.float64())]
        kinds = {"float32": pa.float32(), "float64": pa.float64(), "Int64": pa.int64()}
        for name in frame.columns:
            fields.append((name, kinds.get(str(frame[name].dtype), pa.string())))
        self.schema = pa.schema([*fields, *_errors])

    # An array has no tracks and no raw format.
    def _probe_options(self) -> dict[str, Any]:
        return {name: value for name, value in self._options.items() if name not in ("track", "raw", "max_duration")}

    def of_samples(self, samples: np.ndarray[Any, Any]) -> None:
        self._model.predict(samples, sampling_rate=16000, **self._probe_options())

    def rows(self, names: Sequence[str], sources: Sequence[Any]) -> tuple[pa.Table, list[int]]:
        results = self._model.predict(list(sources), **self._options)
        counts = [1 if result.error else len(result.segments) for result in results]
        frame = affectus.to_frame(results)
        segments = [segment for result in results for segment in result.segments]
        columns: dict[str, Any] = {
            "file": [name for name, result in zip(names, results, strict=True) for _ in result.segments],
            "start_s": [segment.start for segment in segments],
            "end_s": [segment.end for segment in segments],
        }
        arrays = []
        for one in self.schema:
            if one.name in columns:
                arrays.append(pa.array(columns[one.name], one.type))
            elif one.name in frame.columns:
                arrays.append(pa.array(frame[one.name], one.type, from_pandas=True))
            else:
                arrays.append(pa.nulls(len(segments), one.type))
        scored = pa.Table.from_arrays(arrays, schema=self.schema)
        if all(result.error is None for result in results):
            return scored, counts
        tables, first = [], 0
        for name, result in zip(names, results, strict=True):
            if result.error:
                tables.append(failed_row(self.schema, name, result.error.code, str(result.error)))
            else:
                tables.append(scored.slice(first, len(result.segments)))
                first += len(result.segments)
        return pa.concat_tables(tables), counts


class Features(Scorer):
    """Of a front end."""

    def __init__(self, work: Work) -> None:
        self._options = {**work.options, "threads": work.threads}
        self._dtype = np.dtype(work.dtype)
        affectus.extract(np.zeros(16000, np.float32), sampling_rate=16000, **self._probe_options())
        values = pa.large_list(pa.from_numpy_dtype(self._dtype))
        self.schema = pa.schema([("file", pa.string()), ("frames", pa.int64()), ("dim", pa.int32()), ("features", values), *_errors])

    def _probe_options(self) -> dict[str, Any]:
        return {name: value for name, value in self._options.items() if name not in ("track", "raw", "max_duration")}

    def of_samples(self, samples: np.ndarray[Any, Any]) -> None:
        affectus.extract(samples, sampling_rate=16000, **self._probe_options())

    def rows(self, names: Sequence[str], sources: Sequence[Any]) -> tuple[pa.Table, list[int]]:
        tables = []
        for name, source in zip(names, sources, strict=True):
            try:
                frames = affectus.extract(source, **self._options).astype(self._dtype, copy=False)
            except Error as error:
                tables.append(failed_row(self.schema, name, error.code, str(error)))
                continue
            values = pa.LargeListArray.from_arrays(np.array([0, frames.size]), pa.array(frames.reshape(-1)))
            row = [[name], [frames.shape[0]], [frames.shape[1]], values, [None], [None]]
            arrays = [pa.array(value, one.type) if isinstance(value, list) else value for value, one in zip(row, self.schema)]
            tables.append(pa.Table.from_arrays(arrays, schema=self.schema))
        return pa.concat_tables(tables), [1] * len(tables)


def failed_row(schema: pa.Schema, file: str, code: str, message: str) -> pa.Table:
    """The row of a recording that failed."""
    known = {"file": file, "error_code": code, "error_message": message}
    return pa.Table.from_arrays([pa.array([known.get(one.name)], one.type) for one in schema], schema=schema)
