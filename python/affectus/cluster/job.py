"""A job: its steps, and what its folder remembers so that it can go on.

    OUTPUT/part-000000.parquet ...   the result, once all recordings are done
    OUTPUT/_affectus/job.json        what was asked, the plan's numbers, whether all is done
    OUTPUT/_affectus/plan/           the batches (plan.py)
    OUTPUT/_affectus/done/           rows of finished batches (sink.py)
    OUTPUT/_affectus/checkpoint/     Ray's checkpoint: the numbers of finished batches

All but job.json of the last four is removed when the result is complete.
"""

from __future__ import annotations

import base64
import contextlib
import json
import logging
import os
import signal
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import ray
from ray.data import ActorPoolStrategy, DataContext
from ray.data.checkpoint import CheckpointConfig

import affectus
from affectus._error import Error
from affectus.cluster import inputs, plan
from affectus.cluster.compaction import Counts, counts_of, join, result_file, rows_in_group
from affectus.cluster.places import Place
from affectus.cluster.predictor import Predictor
from affectus.cluster.progress import Progress
from affectus.cluster.request import Request, UsageError, check_address, interrupt
from affectus.cluster.sink import BatchSink
from affectus.cluster.work import Scorer

_init_deaths = 5
_batch_work_s = 30  # of a worker for a batch, about
_usual_bytes_per_s = 32000  # of a recording: 16 bit at 16 kHz
_least_batch_bytes = 1 << 20
_most_batch_bytes = 256 << 20


@dataclass(frozen=True)
class Done:
    """How a job ended."""

    recordings: int
    failed: int
    rows: int


Say = Callable[[str], None]


def run(request: Request, say: Say) -> Done:
    """Does what is left of the job. Raises UsageError, Error, OSError and Ray's errors; the job can go on afterwards."""
    check_address(request.address)
    job = _Job(request, say)
    job.prepare()
    if job.is_complete:
        say(f"{job.output.name}: this job is complete")
        return job.done()
    with _Cluster(request):
        job.score()
        job.compact()
    return job.finish()


class _Job:
    def __init__(self, request: Request, say: Say) -> None:
        self.request = request
        self.say = say
        try:
            self.output = Place.parse(request.output)
        except Error as error:
            raise UsageError(str(error)) from error
        self._folder = self.output / "_affectus"
        self._note = self._folder / "job.json"
        self._plan = self._folder / "plan"
        self._finished = self._folder / "done"
        self._checkpoint = self._folder / "checkpoint"
        self._known: dict[str, Any] = {}

    @property
    def is_complete(self) -> bool:
        return bool(self._known["complete"])

    def prepare(self) -> None:
        """Finds what the folder remembers, or plans the job."""
        asked = {"command": self.request.work.command, "input": self.request.input, **self.request.work.described()}
        if self._note.exists():
            self._known = json.loads(self._note.read())
            self._compare(json.loads(json.dumps(asked)))
            if not self.is_complete:
                self.say(f"{self.output.name}: goes on with the {self._recordings:,} recordings found on {self._known['planned']}")
            return
        if self.output.exists() and not self.output.is_folder():
            raise UsageError(f"--output {self.output.name}: expected a folder, found a file")
        if any(name.startswith("part-") for name in self.output.names()):
            raise UsageError(f"--output {self.output.name}: expected an empty folder or one of a job, found other results")
        try:
            recordings = inputs.find(self.request.input)
            scorer = self.request.work.open()
        except Error as error:
            raise UsageError(str(error)) from error
        batch_bytes = self.request.batch_bytes or _batch_bytes(scorer)
        self._plan.remove_folder()
        for folder in (self._plan, self._finished):
            folder.make_folder()
        try:
            planned = plan.write(self._plan, recordings, batch_bytes)
        except Error as error:
            raise UsageError(str(error)) from error
        self._known = {
            "affectus": affectus.__version__,
            "asked": asked,
            "planned": time.strftime("%Y-%m-%d %H:%M:%S"),
            "plan": asdict(planned),
            "schema": base64.b64encode(scorer.schema.serialize()).decode(),
            "complete": False,
        }
        self._remember()
        self.say(f"{self.request.input}: {planned.recordings:,} recordings in {planned.batches:,} batches")

    def score(self) -> None:
        """Scores the batches that are not done, on Ray."""
        done = len(self._finished.names())
        if done == self._batches:
            return
        self._drop_torn_notes()
        request = self.request
        context = DataContext.get_current()
        context.checkpoint_config = self._checkpoint_config()
        workers, most = _workers(request, self._batches - done)
        # One that a machine kills, or that is not needed any more, is no reason to give up; a model that is not there is.
        context.max_consecutive_actor_init_deaths = _init_deaths + most
        try:
            batches = ray.data.read_parquet(self._plan.path, filesystem=self._plan.filesystem)
            memory: dict[str, Any] = {} if request.memory_bytes is None else {"memory": request.memory_bytes}
            # Without the repartition, a plan's file is one block, and what is done is known only once all of it is.
            rows = batches.repartition(target_num_rows_per_block=1).map_batches(
                Predictor,
                fn_constructor_args=(request.work, request.timeout_s),
                batch_size=1,
                batch_format="pyarrow",
                compute=workers,
                num_cpus=request.work.threads,
                **memory,
            )
            with Progress(self._recordings, self._recordings * done // self._batches, request.show_progress) as progress:
                rows.write_datasink(BatchSink(self._finished, progress.counter))
        finally:
            context.checkpoint_config = None

    def _drop_torn_notes(self) -> None:
        """Ray writes a file of its checkpoint in place, and one that a kill cut short would end every later run. Its batches are
        scored again."""
        if not self._checkpoint.shows_unfinished_files:
            return
        for name in self._checkpoint.names():
            file = self._checkpoint / name
            try:
                pq.read_metadata(file.path, filesystem=file.filesystem)
            except pa.ArrowInvalid:
                file.remove()

    def compact(self) -> None:
        """Joins the rows of the shards that have no file yet."""
        there = set(self.output.names())
        shards = [
            {"shard": shard, "first": first, "last": last}
            for shard, (first, last) in enumerate(zip(self._first_batches, [*self._first_batches[1:], self._batches]))
            if os.path.basename(result_file(self.output, shard).path) not in there
        ]
        if not shards:
            return
        schema, group = self._schema, rows_in_group[self.request.work.command]
        output, finished = self.output, self._finished

        def compact(row: dict[str, int]) -> dict[str, int]:
            join(output, finished, row["shard"], range(row["first"], row["last"]), schema, group)
            return {"shard": row["shard"]}

        ray.data.from_items(shards, override_num_blocks=min(len(shards), 1000)).map(compact).materialize()

    def finish(self) -> Done:
        """Removes what is not needed any more."""
        done = self.done()
        self._known["complete"] = True
        self._remember()
        for folder in (self._checkpoint, self._plan, self._finished):
            folder.remove_folder()
        return done

    def done(self) -> Done:
        """Counts the result."""
        counts: list[Counts] = []
        for shard in range(len(self._first_batches)):
            file = result_file(self.output, shard)
            try:
                counts.append(counts_of(file))
            except FileNotFoundError as error:
                raise Error(f"{file.name}: expected this part of the result, found no file", "not_found") from error
        return Done(self._recordings, sum(one.failed for one in counts), sum(one.rows for one in counts))

    @property
    def _recordings(self) -> int:
        return int(self._known["plan"]["recordings"])

    @property
    def _batches(self) -> int:
        return int(self._known["plan"]["batches"])

    @property
    def _first_batches(self) -> list[int]:
        return list(self._known["plan"]["first_batches"])

    @property
    def _schema(self) -> pa.Schema:
        return pa.ipc.read_schema(pa.py_buffer(base64.b64decode(self._known["schema"])))

    def _remember(self) -> None:
        self._folder.make_folder()
        self._note.write(json.dumps(self._known, indent=1).encode())

    def _compare(self, asked: dict[str, Any]) -> None:
        """A job goes on only as it began."""
        if self._known["affectus"] != affectus.__version__:
            raise UsageError(f"--output {self.output.name}: holds a job of affectus {self._known['affectus']}, this is "
                             f"{affectus.__version__}; choose another folder")
        for name, was, now in _differences(self._known["asked"], asked):
            raise UsageError(f"--output {self.output.name}: holds a job with another {name} ({was!r}, not {now!r}); repeat that "
                             "command, or choose another folder")

    def _checkpoint_config(self) -> CheckpointConfig:
        config = CheckpointConfig(
            id_column="batch",
            checkpoint_path=self._checkpoint.path,
            override_filesystem=self._checkpoint.filesystem,
            delete_checkpoint_on_success=False,
        )
        # The filter holds 8 bytes a finished batch; Ray asks for at least this much, and by itself for 1 GiB.
        config.checkpoint_actor_memory_bytes = 64 << 20
        config.checkpoint_actor_pool_max_size = 1
        return config


def _differences(was: dict[str, Any], now: dict[str, Any]) -> list[tuple[str, Any, Any]]:
    found: list[tuple[str, Any, Any]] = []
    for name in sorted({*was, *now}):
        one, other = was.get(name), now.get(name)
        if isinstance(one, dict) and isinstance(other, dict):
            found += _differences(one, other)
        elif one != other:
            found.append((name, one, other))
    return found


def _batch_bytes(scorer: Scorer) -> int:
    """Of recordings for about half a minute of a worker's time, by what some noise takes. The result does not depend on it."""
    seconds = 10
    noise = np.random.default_rng(1).normal(0, 0.05, seconds * 16000).astype(np.float32)
    begin = time.perf_counter()
    scorer.of_samples(noise)
    speed = seconds / max(time.perf_counter() - begin, 1e-6)
    return int(min(max(_batch_work_s * speed * _usual_bytes_per_s, _least_batch_bytes), _most_batch_bytes))


def _processors() -> int:
    resources: Any = ray
    return int(resources.cluster_resources().get("CPU", 0))


def _workers(request: Request, batches: int) -> tuple[ActorPoolStrategy, int]:
    """And the most that there will be: no more than batches; one processor is left for what writes the rows."""
    most_now = max(1, (_processors() - 1) // request.work.threads)
    least, most = request.workers or (1, most_now)
    most = min(most, batches)
    least = min(least, most)
    return ActorPoolStrategy(min_size=least, max_size=most, initial_size=max(least, min(most, most_now))), most


class _Cluster:
    """Ray, while the context lasts. What it says beside errors is in its logs (/tmp/ray)."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self._away = contextlib.ExitStack()

    def __enter__(self) -> None:
        for handler in logging.getLogger("ray.data").handlers:
            if isinstance(handler, logging.StreamHandler):
                handler.setLevel(logging.CRITICAL)
        # Ray warns that a batch may be written twice. That changes nothing here (sink.py).
        warnings.filterwarnings("ignore", message="Checkpointing with non-file datasink")
        os.environ.setdefault("RAY_BACKEND_LOG_LEVEL", "fatal")
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
        request = self._request
        address = request.address or os.environ.get("RAY_ADDRESS") or "local"
        local: dict[str, Any] = {"include_dashboard": False} if address == "local" else {}
        try:
            with _no_standard_error():
                ray.init(address=address, log_to_driver=False, logging_level=logging.ERROR, **local)
        except (ConnectionError, ValueError) as error:
            raise UsageError(f"--address {address}: no Ray cluster can be reached there: {error}") from error
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, interrupt)  # Ray has its own handler, which would end the program without a word
        # Where it prints what befell workers.
        nowhere = self._away.enter_context(open(os.devnull, "w"))
        self._away.enter_context(contextlib.redirect_stdout(nowhere))
        DataContext.get_current().enable_progress_bars = False
        processors = _processors()
        needed = request.work.threads + 1
        if processors < needed and request.workers is None:
            self.__exit__()
            raise UsageError(f"expected a cluster of at least {needed} processors (a worker's {request.work.threads}, and one that "
                             f"writes), found {processors}; --workers starts them before more machines are there")

    def __exit__(self, *_: object) -> None:
        ray.shutdown()
        self._away.close()


@contextlib.contextmanager
def _no_standard_error() -> Iterator[None]:
    """Ray's C++ code says on standard error what its log level is."""
    sys.stderr.flush()
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
