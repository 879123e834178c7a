"""affectus.corpus: audformat's databases to manifests and back."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import affectus
import audformat
import pandas as pd
import pytest
from affectus.corpus import from_audformat, to_audformat
from conftest import ROOT

MANIFEST = """\
path,partition,speaker,gender,language,category,intensity,sentence,votes,activation,valence,dominance,activation_sd,valence_sd,dominance_sd,level
b/1.wav,train,s1,male,en,happy,strong,"Yes, please",happy=3 neutral=1,5.1,6.300000000000001,4.0,0.1,0.2,0.30000000000000004,50.0
a/ü 2.wav,train,s2,female,de,,,,,,1.25,,,,,
c.wav,development,s3,female,en,sad,normal,No,sad=2,2.0,2.0,2.0,0.5,0.5,0.5,12.5
d.wav,test,s1,male,en,neutral,,,,4.0,4.0,4.0,,,,
e.wav,held_out,s4,,en,happy,,,,7.0,1.0,3.3333333333333335,,,,
"""


def lines(text: str) -> list[str]:
    """The header, and the rows in any order: a database keeps its tables in the order of their names."""
    header, *rows = text.splitlines()
    return [header, *sorted(rows)]


def database(**about: Any) -> audformat.Database:
    """Two tables of the same files, as audEERING's databases are made, and speakers who are described by their scheme."""
    base = audformat.Database("mine", **about)
    base.splits["dev"] = audformat.Split("dev")
    base.splits["train"] = audformat.Split("train")
    base.schemes["speaker"] = audformat.Scheme("str", labels={"s1": {"gender": "male", "language": "eng"}, "s2": {"gender": "female"}})
    base.schemes["emotion"] = audformat.Scheme("str", labels=["happy", "sad"])
    base.schemes["arousal"] = audformat.Scheme("float", minimum=-1, maximum=1)
    base.schemes["valence"] = audformat.Scheme("float", minimum=1, maximum=5)
    base.schemes["valence_sd"] = audformat.Scheme("float")
    for split, files in (("train", ["x/1.wav", "x/2.wav"]), ("dev", ["3.wav"])):
        base[f"files.{split}"] = audformat.Table(audformat.filewise_index(files), split_id=split)
        base[f"files.{split}"]["speaker"] = audformat.Column(scheme_id="speaker")
        base[f"files.{split}"]["speaker"].set(["s1", "s2"][: len(files)])
    base["emotion"] = audformat.Table(audformat.filewise_index(["3.wav", "x/1.wav"]))
    for name, values in (("emotion", ["sad", "happy"]), ("arousal", [-1.0, 0.5]), ("valence", [5.0, 2.0]), ("valence_sd", [1.0, None])):
        base["emotion"][name] = audformat.Column(scheme_id=name)
        base["emotion"][name].set(values)
    return base


def test_there_and_back_without_loss(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    file = tmp_path / "mine/manifest.csv"
    file.write_text(MANIFEST, encoding="utf-8")
    base = to_audformat(file)
    assert base.name == "mine"
    assert set(base.tables) == {"train", "development", "test", "held_out"}
    assert base.splits["development"].type == "dev"
    assert base["train"].df["emotion"].tolist()[0] == "happy"
    assert base.schemes["valence"].minimum == 1 and base.schemes["valence"].maximum == 7
    base.save(tmp_path / "saved")
    again = tmp_path / "mine/again.csv"
    frame = from_audformat(tmp_path / "saved", again)
    # Paths are those of the saved database's folder now.
    assert lines(again.read_text(encoding="utf-8").replace("../saved/", "")) == lines(MANIFEST)
    for source in (base, audformat.Database.load(tmp_path / "saved")):
        assert lines(from_audformat(source).to_csv(index=False)) == lines(MANIFEST)
        in_order = from_audformat(source, tables=["train", "development", "test", "held_out"])
        assert in_order.to_csv(index=False) == MANIFEST
    assert 6.300000000000001 in frame["valence"].tolist()


def test_a_database_there_and_back(tmp_path: Path) -> None:
    frame = from_audformat(database())
    back = from_audformat(to_audformat(frame, name="mine"))
    pd.testing.assert_frame_equal(frame, back)


def test_the_program_reads_what_is_written(tmp_path: Path) -> None:
    base = database()
    folder = tmp_path / "db"
    base.save(folder)
    from conftest import buzz, write_wav

    for name in base.files:
        (folder / name).parent.mkdir(exist_ok=True)
        write_wav(folder / name, buzz(1))
    from_audformat(folder, tmp_path / "corpus/manifest.csv")
    program = Path(affectus.__file__).parent / "bin/affectus"
    done = subprocess.run([program, "corpus", "info", tmp_path / "corpus"], capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    assert "missing" not in done.stdout.lower() or "0 missing" in done.stdout
    assert "development" in done.stdout


def test_values_are_on_the_scale_of_manifests() -> None:
    assert from_audformat(database())["path"].tolist() == ["3.wav", "x/1.wav", "x/2.wav"]
    frame = from_audformat(database(), tables=["files.train", "files.dev", "emotion"]).set_index("path")
    assert list(frame.index) == ["x/1.wav", "x/2.wav", "3.wav"]
    assert frame["partition"].tolist() == ["train", "train", "development"]
    assert frame["speaker"].tolist() == ["s1", "s2", "s1"]
    assert frame["gender"].tolist() == ["male", "female", "male"]
    assert frame["language"].tolist() == ["en", "", "en"]
    assert frame["category"].tolist() == ["happy", "", "sad"]
    assert frame["activation"].tolist()[::2] == [5.5, 1.0] and pd.isna(frame["activation"].iloc[1])
    assert frame["valence"].tolist()[::2] == [2.5, 7.0]
    assert frame["valence_sd"].tolist()[2] == 1.5


def test_the_databases_language_is_everybodys() -> None:
    base = database(languages="de")
    base.schemes.pop("speaker")
    for split in ("train", "dev"):
        base[f"files.{split}"].columns["speaker"].scheme_id = None
    assert from_audformat(base)["language"].tolist() == ["de"] * 3


def test_columns_of_other_names() -> None:
    base = database()
    base["emotion"]["stress"] = audformat.Column()
    base["emotion"]["stress"].set([0.5, 0.25])
    with pytest.raises(affectus.Error, match="column stress: a manifest has no such column"):
        from_audformat(base)
    assert "dominance" not in from_audformat(base, ignore=["stress"])
    assert from_audformat(base, columns={"stress": "dominance"})["dominance"].tolist()[:2] == [0.5, 0.25]
    with pytest.raises(affectus.Error, match="expected a column of manifests") as caught:
        from_audformat(base, columns={"stress": "calmness"})
    assert caught.value.code == "invalid_argument"


def test_whole_files_as_segments_are_files() -> None:
    base = audformat.Database("mine")
    base.splits["test"] = audformat.Split("test")
    base["files"] = audformat.Table(audformat.segmented_index(["a.wav", "b.wav"], [0, 0], [pd.NaT, pd.NaT]), split_id="test")
    assert from_audformat(base)["path"].tolist() == ["a.wav", "b.wav"]


def unlike() -> dict[str, Any]:
    """What a manifest cannot have, and what is said."""
    segments = database()
    segments["segments"] = audformat.Table(audformat.segmented_index(["3.wav"], ["0.5s"], ["1s"]))
    misc = database()
    misc["people"] = audformat.MiscTable(pd.Index(["s1"], name="people"))
    unsplit = database()
    unsplit["more"] = audformat.Table(audformat.filewise_index(["4.wav"]))
    contrary = database()
    contrary["second"] = audformat.Table(audformat.filewise_index(["3.wav"]))
    contrary["second"]["emotion"] = audformat.Column(scheme_id="emotion")
    contrary["second"]["emotion"].set(["happy"])
    words = database()
    words["emotion"]["dominance"] = audformat.Column()
    words["emotion"]["dominance"].set(["high", "low"])
    return {
        "table segments: expected whole files, found a segment of 3.wav, from 0.5 s": segments,
        "found the misc table people": misc,
        "expected a split for each table, found none for 4.wav": unsplit,
        "tables give 3.wav two values of category, 'sad' and 'happy'": contrary,
        "column dominance: expected numbers, found 'high'": words,
        "expected a table": audformat.Database("empty"),
    }


@pytest.mark.parametrize(("message", "base"), unlike().items())
def test_what_a_manifest_cannot_have_is_an_error(message: str, base: audformat.Database) -> None:
    with pytest.raises(affectus.Error, match=message) as caught:
        from_audformat(base)
    assert caught.value.code == "unsupported"


def test_what_is_chosen_or_left_out() -> None:
    bases = list(unlike().values())
    assert len(from_audformat(bases[0], ignore=["segments"])) == 3
    assert len(from_audformat(bases[1], ignore=["people"])) == 3
    assert from_audformat(bases[2], partition="test")["partition"].tolist() == ["development", "train", "train", "test"]
    assert from_audformat(bases[3], tables=["files.train", "files.dev", "emotion"])["category"].tolist() == ["happy", "", "sad"]
    with pytest.raises(affectus.Error, match="tables: expected tables of the database"):
        from_audformat(bases[0], tables=["nothing"])


@pytest.mark.parametrize(
    ("text", "code", "message"),
    [
        ("path,category\na.wav,happy\n", "invalid_format", "expected a column partition, found path, category"),
        ("path,partition,shoe\na.wav,train,44\n", "unsupported", "found shoe"),
        ("path,partition,valence\na.wav,train,high\n", "invalid_format", "column valence: expected a number, found 'high'"),
        ("path,partition\na.wav,train\na.wav,test\n", "unsupported", "a.wav: expected a row a file, found two"),
        ("path,partition\n,train\n", "invalid_format", "column path: expected a file, found nothing"),
    ],
)
def test_a_manifest_that_cannot_be_carried_is_an_error(tmp_path: Path, text: str, code: str, message: str) -> None:
    (tmp_path / "manifest.csv").write_text(text)
    with pytest.raises(affectus.Error, match=message) as caught:
        to_audformat(tmp_path)
    assert caught.value.code == code
    if "shoe" in text:
        assert "train" in to_audformat(tmp_path, ignore=["shoe"]).tables
    with pytest.raises(affectus.Error, match="found no such file"):
        to_audformat(tmp_path / "nothing.csv")
