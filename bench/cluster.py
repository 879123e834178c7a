#!/usr/bin/env python3
"""What a cluster adds to the work: the same recordings scored by plain processes and by affectus-cluster, with one and two workers.

    bench/cluster.py [--minutes 240] [--model affectus-mfb] [--window 5] [--hop 0.5] [--batches 300]

Needs the package and Ray (make cluster made both: build/cluster-env/bin/python with PYTHONPATH=build/release/python), and a machine
without other load. The corpus is made: noise of 20 to 200 s a file. A plain process does what a worker does, the same groups of
recordings in one thread, without Ray: what it takes is the work. Both counts begin before the model is opened.
Then what a batch costs beside its work, by a job of batches of one recording of a tenth of a second; and what planning costs,
by recordings that are not there.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile
import time
import wave
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
from affectus.cluster import plan
from affectus.cluster.inputs import Recording
from affectus.cluster.places import Place
from affectus.cluster.watched import together
from affectus.cluster.work import Work
from ray.cluster_utils import Cluster


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=240, help="of audio")
    parser.add_argument("--model", default="affectus-mfb")
    parser.add_argument("--window", type=float, default=5)
    parser.add_argument("--hop", type=float, default=0.5)
    parser.add_argument("--batches", type=int, default=300, help="of the last line")
    chosen = parser.parse_args()
    options = {"window": chosen.window, "hop": chosen.hop}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        audio_s = make_corpus(folder / "corpus", chosen.minutes * 60)
        files = sorted(str(path) for path in (folder / "corpus").iterdir())
        print(f"{audio_s / 60:.0f} minutes of audio in {len(files)} files, {chosen.model}, windows of {chosen.window} s every {chosen.hop} s")
        print("workers  plain processes, s  affectus-cluster, s  times real time  beyond the work")
        for workers in (1, 2):
            plain_s = plain(files, Work("predict", {"model": chosen.model}, options), workers)
            cluster_s = on_cluster(folder, "corpus", workers, chosen.model, options)
            print(f"{workers:7}  {plain_s:18.1f}  {cluster_s:19.1f}  {audio_s / cluster_s:15.0f}  {100 * (cluster_s / plain_s - 1):13.1f} %", flush=True)
        rows = pq.read_metadata(folder / "output/part-000000.parquet").num_rows
        size = (folder / "output/part-000000.parquet").stat().st_size
        print(f"the result: {rows} rows, {size / rows:.1f} bytes a row")
        make_corpus(folder / "short", chosen.batches * 0.1, shortest_s=0.1, longest_s=0.1)
        few_s = on_cluster(folder, "short", 1, chosen.model, {}, batch="1000")
        many_s = on_cluster(folder, "short", 1, chosen.model, {}, batch="0.000001")
        print(f"planning: {planning(folder / 'plan'):.0f} recordings a second")
        print(f"a batch: {1000 * (many_s - few_s) / (chosen.batches - 1):.1f} ms ({chosen.batches} batches {many_s:.1f} s, one {few_s:.1f} s)")


def make_corpus(folder: Path, seconds: float, shortest_s: float = 20, longest_s: float = 200) -> float:
    """Returns its length in seconds."""
    folder.mkdir()
    rng = np.random.default_rng(1)
    made = 0.0
    while made < seconds - 1e-6:
        length = rng.uniform(shortest_s, longest_s)
        samples = rng.normal(0, 3000, int(length * 16000)) * np.abs(np.sin(np.arange(int(length * 16000)) / 7000))
        with wave.open(str(folder / f"{int(made * 1000):09}.wav"), "wb") as file:
            file.setparams((1, 2, 16000, 0, "NONE", ""))
            file.writeframes(samples.astype("<i2").tobytes())
        made += length
    return made


def score(work: Work, files: list[str]) -> None:
    """What a worker does."""
    scorer = work.open()
    files.sort(key=os.path.getsize)
    for first in range(0, len(files), together):
        group = files[first : first + together]
        scorer.rows(group, group)


def plain(files: list[str], work: Work, processes: int) -> float:
    """Each has every nth file."""
    context = multiprocessing.get_context("spawn")
    begin = time.perf_counter()
    running = [context.Process(target=score, args=(work, files[place::processes])) for place in range(processes)]
    for one in running:
        one.start()
    for one in running:
        one.join()
    assert all(one.exitcode == 0 for one in running)
    return time.perf_counter() - begin


def on_cluster(folder: Path, corpus: str, workers: int, model: str, options: dict[str, float], batch: str | None = None) -> float:
    """Ray runs before and after; the command is what is measured."""
    shutil.rmtree(folder / "output", ignore_errors=True)
    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": workers + 1, "object_store_memory": 200 << 20, "include_dashboard": False})
    words = [sys.executable, "-m", "affectus.cluster", "predict", folder / corpus, "--output", folder / "output", "--model", model, "--quiet"]
    words += ["--address", cluster.address, "--workers", str(workers)]
    for name, value in options.items():
        words += [f"--{name}", str(value)]
    if batch:
        words += ["--batch", batch]
    begin = time.perf_counter()
    subprocess.run(words, check=True)
    seconds = time.perf_counter() - begin
    cluster.shutdown()
    return seconds


def planning(folder: Path, count: int = 200_000) -> float:
    """Recordings a second, as a store with long names gives them."""
    recordings = (Recording(f"s3://speech/2024/{i:012}.opus", "s3://speech?region=eu", f"speech/2024/{i:012}.opus", 20000 + i % 777) for i in range(count))
    begin = time.perf_counter()
    plan.write(Place("", str(folder)), recordings, 100_000_000)
    return count / (time.perf_counter() - begin)


if __name__ == "__main__":
    main()
