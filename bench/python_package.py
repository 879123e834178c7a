"""What Python costs beyond C++, and what threads do.

    PYTHONPATH=build/release/python build/python/bin/python bench/python_package.py build/release [RUNS]

Prints three figures, each the median of RUNS (default 10) paired runs, with their range:
- the time of Model.predict on an array of 3 s, that of the C interface (by ctypes) and that of the package's own C++ on the same
  array, and how much longer the first takes than each of the others, in pairs of random order;
- the time for a thousand files of 3 s: load() and predict() in this process, and the program, which writes CSV;
- the time for a hundred calls on arrays of 3 s by a hundred threads, beside one thread.
"""

from __future__ import annotations

import ctypes
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import wave
from collections.abc import Callable
from pathlib import Path

import numpy as np

import affectus
from affectus import _native
from affectus._options import settings

RATE = 16000


def voice(seed: int) -> np.ndarray:
    """3 s of pulses with noise."""
    chance = np.random.default_rng(seed)
    time_s = np.arange(3 * RATE) / RATE
    phase = 2 * np.pi * np.cumsum(chance.uniform(90, 220) * (1 + 0.1 * np.sin(5 * time_s))) / RATE
    sound = sum(np.sin(k * phase) / k for k in range(1, 16)) + chance.normal(0, 0.05, time_s.size)
    return (sound / np.abs(sound).max() / 2).astype(np.float32)


def seconds(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def told(name: str, values: list[float], unit: str) -> None:
    print(f"{name}: {statistics.median(values):.3f} {unit} ({min(values):.3f} to {max(values):.3f})", flush=True)


def one_call(model: affectus.Model, library: ctypes.CDLL, runs: int) -> None:
    library.affectus_model_open.restype = library.affectus_predict_samples.restype = ctypes.c_void_p
    opened = ctypes.c_void_p(library.affectus_model_open(None, None, None))
    samples = voice(0)
    place, count, rate = samples.ctypes.data_as(ctypes.c_void_p), ctypes.c_size_t(samples.size), ctypes.c_int32(RATE)

    def by_c() -> None:
        library.affectus_rows_free(ctypes.c_void_p(library.affectus_predict_samples(opened, place, count, rate, None, None)))

    def by_python() -> None:
        model.predict(samples, sampling_rate=RATE)

    plain = settings()

    def by_cpp() -> None:
        _native.predict_arrays(model._model, [(samples, RATE, None)], 0, plain, None)

    ways = {"C": by_c, "C++": by_cpp, "Python": by_python}
    for work in [*ways.values()] * 20:
        work()
    times: dict[str, list[float]] = {way: [] for way in ways}
    for _ in range(100 * runs):
        for way in random.sample(list(ways), len(ways)):  # what runs after what makes a difference, too
            times[way].append(1000 * seconds(ways[way]))
    for way, values in times.items():
        told(f"3 s array, {way}", values, "ms")
    for way in ("C", "C++"):
        beyond = [python - other for python, other in zip(times["Python"], times[way], strict=True)]
        told(f"3 s array, Python beyond {way}", beyond, "ms")


def thousand_files(build: Path, runs: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for i in range(1000):
            with wave.open(f"{folder}/{i:04}.wav", "wb") as file:
                file.setnchannels(1)
                file.setsampwidth(2)
                file.setframerate(RATE)
                file.writeframes((voice(i) * 32767).astype("<i2").tobytes())
        command = [build / "affectus", "predict", folder, "--quiet", "--output", f"{folder}/out.csv"]

        def by_program() -> None:
            subprocess.run(command, check=True)

        def by_python() -> None:
            assert len(affectus.load().predict(folder)) == 1000

        by_program()
        by_python()
        pairs = [(seconds(by_program), seconds(by_python)) for _ in range(runs)]
    told("1000 files, program", [program for program, _ in pairs], "s")
    told("1000 files, Python", [python for _, python in pairs], "s")
    told("1000 files, Python beside the program", [python / program for program, python in pairs], "times")


def hundred_threads(model: affectus.Model, runs: int) -> None:
    signals = [voice(i) for i in range(100)]
    results: list[affectus.Result | None] = [None] * 100

    def score(i: int) -> None:
        results[i] = model.predict(signals[i], sampling_rate=RATE)

    def by_one() -> None:
        for i in range(100):
            score(i)

    def by_hundred() -> None:
        threads = [threading.Thread(target=score, args=(i,)) for i in range(100)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    by_one()
    expected = list(results)
    pairs = []
    for _ in range(runs):
        pairs.append((seconds(by_one), seconds(by_hundred)))
        assert results == expected
    told("100 calls, one thread", [one for one, _ in pairs], "s")
    told("100 calls, a hundred threads", [hundred for _, hundred in pairs], "s")


def main() -> None:
    build = Path(sys.argv[1])
    runs = int(sys.argv[2]) if len(sys.argv) > 2 else 10
    model = affectus.load()
    print(f"affectus {affectus.__version__}, model {model.name}, {model.threads} threads")
    one_call(model, ctypes.CDLL(str(build / "libaffectus.so")), runs)
    thousand_files(build, runs)
    hundred_threads(model, runs)


if __name__ == "__main__":
    main()
