"""Cuts the recordings of a job into shards and batches.

A shard becomes one file of the result. Where it ends depends on the recordings only, so the result is the same for any number
of workers. A batch is what a worker takes at once, and what is done again if the worker dies; it lies within a shard, and
within one row group where recordings are rows of a table. A plan is Parquet with a row a batch:

    batch (from 0), shard (from 0), recordings: list of {file, storage, path, row_group, row} (inputs.py), size (bytes)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.parquet as pq

from affectus.cluster.inputs import Recording
from affectus.cluster.places import Place

largest_shard = 16384  # recordings
largest_shard_bytes = 4 << 30
largest_batch = 4096  # recordings
_unknown_bytes = 1 << 20  # a recording whose size is not known
_batches_in_group = 64
_batches_in_file = 4096

schema = pa.schema(
    [
        ("batch", pa.int64()),
        ("shard", pa.int64()),
        ("size", pa.int64()),
        (
            "recordings",
            pa.list_(
                pa.struct(
                    [
                        ("file", pa.string()),
                        ("storage", pa.string()),
                        ("path", pa.string()),
                        ("size", pa.int64()),
                        ("row_group", pa.int32()),
                        ("row", pa.int32()),
                    ]
                )
            ),
        ),
    ]
)


@dataclass(slots=True)
class Batch:
    """A row of the plan."""

    shard: int
    recordings: list[Recording]
    size: int


@dataclass(slots=True)
class Planned:
    """What a plan holds."""

    recordings: int
    batches: int
    first_batches: list[int]
    """Of each shard."""


def batches(recordings: Iterable[Recording], batch_bytes: int) -> Iterator[Batch]:
    """In order. A batch ends before the recording with which it would be larger than `batch_bytes`."""
    shard = count = size = 0
    batch = Batch(0, [], 0)
    for recording in recordings:
        bytes_of_it = _unknown_bytes if recording.size is None else recording.size
        ends_shard = count == largest_shard or (count > 0 and size + bytes_of_it > largest_shard_bytes)
        ends_batch = batch.recordings and (
            ends_shard
            or len(batch.recordings) == largest_batch
            or batch.size + bytes_of_it > batch_bytes
            or _table_of(batch.recordings[-1]) != _table_of(recording)
        )
        if ends_batch:
            yield batch
        if ends_shard:
            shard, count, size = shard + 1, 0, 0
        if ends_batch:
            batch = Batch(shard, [], 0)
        batch.recordings.append(recording)
        batch.size += bytes_of_it
        count += 1
        size += bytes_of_it
    if batch.recordings:
        yield batch


def _table_of(recording: Recording) -> tuple[str, str, int] | None:
    """The row group that has its bytes."""
    return (recording.storage, recording.path, recording.row_group) if recording.row_group >= 0 else None


def write(folder: Place, recordings: Iterable[Recording], batch_bytes: int) -> Planned:
    """Writes the plan's files. Memory holds a file's batches. Raises what `recordings` raises, and OSError."""
    planned = Planned(0, 0, [])
    folder.make_folder()
    waiting: list[dict[str, object]] = []
    files = 0

    def flush() -> None:
        nonlocal files
        sink = pa.BufferOutputStream()
        pq.write_table(pa.Table.from_pylist(waiting, schema), sink, compression="zstd", row_group_size=_batches_in_group)
        (folder / f"{files:06}.parquet").write(sink.getvalue())
        files += 1
        waiting.clear()

    for batch in batches(recordings, batch_bytes):
        if batch.shard == len(planned.first_batches):
            planned.first_batches.append(planned.batches)
        waiting.append(
            {
                "batch": planned.batches,
                "shard": batch.shard,
                "size": batch.size,
                "recordings": [{name: getattr(one, name) for name in Recording.__slots__} for one in batch.recordings],
            }
        )
        planned.batches += 1
        planned.recordings += len(batch.recordings)
        if len(waiting) == _batches_in_file:
            flush()
    if waiting:
        flush()
    return planned
