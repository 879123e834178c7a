"""Ray's actor: a batch of recordings in, their rows out."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeout
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from affectus.cluster.inputs import column_of, content_column
from affectus.cluster.places import Place
from affectus.cluster.watched import Given, WatchedScorer, together
from affectus.cluster.work import Work, failed_row

_fetchers = 8  # files that are read from a store at once
_together_bytes = 64 << 20

schema = pa.schema([("batch", pa.int64()), ("recordings", pa.int64()), ("failed", pa.int64()), ("rows", pa.large_binary())])
"""A row a batch; `rows` is a Parquet file."""


class Predictor:
    """One a worker. While the recordings of one group are scored, those of the next are read from the store."""

    def __init__(self, work: Work, timeout_s: float | None) -> None:
        self._timeout_s = timeout_s
        self._scorer = WatchedScorer(work, timeout_s)
        self._threads = ThreadPoolExecutor(_fetchers)

    def __call__(self, batches: pa.Table) -> pa.Table:
        """Of rows of the plan (plan.py), rows of `schema`."""
        return pa.Table.from_pylist([self._batch(row) for row in batches.to_pylist()], schema)

    def _batch(self, batch: dict[str, Any]) -> dict[str, Any]:
        recordings = batch["recordings"]
        tables: list[pa.Table | None] = [None] * len(recordings)
        # Alike lengths together; the order is that of the plan again afterwards.
        order = sorted(range(len(recordings)), key=lambda place: recordings[place]["size"] or 0)
        contents = self._contents_of_table(recordings)
        groups = _groups(order, recordings)
        fetched = self._fetch(groups[0], recordings, contents)
        for number, group in enumerate(groups):
            current = fetched
            if number + 1 < len(groups):
                fetched = self._fetch(groups[number + 1], recordings, contents)
            given: list[Given] = []
            places = []
            for place, future in zip(group, current, strict=True):
                file = recordings[place]["file"]
                try:
                    content = future.result(self._timeout_s) if isinstance(future, Future) else future
                except FutureTimeout:
                    tables[place] = self._failed(file, "timeout", f"{file}: expected to be read within {self._timeout_s:g} s (--timeout)")
                except FileNotFoundError:
                    tables[place] = self._failed(file, "not_found", f"{file}: there is no such file")
                except Exception as error:  # what a store may raise
                    tables[place] = self._failed(file, "unreadable", f"{file}: this file cannot be read: {error}")
                else:
                    given.append((file, recordings[place]["path"], content))
                    places.append(place)
            if given:
                for place, table in zip(places, self._scorer.rows(given), strict=True):
                    tables[place] = table
        rows = pa.concat_tables([table for table in tables if table is not None])
        failed = rows.num_rows - rows["error_code"].null_count
        sink = pa.BufferOutputStream()
        pq.write_table(rows, sink, compression="zstd")
        return {"batch": batch["batch"], "recordings": len(recordings), "failed": failed, "rows": sink.getvalue().to_pybytes()}

    def _failed(self, file: str, code: str, message: str) -> pa.Table:
        return failed_row(self._scorer.schema, file, code, message)

    def _contents_of_table(self, recordings: Sequence[dict[str, Any]]) -> pa.ChunkedArray | Exception | None:
        """The bytes of a row group, if the recordings lie in one."""
        first = recordings[0]
        if first["row_group"] < 0:
            return None
        try:
            reading = self._threads.submit(_row_group, Place(first["storage"], first["path"]), first["row_group"])
            return reading.result(self._timeout_s)
        except Exception as error:  # what a store may raise
            return error

    def _fetch(
        self, group: Sequence[int], recordings: Sequence[dict[str, Any]], contents: pa.ChunkedArray | Exception | None
    ) -> list[Future[bytes] | bytes | None]:
        """The bytes of each recording, or None for a file that the scorer opens."""
        fetched: list[Future[bytes] | bytes | None] = []
        for place in group:
            recording = recordings[place]
            if isinstance(contents, Exception):
                failed: Future[bytes] = Future()
                failed.set_exception(contents)
                fetched.append(failed)
            elif contents is not None:
                fetched.append(contents[recording["row"]].as_py() or b"")
            elif recording["storage"]:
                fetched.append(self._threads.submit(Place(recording["storage"], recording["path"]).read))
            else:
                fetched.append(None)
        return fetched


def _row_group(table: Place, number: int) -> pa.ChunkedArray:
    with pq.ParquetFile(table.path, filesystem=table.filesystem) as file:
        name = content_column(file.schema_arrow)
        assert name is not None
        return column_of(file.read_row_group(number, columns=[name]), name)


def _groups(order: Sequence[int], recordings: Sequence[dict[str, Any]]) -> list[list[int]]:
    """Recordings that are scored together."""
    groups: list[list[int]] = [[]]
    size = 0
    for place in order:
        bytes_of_it = recordings[place]["size"] or 0
        if groups[-1] and (len(groups[-1]) == together or size + bytes_of_it > _together_bytes):
            groups.append([])
            size = 0
        groups[-1].append(place)
        size += bytes_of_it
    return groups
