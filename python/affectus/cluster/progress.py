"""How far a job is, on a terminal."""

from __future__ import annotations

import sys
import threading
from types import TracebackType
from typing import Any

import ray


class Counter:
    """Recordings that are done; where its machine is lost, it begins anew, and the bar ends early."""

    def __init__(self) -> None:
        self._done = 0
        self._failed = 0

    def add(self, done: int, failed: int) -> None:
        self._done += done
        self._failed += failed

    def told(self) -> tuple[int, int]:
        return self._done, self._failed


def _started() -> Any:
    actor: Any = ray.remote(num_cpus=0, max_restarts=-1)(Counter)
    return actor.remote()


class Progress:
    """A bar, shown while the context lasts: recordings of `total`, of which `before` were done when it began."""

    def __init__(self, total: int, before: int, shown: bool) -> None:
        self._total, self._before = total, before
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self.counter: Any = _started() if shown else None
        """What workers tell; None where nothing is shown."""

    def __enter__(self) -> Progress:
        if self.counter is not None:
            self._thread = threading.Thread(target=self._show, daemon=True)
            self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self._stop.set()
        if self._thread is not None:
            self._thread.join()

    def _show(self) -> None:
        from tqdm import tqdm

        with tqdm(total=self._total, initial=self._before, unit=" recordings", file=sys.stderr, dynamic_ncols=True) as bar:
            while True:
                stopped = self._stop.wait(1)
                try:
                    done, failed = ray.get(self.counter.told.remote(), timeout=5)
                except Exception:  # the job matters, not the bar
                    done, failed = 0, 0
                if done:
                    bar.n = min(self._total, self._before + done)
                    if failed:
                        bar.set_postfix_str(f"{failed} failed", refresh=False)
                    bar.refresh()
                if stopped:
                    return
