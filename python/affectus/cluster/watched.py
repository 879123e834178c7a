"""Scoring in a process that is watched, so that a recording can take too long, or end the process, and the job goes on.

A call into C++ could be cancelled, but only where the code looks for that: not in a read from a network disk that hangs, in a
decoder that loops, or after a crash. A process can always be ended. It costs one more Python per worker (about 100 MB beside
the model), a copy of the rows, and opening the model again after each such recording.
"""

from __future__ import annotations

import os
import pickle
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from multiprocessing.connection import Connection
from typing import Any

import pyarrow as pa

from affectus._error import Error
from affectus.cluster.tables import unpacked
from affectus.cluster.work import Work, failed_row

# Recordings that are given together: enough to fill the batches of windows.
together = 32
_starts = 5  # of a process that ends while it opens the model
_pause_s = 5

Given = tuple[str, str, bytes | None]
"""A recording: its name, its path, and its bytes if they are not to be read from there."""


class Stopped(Exception):
    """The process took too long, or ended."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class WatchedScorer:
    """A scorer in a process of its own, which is opened at once and again when it had to be ended. Not for several threads.
    Raises Error of opening the model."""

    def __init__(self, work: Work, timeout_s: float | None) -> None:
        self._work = work
        self._timeout_s = timeout_s
        self._process: subprocess.Popen[bytes] | None = None
        self.schema = self._start()

    def rows(self, group: Sequence[Given]) -> list[pa.Table]:
        """The rows of each recording. If the group takes longer than one recording may, or the process ends, each is scored
        again alone, so that only the faulty one is lost: to "timeout", or, if it ends the process twice, to "internal"."""
        answer = self._answer(group)
        if answer[0] == "internal" and len(group) == 1:  # perhaps it was ended from outside
            answer = self._answer(group)
        if answer[0] == "rows":
            table, tables, first = unpacked(answer[1]), [], 0
            for count in answer[2]:
                tables.append(table.slice(first, count))
                first += count
            return tables
        if len(group) > 1:
            return [self.rows([one])[0] for one in group]
        code, message = answer[1:] if answer[0] == "failed" else answer
        return [failed_row(self.schema, group[0][0], code, message)]

    def _answer(self, group: Sequence[Given]) -> tuple[Any, ...]:
        """The scorer's; or the code and the message of how it was stopped, after which another one is there."""
        try:
            return self._ask(group)
        except Stopped as stopped:
            self._start_again()
            return stopped.code, str(stopped)

    def stop(self) -> None:
        """Ends the process."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._connection.close()
            os.close(self._lifeline)
            self._process = None

    @property
    def process_id(self) -> int:
        """Of the process that has the model now."""
        assert self._process is not None
        return self._process.pid

    def _start_again(self) -> None:
        """Where the process was ended for want of memory, the next may be, too; then others have had time to end."""
        for left in range(_starts - 1, -1, -1):
            try:
                self._start()
                return
            except Error as error:
                if error.code != "internal" or not left:
                    raise
                time.sleep(_pause_s)

    def _start(self) -> pa.Schema:
        self.stop()
        ours, theirs = socket.socketpair()
        watched, self._lifeline = os.pipe()
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "affectus.cluster.scorer", str(theirs.fileno()), str(watched)],
                pass_fds=(theirs.fileno(), watched), stdin=subprocess.DEVNULL, env=environment,
            )
        finally:
            theirs.close()
            os.close(watched)
        self._connection = Connection(ours.detach())
        try:
            self._connection.send_bytes(pickle.dumps(self._work))
            answer = self._connection.recv()
        except (EOFError, OSError):
            raise Error(f"opening the model: the process {self._how_it_ended()}", "internal") from None
        if answer[0] == "failed":
            raise Error(answer[2], answer[1])
        return answer[1]

    def _ask(self, group: Sequence[Given]) -> tuple[Any, ...]:
        try:
            self._connection.send(list(group))
            if not self._connection.poll(self._timeout_s):
                raise Stopped("timeout", f"{group[0][0]}: expected to be done within {self._timeout_s:g} s (--timeout)")
            answer: tuple[Any, ...] = self._connection.recv()
            return answer
        except (EOFError, OSError):
            raise Stopped("internal", f"{group[0][0]}: the process that scored it {self._how_it_ended()}") from None

    def _how_it_ended(self) -> str:
        assert self._process is not None
        code = self._process.wait()
        return f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with exit code {code}"
