"""Joins the rows of a shard's batches into one file of the result, in the order of the inputs."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.parquet as pq

from affectus._error import Error
from affectus.cluster.places import Place

rows_in_group = {"predict": 65536, "extract": 8}  # however the rows came in batches


@dataclass(frozen=True, slots=True)
class Counts:
    """Rows of a file of the result, and how many of them are recordings that failed."""

    rows: int
    failed: int


def file_of(done: Place, batch: int) -> Place:
    """Where the rows of a batch are kept until all are done (sink.py)."""
    return done / f"{batch:012}.parquet"


def result_file(output: Place, shard: int) -> Place:
    """Where a shard goes."""
    return output / f"part-{shard:06}.parquet"


def counts_of(file: Place) -> Counts:
    """From the file's footer. Raises OSError."""
    metadata = pq.read_metadata(file.path, filesystem=file.filesystem)
    column = metadata.schema.names.index("error_code") if metadata.num_columns == len(metadata.schema.names) else -1
    failed = 0
    for group in range(metadata.num_row_groups):
        statistics = metadata.row_group(group).column(column).statistics
        failed += metadata.row_group(group).num_rows - statistics.null_count
    return Counts(metadata.num_rows, failed)


def join(output: Place, done: Place, shard: int, batches: range, schema: pa.Schema, group: int) -> None:
    """Writes the shard whole or not at all, with `group` rows in a row group. Memory holds one batch's rows and those of a row
    group. Raises OSError, and Error(internal) where a batch is not there."""
    file = result_file(output, shard)
    temporary = file if file.storage else Place("", f"{file.path}.{uuid.uuid4().hex}.part")
    try:
        with temporary.filesystem.open_output_stream(temporary.path) as stream:
            with pq.ParquetWriter(stream, schema, compression="zstd") as writer:
                for table in _regrouped(_tables(done, batches), group):
                    writer.write_table(table.cast(schema).combine_chunks(), row_group_size=group)
        if temporary != file:
            temporary.filesystem.move(temporary.path, file.path)
    except BaseException:
        if temporary != file and temporary.exists():
            temporary.remove()
        raise


def _regrouped(tables: Iterator[pa.Table], group: int) -> Iterator[pa.Table]:
    """The same rows in tables of `group` rows; the last has the rest."""
    waiting: list[pa.Table] = []
    count = 0
    for table in tables:
        waiting.append(table)
        count += table.num_rows
        if count < group:
            continue
        joined = pa.concat_tables(waiting)
        whole = count // group * group
        for first in range(0, whole, group):
            yield joined.slice(first, group)
        waiting, count = [joined.slice(whole)], count - whole
    if count:
        yield pa.concat_tables(waiting)


def _tables(done: Place, batches: range) -> Iterator[pa.Table]:
    for batch in batches:
        file = file_of(done, batch)
        try:
            yield pq.read_table(file.path, filesystem=file.filesystem, partitioning=None)
        except FileNotFoundError:
            raise Error(f"{file.name}: expected the rows of batch {batch}, found no file", "internal") from None
