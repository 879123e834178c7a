"""The process that holds the model and scores recordings, started by watched.py: `python -m affectus.cluster.scorer FD FD`.

It answers each message with one: first that the model is open, then the rows of each group of recordings. It ends when the
process that started it does, whatever it is doing then.
"""

from __future__ import annotations

import io
import os
import pickle
import signal
import sys
import threading
from multiprocessing.connection import Connection
from typing import Any

import pyarrow as pa

from affectus._error import Error
from affectus.cluster.tables import packed
from affectus.cluster.work import failed_row


def answer(scorer: Any, group: list[tuple[str, str, bytes | None]]) -> tuple[Any, ...]:
    """Of recordings: name, path, and the bytes if they are not to be read from the path."""
    try:
        wrong = [_wrong(path) if content is None else None for _, path, content in group]
        good = [one for one, code in zip(group, wrong, strict=True) if code is None]
        scored, counts = scorer.rows([name for name, _, _ in good], [_source(*one) for one in good]) if good else (None, [])
        if len(good) == len(group):
            return "rows", packed(scored), counts
        tables, first, rest = [], 0, iter(counts)
        for (name, _, _), code in zip(group, wrong, strict=True):
            if code is not None:
                tables.append(failed_row(scorer.schema, name, code[0], f"{name}: {code[1]}"))
            else:
                tables.append(scored.slice(first, next(rest)))
                first += tables[-1].num_rows
        return "rows", packed(pa.concat_tables(tables)), [table.num_rows for table in tables]
    except Error as error:
        return "failed", error.code, str(error)
    except Exception as error:  # of a recording, perhaps: the others of the group must not suffer
        return "failed", "internal", f"{type(error).__name__}: {error}"


def _wrong(path: str) -> tuple[str, str] | None:
    """A folder, or a name that looks like a glob, would mean several recordings. (A disk may hang here, too.)"""
    if os.path.isdir(path):
        return "unreadable", "expected a recording, found a folder"
    if not os.path.exists(path):
        return "not_found", "there is no such file"
    return None


def _source(name: str, path: str, content: bytes | None) -> Any:
    if content is None:
        return path
    file = io.BytesIO(content)
    file.name = name  # messages have it
    return file


def _end_with(parent: int) -> None:
    os.read(parent, 1)  # returns when the other end is closed
    os._exit(0)


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the program that started all
    threading.Thread(target=_end_with, args=(int(sys.argv[2]),), daemon=True).start()
    connection = Connection(int(sys.argv[1]))
    try:
        scorer = pickle.loads(connection.recv_bytes()).open()
    except Error as error:
        return connection.send(("failed", error.code, str(error)))
    connection.send(("ready", scorer.schema))
    while True:
        try:
            group = connection.recv()
        except EOFError:
            return None
        connection.send(answer(scorer, group))


if __name__ == "__main__":
    main()
