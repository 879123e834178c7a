"""Threads, processes, signals, progress."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

import affectus
from conftest import RATE, SAMPLE, buzz


def test_a_hundred_threads_on_one_model_give_what_one_gives(model):
    signals = [buzz(1 + i % 7 / 4, pitch=100 + i) for i in range(100)]
    alone = [model.predict(one, sampling_rate=RATE, embedding=True) for one in signals]
    together: list[affectus.Result | None] = [None] * 100
    barrier = threading.Barrier(100)

    def score(i: int) -> None:
        barrier.wait()
        together[i] = model.predict(signals[i], sampling_rate=RATE, embedding=True)

    threads = [threading.Thread(target=score, args=(i,)) for i in range(100)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert together == alone
    assert all(np.array_equal(a.segments[0].embedding, b.segments[0].embedding) for a, b in zip(together, alone))
    assert model.predict(signals, sampling_rate=RATE, embedding=True)[41].segments == alone[41].segments


def test_threads_score_files_at_once(model):
    expected = model.predict(SAMPLE, window=2)
    with ThreadPoolExecutor(8) as pool:
        assert all(result == expected for result in pool.map(lambda _: model.predict(SAMPLE, window=2), range(16)))


def test_other_threads_run_while_cpp_works(model):
    """A thread of Python takes turns with a prediction that it has to end."""
    stream = model.stream(window=9, hop=0.01)
    hours = np.broadcast_to(np.float32(0.01), RATE * 36000)
    failures = []

    def push() -> None:
        try:
            stream.push(hours)
        except affectus.Error as error:
            failures.append(error.code)

    thread = threading.Thread(target=push)
    thread.start()
    stream.cancel()
    thread.join()
    assert failures == ["cancelled"]


def test_a_stream_refuses_a_second_thread(model):
    stream = model.stream(window=9, hop=0.01)
    hours = np.broadcast_to(np.float32(0.01), RATE * 36000)
    thread = threading.Thread(target=lambda: pytest.raises(affectus.Error, stream.push, hours))
    thread.start()
    refused = None
    while refused is None and thread.is_alive():
        try:
            stream.received
        except affectus.Error as error:
            refused = error.code
    stream.cancel()
    thread.join()
    assert refused == "invalid_argument"


WORK = {
    "an array": f"model.predict(np.broadcast_to(np.float32(0.01), {RATE * 360000}), sampling_rate={RATE}, window=9, hop=0.1)",
    "a batch": f"model.predict(['{SAMPLE}'] * 100000, window=9, hop=0.1)",
    "a stream": f"model.stream(window=9, hop=0.1).push(np.broadcast_to(np.float32(0.01), {RATE * 360000}))",
    "frames": f"affectus.extract(np.broadcast_to(np.float32(0.01), {RATE * 360000}), 'prosody', sampling_rate={RATE})",
}


@pytest.mark.parametrize("work", WORK)
def test_control_c_stops_work_of_hours(work):
    """The process tells when it begins; half a second later it hears the signal."""
    script = f"""
import numpy as np, affectus, sys, threading, os, signal
model = affectus.load()
threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT)).start()
try:
    {WORK[work]}
except KeyboardInterrupt:
    print("interrupted")
print(len(model.predict(np.zeros({RATE}, np.float32), sampling_rate={RATE}).segments))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=300, check=False)
    assert done.stdout == "interrupted\n1\n", done.stderr


def test_what_a_handler_raises_is_passed_on(model):
    def handler(number: int, frame: object) -> None:
        raise ValueError("told to stop")

    before = signal.signal(signal.SIGALRM, handler)
    signal.setitimer(signal.ITIMER_REAL, 0.2)
    try:
        with pytest.raises(ValueError, match="told to stop"):
            model.predict(np.broadcast_to(np.float32(0.01), RATE * 360000), sampling_rate=RATE, window=9, hop=0.1)
    finally:
        signal.signal(signal.SIGALRM, before)


def test_progress_is_told_to_its_end(model, capsys):
    model.predict([SAMPLE, SAMPLE], progress=True)
    assert "2 of 2 files" in capsys.readouterr().err
    model.predict([buzz(1)] * 3, sampling_rate=RATE, progress=True)
    assert "3 of 3 files" in capsys.readouterr().err
    model.predict(SAMPLE)
    assert capsys.readouterr().err == ""


def test_without_tqdm_progress_says_what_is_missing(model, monkeypatch):
    monkeypatch.setitem(sys.modules, "tqdm.auto", None)
    with pytest.raises(ImportError, match="pip install tqdm"):
        model.predict(SAMPLE, progress=True)
