"""Tables as bytes."""

from __future__ import annotations

import pyarrow as pa


def packed(table: pa.Table) -> pa.Buffer:
    """As an Arrow stream."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)
    return sink.getvalue()


def unpacked(content: bytes | pa.Buffer) -> pa.Table:
    """What packed() wrote."""
    with pa.ipc.open_stream(content) as stream:
        return stream.read_all()
