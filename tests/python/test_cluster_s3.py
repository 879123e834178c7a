"""affectus-cluster from and to an S3-compatible store: moto's server."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import affectus
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from affectus.cluster.inputs import find
from affectus.cluster.places import Place
from conftest import buzz, write_wav

MODEL = "affectus-mfb"


@pytest.fixture(scope="module")
def store() -> Iterator[str]:
    """HOST:PORT of a store with the bucket `bucket`, which the environment gives access to."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = "127.0.0.1:%d" % free.getsockname()[1]
    os.environ.update({"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_EC2_METADATA_DISABLED": "true"})
    server = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", address.split(":")[1]], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        for _ in range(600):
            try:
                socket.create_connection(tuple(address.split(":"))).close()
                break
            except OSError:
                assert server.poll() is None
                time.sleep(0.5)
        place = Place.parse(f"s3://bucket?{options(address)}&allow_bucket_creation=true")
        place.filesystem.create_dir("bucket")
        yield address
    finally:
        server.kill()
        server.wait()


def options(address: str) -> str:
    return f"endpoint_override={address}&scheme=http&region=us-east-1"


@pytest.fixture(scope="module")
def corpus(store: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Recordings on disk, and the same in the store, below bucket/corpus."""
    folder = tmp_path_factory.mktemp("corpus")
    for name in ("b.wav", "a/2.wav", "a/1 ü.wav", "c?d#e%20f.wav"):
        (folder / name).parent.mkdir(exist_ok=True)
        write_wav(folder / name, buzz(1.5, pitch=100 + len(name)))
        (Place.parse(f"s3://bucket/corpus?{options(store)}") / name).write((folder / name).read_bytes())
    place = Place.parse(f"s3://bucket/corpus/broken.wav?{options(store)}")
    place.write(b"this is no recording")
    return folder


NAMES = ["a/1 ü.wav", "a/2.wav", "b.wav", "broken.wav", "c?d#e%20f.wav"]


def run(*words: object, code: int) -> str:
    done = subprocess.run([sys.executable, "-m", "affectus.cluster", *map(str, words)], capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == code, done.stderr
    return done.stderr


def test_folders_globs_and_manifests_of_a_store(store: str, corpus: Path) -> None:
    found = list(find(f"s3://bucket/corpus?{options(store)}"))
    assert [one.file for one in found] == [f"s3://bucket/corpus/{name}" for name in NAMES]
    assert [one.size for one in found if "broken" not in one.file] == [(corpus / name).stat().st_size for name in NAMES if name != "broken.wav"]
    assert [one.file for one in find(f"s3://bucket/corpus/*/*.wav?{options(store)}")] == [f"s3://bucket/corpus/{name}" for name in NAMES[:2]]
    assert [one.file for one in find(f"s3://bucket/corpus/b.wav?{options(store)}")] == ["s3://bucket/corpus/b.wav"]
    Place.parse(f"s3://bucket/list.csv?{options(store)}").write(b"path\ncorpus/b.wav\n")
    [one] = find(f"s3://bucket/list.csv?{options(store)}")
    assert (one.file, one.path) == ("corpus/b.wav", "bucket/corpus/b.wav")
    with pytest.raises(affectus.Error, match="found nothing"):
        next(find(f"s3://bucket/nothing?{options(store)}"))


def test_from_the_store_to_the_store(store: str, corpus: Path, tmp_path: Path) -> None:
    output = f"s3://bucket/output?{options(store)}"
    said = run("predict", f"s3://bucket/corpus?{options(store)}", "--output", output, "--model", MODEL, "--window", 1, "--embedding", code=1)
    assert "1 of 5 recordings failed" in said
    place = Place.parse(output)
    assert place.names() == ["part-000000.parquet"]
    assert (place / "_affectus").names() == ["job.json"]
    rows = pq.read_table(f"{place.path}/part-000000.parquet", filesystem=place.filesystem, partitioning=None).to_pandas()
    assert list(dict.fromkeys(rows["file"])) == [f"s3://bucket/corpus/{name}" for name in NAMES]
    [message] = rows["error_message"].dropna()
    assert message.startswith("s3://bucket/corpus/broken.wav: ")
    files = [str(corpus / name) for name in NAMES if name != "broken.wav"]
    expected = affectus.to_frame(affectus.load(MODEL).predict(files, window=1, embedding=True)).reset_index()
    rows = rows[rows["error_code"].isna()].reset_index(drop=True)
    for name in expected.columns[3:-1]:
        assert rows[name].to_numpy().tobytes() == expected[name].to_numpy().tobytes(), name
    assert "this job is complete" in run(
        "predict", f"s3://bucket/corpus?{options(store)}", "--output", output, "--model", MODEL, "--window", 1, "--embedding", code=1
    )


def test_a_local_list_of_addresses_and_an_endpoint_of_the_environment(store: str, corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://{store}")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    names = ["s3://bucket/corpus/b.wav", str(corpus / "a/2.wav"), "s3://bucket/corpus/missing.wav"]
    pq.write_table(pa.table({"path": names}), tmp_path / "list.parquet")
    said = run("predict", tmp_path / "list.parquet", "--output", tmp_path / "output", "--model", MODEL, code=1)
    assert "1 of 3 recordings failed" in said
    rows = pq.read_table(tmp_path / "output").to_pandas()
    assert rows["file"].tolist() == names
    assert [code if isinstance(code, str) else None for code in rows["error_code"]] == [None, None, "not_found"]
    expected = affectus.load(MODEL).predict([corpus / "b.wav", corpus / "a/2.wav"])
    assert rows["valence"].tolist()[:2] == [result.segments[0].valence for result in expected]


def test_a_store_that_is_not_there_is_a_usage_error(tmp_path: Path) -> None:
    said = run("predict", f"s3://bucket/x?{options('127.0.0.1:9')}", "--output", tmp_path, "--model", MODEL, code=2)
    assert "s3://bucket/x" in said and "Traceback" not in said
