"""Keeps the rows of finished batches, a file each, named by the batch: writing one again changes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pyarrow as pa
from ray.data import Datasink
from ray.data.block import BlockAccessor

from affectus.cluster.compaction import file_of
from affectus.cluster.places import Place


class BatchSink(Datasink[None]):  # type: ignore[misc, unused-ignore]
    """Ray notes a batch in its checkpoint once write() has returned."""

    def __init__(self, folder: Place, progress: Any) -> None:
        self._folder = folder
        self._progress = progress  # an actor that counts (progress.py), or None

    def write(self, blocks: Iterable[Any], ctx: Any) -> None:
        for block in blocks:
            table: pa.Table = BlockAccessor.for_block(block).to_arrow()
            for i in range(table.num_rows):
                file_of(self._folder, table["batch"][i].as_py()).write(table["rows"][i].as_buffer())
                if self._progress is not None:
                    self._progress.add.remote(table["recordings"][i].as_py(), table["failed"][i].as_py())

    def get_name(self) -> str:
        return "affectus"
