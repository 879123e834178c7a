"""The parts of affectus.cluster that need no Ray: what INPUT means, batches, scoring that is watched, joining. Those on Ray are
in test_cluster.py."""

from __future__ import annotations

import hashlib
import os
import random
import re
import signal
import threading
import time
import wave
from glob import glob
from pathlib import Path

import affectus
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from affectus.cluster import plan
from affectus.cluster.compaction import counts_of, file_of, join, result_file, rows_in_group
from affectus.cluster.inputs import Recording, find, glob_expression
from affectus.cluster.places import Place
from affectus.cluster.predictor import Predictor
from affectus.cluster.recording_names import extensions
from affectus.cluster.watched import WatchedScorer
from affectus.cluster.work import Work

root = Path(__file__).parents[2]
model = "affectus-mfb"


def write_wave(path: Path, seconds: float, seed: int) -> None:
    """Noise whose loudness changes, 16 kHz."""
    rng = np.random.default_rng(seed)
    count = int(seconds * 16000)
    samples = rng.normal(0, 3000, count) * np.sin(np.arange(count) / 9000 + seed)
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 16000, 0, "NONE", ""))
        file.writeframes(samples.astype("<i2").tobytes())


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Nine recordings and one that is broken."""
    folder = tmp_path_factory.mktemp("corpus")
    for i in range(9):
        write_wave(folder / f"speaker{i % 3}" / f"{i}.wav", 1 + i % 4, i)
    (folder / "speaker1" / "broken.wav").write_text("this is no recording")
    return folder


def batch_table(recordings: list[Recording], batch_bytes: int = 1 << 30) -> pa.Table:
    """What the actor is given."""
    rows = [
        {
            "batch": number,
            "shard": batch.shard,
            "size": batch.size,
            "recordings": [{name: getattr(one, name) for name in Recording.__slots__} for one in batch.recordings],
        }
        for number, batch in enumerate(plan.batches(recordings, batch_bytes))
    ]
    return pa.Table.from_pylist(rows, plan.schema)


def rows_of(answer: pa.Table) -> pa.Table:
    return pa.concat_tables([pq.read_table(pa.BufferReader(content.as_buffer())) for content in answer["rows"]])


# ---- what INPUT means


def test_extensions_are_those_of_the_program() -> None:
    source = (root / "src/audio/recording_names.cc").read_text()
    listed = re.search(r"extensions = \{(.*?)\}", source, re.DOTALL)
    assert listed is not None
    assert extensions == set(re.findall(r'"(\w+)"', listed[1]))


def test_a_folder_means_what_it_means_to_the_program(tmp_path: Path) -> None:
    for name in ("b.wav", "a/z.WAV", "a.b/c.flac", "a/b/1.mp3", "a/B.ogg", "notes.txt", ".hidden.wav", ".h/x.wav", "é/ü.wav", "a b?.wav"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"12345")
    (tmp_path / "linked").symlink_to(tmp_path / "a")
    (tmp_path / "nowhere.wav").symlink_to(tmp_path / "missing.wav")
    found = list(find(str(tmp_path)))
    from affectus import _native

    names, _ = _native.find_inputs([os.fsencode(tmp_path)])
    assert [os.fsencode(one.file) for one in found] == [name for name, _ in names]
    assert {one.size for one in found} == {5}
    assert all(os.path.samefile(one.path, one.file) for one in found)


def test_globs_match_as_pythons_do(tmp_path: Path) -> None:
    rng = random.Random(1)
    for _ in range(60):
        file = tmp_path.joinpath(*[rng.choice("ab") for _ in range(rng.randint(0, 3))], rng.choice(["a", "b", "ab", "a[b"]) + ".wav")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    for pattern in ("*.wav", "**/*.wav", "a/*.wav", "*/b.wav", "**/a/*.wav", "a/**/b.wav", "?/[ab].wav", "**/[!a]*.wav", "**/a[[]b.wav", "b/*/*.wav"):
        expected = {name for name in glob(str(tmp_path / pattern), recursive=True) if os.path.isfile(name)}
        assert expected, pattern
        assert {one.file for one in find(str(tmp_path / pattern))} == expected, pattern
    assert re.fullmatch(glob_expression("a.b"), "a.b") and not re.fullmatch(glob_expression("a.b"), "axb")
    with pytest.raises(affectus.Error, match="matches no file|found none"):
        next(find(str(tmp_path / "nothing*.wav")))


def test_relative_names_stay_relative(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(corpus)
    assert next(find("speaker0")).file == "speaker0/0.wav"
    assert next(find("*/0.wav")).file == "speaker0/0.wav"
    assert next(find("speaker0/0.wav")).file == "speaker0/0.wav"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_manifest_names_recordings_beside_it(corpus: Path, tmp_path: Path, encoding: str, separator: str) -> None:
    names = ["speaker0/0.wav", "speaker2/ä b.wav", str(corpus / "speaker1/1.wav")]
    write_wave(corpus / "speaker2/ä b.wav", 0.5, 77)
    lines = [separator.join(("partition", "path"))] + [separator.join(("train", name)) for name in names]
    manifest = corpus / "list.csv"
    manifest.write_bytes("\r\n".join(lines).encode(encoding))
    found = list(find(str(manifest)))
    (corpus / "speaker2/ä b.wav").unlink()
    manifest.unlink()
    assert [one.file for one in found] == names
    assert [one.path for one in found] == [os.path.join(corpus, name) for name in names]
    assert all(one.size and one.size > 1000 for one in found)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("speaker,file_name\n1,a.wav\n", "expected a column path, found speaker, file_name"),
        ("path\n", "found a header only"),
        ("path,partition\n,train\n", ":2: column path: expected a file, found nothing"),
        ("path\na.wav,b,c\n", ":2: expected 1 columns, found 3"),
        (b"path\n\xff\xfe\xfa\n", "expected text in UTF-8"),
    ],
)
def test_a_manifest_that_is_wrong_says_where(tmp_path: Path, content: str | bytes, message: str) -> None:
    file = tmp_path / "manifest.csv"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(affectus.Error, match=re.escape(message)):
        list(find(str(file)))


def test_tables_of_bytes_and_of_paths(corpus: Path, tmp_path: Path) -> None:
    files = sorted(corpus.glob("*/[0-9].wav"))
    contents = [file.read_bytes() for file in files]
    names = [file.name for file in files]
    pq.write_table(pa.table({"bytes": contents, "path": names}), tmp_path / "bytes.parquet", row_group_size=4)
    pq.write_table(pa.table({"audio": [{"bytes": one, "path": name} for one, name in zip(contents, names)]}), tmp_path / "audio.parquet")
    pq.write_table(pa.table({"bytes": contents}), tmp_path / "nameless.parquet", row_group_size=5)
    pq.write_table(pa.table({"file": [str(file) for file in files], "size": range(9)}), tmp_path / "paths.parquet")
    assert [one.size for one in find(str(tmp_path / "paths.parquet"))] == list(range(9))
    found = list(find(str(tmp_path / "bytes.parquet")))
    assert [(one.row_group, one.row) for one in found] == [(i // 4, i % 4) for i in range(9)]
    expected = affectus.to_frame(affectus.load(model).predict([str(file) for file in files])).reset_index(drop=True)
    predictor = Predictor(Work("predict", {"model": model}), 60)
    for kind, shown in (
        ("bytes", names), ("audio", names), ("nameless", [f"{tmp_path}/nameless.parquet#{i}" for i in range(9)]), ("paths", list(map(str, files)))
    ):
        rows = rows_of(predictor(batch_table(list(find(str(tmp_path / f"{kind}.parquet")))))).to_pandas()
        assert rows["file"].tolist() == shown
        assert rows["error_code"].isna().all()
        assert (rows["valence"].to_numpy() == expected["valence"].to_numpy()).all()
    predictor._scorer.stop()
    assert [one.file for one in find(str(tmp_path))][:9] == names  # the tables of the folder, in order: audio.parquet first


def test_recordings_and_tables_are_not_mixed(corpus: Path, tmp_path: Path) -> None:
    pq.write_table(pa.table({"path": ["a.wav"]}), tmp_path / "b.parquet")
    write_wave(tmp_path / "a.wav", 0.1, 1)
    with pytest.raises(affectus.Error, match="found both"):
        list(find(str(tmp_path)))
    pq.write_table(pa.table({"name": ["a.wav"]}), tmp_path / "c.parquet")
    with pytest.raises(affectus.Error, match="expected a column bytes, audio, path or file, found name"):
        list(find(str(tmp_path / "c.parquet")))
    (tmp_path / "d.parquet").write_text("no table")
    with pytest.raises(affectus.Error, match="expected a Parquet table"):
        list(find(str(tmp_path / "d.parquet")))


def test_addresses() -> None:
    place = Place.parse("s3://bucket/a b/c?d.wav?endpoint_override=localhost:1&scheme=http&region=x")
    assert place == Place("s3://bucket?endpoint_override=localhost:1&scheme=http&region=x", "bucket/a b/c?d.wav")
    assert place.name == "s3://bucket/a b/c?d.wav"
    assert (place / "x").path == "bucket/a b/c?d.wav/x"
    assert Place.parse("/a/b?region=x.wav").path == "/a/b?region=x.wav"
    with pytest.raises(affectus.Error, match="no credentials in an address") as caught:
        Place.parse("s3://key:secret@bucket/a")
    assert "secret" not in str(caught.value)
    with pytest.raises(affectus.Error, match="this storage cannot be used"):
        Place.parse("nonsense://bucket/a")


# ---- batches


def test_batches_keep_the_order_and_shards_do_not_depend_on_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan, "largest_shard", 50)
    monkeypatch.setattr(plan, "largest_shard_bytes", 5000)
    monkeypatch.setattr(plan, "largest_batch", 12)
    rng = random.Random(3)
    recordings = [Recording(str(i), "", str(i), rng.choice([None, 10, 100, 500, 7000])) for i in range(400)]
    for i in range(100, 130):  # rows of two row groups
        recordings[i] = Recording(str(i), "", "t.parquet", 10, i // 115, i)
    shards = []
    for batch_bytes in (1, 300, 10**9):
        batches = list(plan.batches(recordings, batch_bytes))
        assert [one for batch in batches for one in batch.recordings] == recordings
        assert all(len(batch.recordings) <= 12 for batch in batches)
        assert all(batch.size <= batch_bytes or len(batch.recordings) == 1 for batch in batches)
        assert all(len({(one.path, one.row_group) for one in batch.recordings if one.row_group >= 0}) <= 1 for batch in batches)
        shards.append([(one.file, batch.shard) for batch in batches for one in batch.recordings])
    assert shards[0] == shards[1] == shards[2]
    assert shards[0][-1][1] > 3


def test_a_plan_is_read_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan, "largest_shard", 7)
    recordings = [Recording(f"{i}.wav", "s3://b", f"b/{i}.wav", i) for i in range(20)]
    planned = plan.write(Place("", str(tmp_path)), recordings, 12)
    table = pq.read_table(tmp_path)
    assert planned.recordings == 20 and planned.batches == table.num_rows
    assert table["batch"].to_pylist() == list(range(planned.batches))
    assert [table["batch"][table["shard"].to_pylist().index(shard)].as_py() for shard in range(3)] == planned.first_batches
    assert [Recording(**one) for row in table["recordings"].to_pylist() for one in row] == recordings


# ---- scoring


def test_rows_are_those_of_predict_to_the_last_bit(corpus: Path) -> None:
    files = [one.file for one in find(str(corpus))]
    options = {"window": 1.0, "hop": 0.5, "embedding": True, "channel": "each"}
    expected = affectus.to_frame(affectus.load(model, threads=1).predict(files, **options)).reset_index()
    predictor = Predictor(Work("predict", {"model": model}, options), 60)
    answer = predictor(batch_table(list(find(str(corpus))), 100_000))
    predictor._scorer.stop()
    assert answer["recordings"].to_pylist() and sum(answer["recordings"].to_pylist()) == len(files)
    assert sum(answer["failed"].to_pylist()) == 1
    rows = rows_of(answer).to_pandas()
    assert list(dict.fromkeys(rows["file"])) == files
    failed = rows[rows["error_code"].notna()]
    assert [Path(file).name for file in failed["file"]] == ["broken.wav"]
    with pytest.raises(affectus.Error) as caught:
        affectus.load(model).predict(str(corpus / "speaker1/broken.wav"))
    assert failed["error_code"].tolist() == [caught.value.code]
    assert failed["error_message"].tolist() == [str(caught.value)]
    assert failed["valence"].isna().all()
    rows = rows[rows["error_code"].isna()].reset_index(drop=True)
    assert (rows["start_s"] == expected["start"].dt.total_seconds()).all()
    assert list(rows.columns)[3:-2] == list(expected.columns)[3:]
    for name in expected.columns[3:]:
        ours, theirs = rows[name].to_numpy(), expected[name].to_numpy()
        if ours.dtype.kind == "f":
            assert ours.tobytes() == theirs.astype(ours.dtype).tobytes(), name
        else:
            assert ours.tolist() == theirs.tolist(), name


def test_features_are_those_of_extract(corpus: Path) -> None:
    files = [one.file for one in find(str(corpus))]
    for dtype in ("float32", "float16"):
        predictor = Predictor(Work("extract", {}, {"frontend": "mfb+prosody"}, dtype), 60)
        rows = rows_of(predictor(batch_table(list(find(str(corpus)))))).to_pylist()
        predictor._scorer.stop()
        assert [row["file"] for row in rows] == files
        for row in rows:
            if row["error_code"]:
                assert Path(row["file"]).name == "broken.wav" and row["features"] is None
                continue
            expected = affectus.extract(row["file"], "mfb+prosody").astype(dtype)
            assert (row["frames"], row["dim"]) == expected.shape
            assert np.array(row["features"], dtype).tobytes() == expected.tobytes()


def test_what_is_not_a_file_is_a_row_with_its_error(corpus: Path) -> None:
    names = {"missing.wav": "not_found", "speaker0": "unreadable", "*.wav": "not_found", "speaker0/0.wav": None}
    recordings = [Recording(name, "", str(corpus / name), 1) for name in names]
    predictor = Predictor(Work("predict", {"model": model}), 60)
    rows = rows_of(predictor(batch_table(recordings))).to_pylist()
    predictor._scorer.stop()
    assert {row["file"]: row["error_code"] for row in rows} == names


def test_a_recording_that_takes_too_long_is_a_row_and_the_others_are_there(corpus: Path, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "endless.wav")  # nobody ever writes into it: reading never ends
    recordings = [*find(str(corpus / "speaker0")), Recording("endless.wav", "", str(tmp_path / "endless.wav"), 0), *find(str(corpus / "speaker2"))]
    predictor = Predictor(Work("predict", {"model": model}), 3)
    before = predictor._scorer.process_id
    rows = rows_of(predictor(batch_table(recordings))).to_pylist()
    assert predictor._scorer.process_id != before
    predictor._scorer.stop()
    assert [row["file"] for row in rows] == [one.file for one in recordings]
    errors = {row["file"]: (row["error_code"], row["error_message"]) for row in rows if row["error_code"]}
    assert errors == {"endless.wav": ("timeout", "endless.wav: expected to be done within 3 s (--timeout)")}


def test_a_recording_that_ends_the_process_is_a_row(corpus: Path, tmp_path: Path) -> None:
    deadly = tmp_path / "deadly.wav"
    os.mkfifo(deadly)
    scorer = WatchedScorer(Work("predict", {"model": model}), None)
    stop = threading.Event()
    killed = []

    def kill() -> None:
        while not stop.wait(0.05):
            try:
                writer = os.open(deadly, os.O_WRONLY | os.O_NONBLOCK)  # works once the process reads
            except OSError:
                continue
            os.kill(scorer.process_id, signal.SIGKILL)
            killed.append(scorer.process_id)
            os.close(writer)
            time.sleep(0.2)

    thread = threading.Thread(target=kill)
    thread.start()
    good = str(corpus / "speaker0/0.wav")
    bad, other = scorer.rows([("deadly.wav", str(deadly), None), (good, good, None)])
    stop.set()
    thread.join()
    scorer.stop()
    assert len(set(killed)) >= 3  # with the other one, and twice alone
    assert bad["error_code"].to_pylist() == ["internal"]
    assert bad["error_message"].to_pylist() == ["deadly.wav: the process that scored it was ended by SIGKILL"]
    assert other["error_code"].to_pylist() == [None] and other["valence"].null_count == 0


def test_a_process_that_is_ended_from_outside_costs_no_recording(corpus: Path) -> None:
    scorer = WatchedScorer(Work("predict", {"model": model}), None)
    os.kill(scorer.process_id, signal.SIGKILL)
    good = str(corpus / "speaker0/0.wav")
    [table] = scorer.rows([(good, good, None)])
    scorer.stop()
    assert table["error_code"].to_pylist() == [None]


def test_the_process_ends_with_the_one_that_started_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "endless.wav")
    scorer = WatchedScorer(Work("predict", {"model": model}), None)
    thread = threading.Thread(target=lambda: pytest.raises(Exception, scorer._ask, [("x", str(tmp_path / "endless.wav"), None)]), daemon=True)
    thread.start()
    time.sleep(0.5)
    os.close(scorer._lifeline)  # what the kernel does for a process that was killed
    assert scorer._process is not None
    scorer._process.wait(timeout=60)
    thread.join()
    scorer._lifeline = os.open(os.devnull, os.O_RDONLY)
    scorer.stop()


def test_a_model_that_cannot_be_opened_is_an_error() -> None:
    with pytest.raises(affectus.Error, match="nowhere") as caught:
        WatchedScorer(Work("predict", {"model": "/nowhere/model"}), None)
    assert caught.value.code == "not_found"


# ---- joining


def test_the_result_is_the_same_for_all_sizes_of_batches(corpus: Path, tmp_path: Path) -> None:
    predictor = Predictor(Work("predict", {"model": model}, {"window": 0.5}), 60)
    digests = set()
    for batch_bytes in (1, 70_000, 10**9):
        done, output = Place("", str(tmp_path / f"done{batch_bytes}")), Place("", str(tmp_path / f"output{batch_bytes}"))
        done.make_folder()
        output.make_folder()
        answer = predictor(batch_table(list(find(str(corpus))), batch_bytes))
        for batch, content in zip(answer["batch"].to_pylist(), answer["rows"].to_pylist()):
            file_of(done, batch).write(content)
        join(output, done, 0, range(answer.num_rows), predictor._scorer.schema, group=7)
        assert os.listdir(output.path) == ["part-000000.parquet"]
        digests.add(hashlib.sha256(result_file(output, 0).read()).hexdigest())
        counts = counts_of(result_file(output, 0))
        assert counts.rows == pq.read_table(output.path).num_rows > 20
        assert counts.failed == 1
        metadata = pq.read_metadata(result_file(output, 0).path)
        assert [metadata.row_group(i).num_rows for i in range(metadata.num_row_groups - 1)] == [7] * (metadata.num_row_groups - 1)
    predictor._scorer.stop()
    assert len(digests) == 1
    assert set(rows_in_group) == {"predict", "extract"}


def test_a_batch_that_is_not_there_is_an_error_and_nothing_is_left(tmp_path: Path) -> None:
    place = Place("", str(tmp_path))
    schema = pa.schema([("file", pa.string()), ("error_code", pa.string())])
    pq.write_table(pa.table({"file": ["a"], "error_code": [None]}, schema), file_of(place, 0).path)
    output = place / "output"
    output.make_folder()
    with pytest.raises(affectus.Error, match="expected the rows of batch 1, found no file"):
        join(output, place, 0, range(2), schema, 10)
    assert os.listdir(output.path) == []
