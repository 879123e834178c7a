"""affectus-cluster on a cluster of two raylets on this machine, of which workers, a raylet and the driver are killed."""

from __future__ import annotations

import hashlib
import os
import re
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import affectus
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from affectus.cluster import command
from conftest import ROOT, buzz, write_wav
from ray.cluster_utils import Cluster

MODEL = "affectus-mfb"
PATIENCE_S = 600  # nothing here is about time: a test that takes longer hangs
MARK = f"AFFECTUS_TEST={uuid.uuid4().hex}"  # in the environment of every process that these tests start
SLOW = ("--window", "1", "--hop", "0.02", "--batch", "0.2")


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """A head with two processors, as Ray counts them, and a second machine with two."""
    name, value = MARK.split("=")
    os.environ[name] = value
    cluster = patiently(lambda: Cluster(initialize_head=True, head_node_args=NODE))
    patiently(lambda: cluster.add_node(**NODE))
    yield cluster
    cluster.shutdown()


def patiently(start: Callable[[], Any], times: int = 5) -> Any:
    """Ray gives a raylet 30 s to start, which is short on a machine with much other work."""
    for left in reversed(range(times)):
        try:
            return start()
        except Exception as error:
            if "timed out during startup" not in str(error) or not left:
                raise


@pytest.fixture(autouse=True)
def _alone() -> None:
    """Ray ends workers some time after their job: none may be taken for one of the next test."""
    wait_for(lambda: not processes("affectus.cluster.scorer"))


NODE = {"num_cpus": 2, "object_store_memory": 100 << 20, "include_dashboard": False}


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """48 recordings, and one that is broken."""
    folder = tmp_path_factory.mktemp("corpus")
    for i in range(48):
        (folder / f"s{i % 5}").mkdir(exist_ok=True)
        write_wav(folder / f"s{i % 5}/{i:02}.wav", buzz(1 + i % 7, pitch=80 + 5 * i))
    (folder / "s1/17b.wav").write_text("this is no recording")
    return folder


class Job:
    """A run of affectus-cluster."""

    def __init__(self, *words: object) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "affectus.cluster", *map(str, words)], stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # ignored in what a shell runs in the background
        )

    def end(self, code: int) -> str:
        """Waits for it; what it said."""
        output, messages = self.process.communicate(timeout=PATIENCE_S)
        assert self.process.returncode == code, messages
        assert output == ""
        assert all(line.startswith("affectus-cluster: ") for line in messages.splitlines()), messages
        return messages


def run(*words: object, code: int = 0) -> str:
    return Job(*words).end(code)


def predict(cluster: Cluster, source: object, output: object, *words: object, code: int = 1) -> str:
    return run("predict", source, "--output", output, "--model", MODEL, "--address", cluster.address, *words, code=code)


def rows_of(output: Path) -> pd.DataFrame:
    assert sorted(path.name for path in output.iterdir() if path.name != "_affectus") == [f"part-{i:06}.parquet" for i in range(1)]
    assert os.listdir(output / "_affectus") == ["job.json"]
    return pq.read_table(output).to_pandas()


def assert_right(output: Path, corpus: Path, **options: object) -> None:
    """The rows are those of Model.predict, to the last bit, each once, in order; the broken recording is a row with its error."""
    rows = rows_of(output)
    results = affectus.load(MODEL).predict(str(corpus), **options)
    expected = affectus.to_frame(results).reset_index()
    files = [result.file for result in results]
    assert list(dict.fromkeys(rows["file"])) == files
    failed = rows[rows["error_code"].notna()]
    [broken] = [result for result in results if result.error]
    assert failed[["file", "error_code", "error_message"]].to_numpy().tolist() == [[broken.file, broken.error.code, str(broken.error)]]
    rows = rows[rows["error_code"].isna()].reset_index(drop=True)
    assert len(rows) == len(expected)
    assert rows["file"].tolist() == expected["file"].tolist()
    assert rows["start_s"].tolist() == [one.start for result in results for one in result.segments]
    assert rows["end_s"].tolist() == [one.end for result in results for one in result.segments]
    for name in expected.columns[3:-1]:
        assert rows[name].to_numpy().tobytes() == expected[name].to_numpy().tobytes(), name
    assert rows["warnings"].tolist() == expected["warnings"].tolist()


def done(output: Path) -> list[str]:
    try:
        return sorted(name for name in os.listdir(output / "_affectus/done") if name.endswith(".parquet"))
    except FileNotFoundError:
        return []


def wait_for(condition: Callable[[], object], job: Job | None = None) -> None:
    end = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < end
        assert job is None or job.process.poll() is None, job.process.communicate()
        time.sleep(0.05)


def processes(*words: str) -> list[int]:
    """Of those that these tests started, those whose command line has all these words."""
    found = []
    for entry in os.listdir("/proc"):
        if not entry.isdigit():
            continue
        try:
            line = Path(f"/proc/{entry}/cmdline").read_bytes().decode(errors="replace")
            if all(word in line for word in words) and MARK.encode() in Path(f"/proc/{entry}/environ").read_bytes():
                found.append(int(entry))
        except OSError:
            continue  # it has just ended
    return found


def test_the_result_does_not_depend_on_the_workers(cluster: Cluster, corpus: Path, tmp_path: Path) -> None:
    digests = set()
    for workers, batch in (("1", "0.3"), ("3", "0.1"), ("1:3", "100")):
        output = tmp_path / workers.replace(":", "-")
        said = predict(cluster, corpus, output, "--workers", workers, "--batch", batch, "--window", 1, "--hop", 0.5)
        assert re.search(r"1 of 49 recordings failed", said)
        assert_right(output, corpus, window=1, hop=0.5)
        digests.add(hashlib.sha256((output / "part-000000.parquet").read_bytes()).hexdigest())
    assert len(digests) == 1
    said = predict(cluster, corpus, output, "--workers", "2", "--window", 1, "--hop", 0.5)
    assert "this job is complete" in said and "1 of 49 recordings failed" in said


def test_a_worker_and_its_scorer_are_killed(cluster: Cluster, corpus: Path, tmp_path: Path) -> None:
    output = tmp_path / "output"
    job = Job("predict", corpus, "--output", output, "--model", MODEL, "--address", cluster.address, "--workers", 2, *SLOW)
    wait_for(lambda: len(done(output)) >= 2, job)
    # Ray's workers overwrite their command line and environment; their scorers do not.
    wait_for(lambda: processes("affectus.cluster.scorer"), job)
    orphan = processes("affectus.cluster.scorer")[0]
    worker = int(Path(f"/proc/{orphan}/stat").read_text().rpartition(")")[2].split()[1])
    assert Path(f"/proc/{worker}/cmdline").read_bytes().startswith(b"ray::MapWorker(MapBatches(Predictor))")
    os.kill(worker, signal.SIGKILL)
    wait_for(lambda: len(done(output)) >= 5, job)
    wait_for(lambda: set(processes("affectus.cluster.scorer")) - {orphan}, job)
    os.kill((set(processes("affectus.cluster.scorer")) - {orphan}).pop(), signal.SIGKILL)
    job.end(1)
    assert_right(output, corpus, window=1, hop=0.02)
    wait_for(lambda: not processes("affectus.cluster.scorer"))


def test_a_raylet_is_killed(cluster: Cluster, corpus: Path, tmp_path: Path) -> None:
    output = tmp_path / "output"
    job = Job("predict", corpus, "--output", output, "--model", MODEL, "--address", cluster.address, "--workers", "1:3", *SLOW)
    wait_for(lambda: len(done(output)) >= 3, job)
    cluster.remove_node(next(iter(cluster.worker_nodes)), allow_graceful=False)
    try:
        job.end(1)
    finally:
        patiently(lambda: cluster.add_node(**NODE))
    assert_right(output, corpus, window=1, hop=0.02)


def test_the_driver_is_killed_and_started_again(cluster: Cluster, corpus: Path, tmp_path: Path) -> None:
    output = tmp_path / "output"
    words = ("predict", corpus, "--output", output, "--model", MODEL, "--address", cluster.address, *SLOW)
    checkpoint = output / "_affectus/checkpoint"
    for part in range(2):
        job = Job(*words, "--workers", 1 + part)
        before = len(done(output))
        wait_for(lambda: len(done(output)) >= before + 4, job)
        job.process.kill()
        job.process.communicate()
        wait_for(lambda: not processes("affectus.cluster.scorer"))
    assert not list(output.glob("part-*"))
    # A kill may leave a file of the checkpoint cut short, as this one is.
    (checkpoint / "cut-short.parquet").write_bytes(b"PAR1")
    # Batches that the checkpoint has are not scored again: what is written into one stays there.
    notes = [note for note in sorted(checkpoint.iterdir()) if note.read_bytes()[4:].endswith(b"PAR1")]
    finished = [batch for note in notes for batch in pq.read_table(note)["batch"].to_pylist()]
    assert 4 <= len(finished) < 40
    marked = output / f"_affectus/done/{finished[0]:012}.parquet"
    table = pq.read_table(marked)
    original = table["warnings"]
    table = table.set_column(table.schema.get_field_index("warnings"), "warnings", pa.array(["marked"] * table.num_rows))
    pq.write_table(table, marked)
    said = run(*words, "--workers", 2, code=1)
    assert "goes on with the 49 recordings" in said
    result = pq.read_table(output)
    is_marked = [warning == "marked" for warning in result["warnings"].to_pylist()]
    assert sum(is_marked) == table.num_rows
    # With what the marks replaced, all is as it should be.
    replaced = iter(original.to_pylist())
    warnings = [next(replaced) if mark else warning for warning, mark in zip(result["warnings"].to_pylist(), is_marked)]
    pq.write_table(result.set_column(result.schema.get_field_index("warnings"), "warnings", pa.array(warnings)), output / "part-000000.parquet")
    assert_right(output, corpus, window=1, hop=0.02)


def test_ctrl_c_stops_at_once_and_the_command_goes_on(cluster: Cluster, corpus: Path, tmp_path: Path) -> None:
    output = tmp_path / "output"
    words = ("predict", corpus, "--output", output, "--model", MODEL, "--address", cluster.address, "--workers", 2, *SLOW)
    job = Job(*words)
    wait_for(lambda: len(done(output)) >= 3, job)
    job.process.send_signal(signal.SIGINT)
    assert "stopped; the same command goes on from here" in job.end(1)
    wait_for(lambda: not processes("affectus.cluster.scorer"))
    run(*words, code=1)
    assert_right(output, corpus, window=1, hop=0.02)


def test_joining_goes_on_where_it_failed(cluster: Cluster, corpus: Path, tmp_path: Path) -> None:
    """Three shards, by a plan of this test's; the rows of one batch are away at first."""
    code = "import sys; from affectus.cluster import plan, __main__; plan.largest_shard = 20; sys.exit(__main__.main())"
    output = tmp_path / "output"
    words = ["predict", str(corpus), "--output", str(output), "--model", MODEL, "--address", cluster.address, "--workers", "2", "--batch", "0.2"]

    def start() -> subprocess.CompletedProcess[str]:
        return subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, timeout=PATIENCE_S, check=False)

    job = Job(*words)  # of the same plan, stopped once it is made
    wait_for(lambda: (output / "_affectus/job.json").exists(), job)
    job.process.kill()
    job.process.communicate()
    wait_for(lambda: not processes("affectus.cluster.scorer"))
    for path in (output / "_affectus/job.json", *(output / "_affectus/done").glob("*")):
        path.unlink()
    for path in (output / "_affectus/checkpoint").glob("*"):
        path.unlink()
    # A batch that cannot be written is missing when the shards are joined: its name is taken by a folder.
    taken = output / "_affectus/done/000000000003.parquet"
    taken.mkdir()
    (taken / "x").touch()
    first = start()
    assert first.returncode == 1, first.stderr
    assert "the same command goes on from here" in first.stderr
    (taken / "x").unlink()
    taken.rmdir()
    second = start()
    assert second.returncode == 1 and "1 of 49 recordings failed" in second.stderr, second.stderr
    assert sorted(path.name for path in output.glob("part-*")) == [f"part-{i:06}.parquet" for i in range(3)]
    rows = pq.read_table(output).to_pandas()
    expected = affectus.to_frame(affectus.load(MODEL).predict(str(corpus))).reset_index()
    rows = rows[rows["error_code"].isna()]
    assert rows["file"].tolist() == expected["file"].tolist()
    assert rows["valence"].to_numpy().tobytes() == expected["valence"].to_numpy().tobytes()


def test_a_recording_that_takes_too_long_is_a_row(cluster: Cluster, corpus: Path, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "endless.wav")
    names = [str(corpus / "s0/00.wav"), "endless.wav", str(corpus / "s0/05.wav"), "missing.wav"]
    (tmp_path / "list.csv").write_text("path\n" + "\n".join(names) + "\n")
    said = predict(cluster, tmp_path / "list.csv", tmp_path / "output", "--workers", 1, "--timeout", 5)
    assert "2 of 4 recordings failed" in said
    rows = rows_of(tmp_path / "output")
    codes = dict(zip(rows["file"], rows["error_code"]))
    assert list(codes) == names
    assert [code if isinstance(code, str) else None for code in codes.values()] == [None, "timeout", None, "not_found"]


def test_features_and_tables_of_bytes(cluster: Cluster, corpus: Path, tmp_path: Path) -> None:
    files = sorted(corpus.glob("s0/*.wav"))
    table = pa.table({"bytes": [file.read_bytes() for file in files], "path": [file.name for file in files]})
    pq.write_table(table, tmp_path / "input.parquet", row_group_size=4)
    run("extract", tmp_path / "input.parquet", "--output", tmp_path / "output", "--frontend", "mfb", "--address", cluster.address, "--workers", 2)
    rows = rows_of(tmp_path / "output")
    assert rows["file"].tolist() == [file.name for file in files]
    for file, frames, dim, features in zip(files, rows["frames"], rows["dim"], rows["features"]):
        expected = affectus.extract(file, "mfb")
        assert np.array_equal(features.reshape(frames, dim), expected)


def test_this_machine_without_a_cluster(corpus: Path, tmp_path: Path) -> None:
    run("predict", corpus / "s0", "--output", tmp_path / "output", "--model", MODEL)
    files = sorted((corpus / "s0").glob("*.wav"))
    assert list(dict.fromkeys(rows_of(tmp_path / "output")["file"])) == [str(file) for file in files]


def usage_errors(corpus: Path, output: Path) -> dict[str, list[object]]:
    given = [corpus, "--output", output, "--model", MODEL]
    return {
        "the following arguments are required": [],
        "--output": ["predict", corpus],
        "expected a number above 0, found '-1'": ["predict", *given, "--window", "-1"],
        "expected N or MIN:MAX": ["predict", *given, "--workers", "3:2"],
        "unrecognized arguments: --wnidow": ["predict", *given, "--wnidow", "3"],
        "expected a folder, a glob, a manifest": ["predict", output / "nothing", "--output", output, "--model", MODEL],
        "nowhere": ["predict", corpus, "--output", output, "--model", "/nowhere/model"],
        "--frontend": ["extract", corpus, "--output", output],
        "cepstra": ["extract", corpus, "--output", output, "--frontend", "cepstra"],
        "expected a folder, found a file": ["predict", corpus, "--output", __file__, "--model", MODEL],
        "no Ray cluster can be reached": ["predict", *given, "--address", "127.0.0.1:9"],
        "expected HOST:PORT": ["predict", *given, "--address", "ray://127.0.0.1:10001"],
    }


def test_usage_errors_say_what_is_wrong(corpus: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    for message, words in usage_errors(corpus, tmp_path / "output").items():
        try:
            code = command.run([str(word) for word in words])
        except SystemExit as ended:  # argparse's
            code = ended.code
        output, said = capfd.readouterr()
        assert code == 2
        assert message in said, said
        assert "Traceback" not in said and output == ""


def test_another_request_in_the_folder_of_a_job_is_an_error(
    cluster: Cluster, corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The model by a path that only the command's own folder has.
    (tmp_path / "here").mkdir()
    (tmp_path / "here/mine").symlink_to(ROOT / "models" / MODEL)
    monkeypatch.setenv("PYTHONPATH", str(Path(affectus.__file__).absolute().parents[1]))
    monkeypatch.chdir(tmp_path / "here")
    output = tmp_path / "output"
    words = ("predict", corpus / "s0", "--output", output, "--model", "mine", "--address", cluster.address, "--workers", 1)
    run(*words, "--window", 2)
    said = run(*words, "--window", 3, code=2)
    assert "holds a job with another window (2.0, not 3.0)" in said
    assert "this job is complete" in run(*words, "--window", 2, "--timeout", 1)
    (output / "_affectus/job.json").unlink()
    assert "found other results" in run(*words, "--window", 2, code=2)


def test_the_page_has_all_options() -> None:
    page = (ROOT / "docs/scaling.md").read_text()
    for command in ("predict", "extract"):
        help_text = subprocess.run([sys.executable, "-m", "affectus.cluster", command, "--help"], capture_output=True, text=True, check=True).stdout
        options = set(re.findall(r"--[a-z][a-z-]+", help_text)) - {"--help"}
        assert len(options) > 12
        assert {option for option in options if option not in page} == set()


def test_help_texts() -> None:
    for command in ("predict", "extract"):
        done = subprocess.run([sys.executable, "-m", "affectus.cluster", command, "--help"], capture_output=True, text=True, check=True)
        for option in ("INPUT", "--output", "--address", "--workers", "--timeout", "--threads", "--memory", "--quiet"):
            assert option in done.stdout
    version = subprocess.run([sys.executable, "-m", "affectus.cluster", "--version"], capture_output=True, text=True, check=True)
    assert version.stdout == f"affectus-cluster {affectus.__version__}\n"


def test_the_manual_page_of_the_cluster_is_up_to_date(tmp_path: Path) -> None:
    page = ROOT / "python/man/affectus-cluster.1"
    words = ["scripts/make-man-page.py", tmp_path / page.name, affectus.__version__, sys.executable, "-m", "affectus.cluster"]
    subprocess.run([sys.executable, *words], check=True)
    assert (tmp_path / page.name).read_text() == page.read_text()
