"""The package: its names, errors, types, documentation, models, evaluation, extraction, training."""

from __future__ import annotations

import doctest
import importlib
import json
import logging
import os
import pkgutil
import re
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

import affectus
from affectus import _native, _program
from conftest import RATE, ROOT, SAMPLE, buzz, write_wav


def test_the_version_is_the_programs(program):
    assert affectus.__version__ in program("--version")
    assert f'version = "{affectus.__version__}"' in (ROOT / "pyproject.toml").read_text()


def test_all_names_are_there():
    for name in affectus.__all__:
        assert getattr(affectus, name) is not None
    with pytest.raises(AttributeError):
        affectus.nothing


def test_a_model_tells_of_itself(model):
    config = json.loads((ROOT / "models/affectus/config.json").read_text())
    assert model.name == config["name"] == "affectus"
    assert model.licence == "CC-BY-4.0"
    assert list(model.categories) == config["categories"]
    assert model.embedding_size == 128
    assert 8 < model.longest < 10
    assert repr(model) == "<affectus.Model 'affectus'>"
    assert affectus.load(threads=3).threads == 3
    assert affectus.load(ROOT / "models/affectus-mfb").name == affectus.load("affectus-mfb").name == "affectus-mfb"


def test_models_that_are_not_there_are_errors():
    for arguments, code in [
        ({"model": "./nothing"}, "not_found"),
        ({"model": "hf:nothing"}, "invalid_argument"),
        ({"threads": 0}, "invalid_argument"),
        ({"threads": 5000}, "invalid_argument"),
        ({"device": "abacus"}, "invalid_argument"),
    ]:
        with pytest.raises(affectus.Error) as raised:
            affectus.load(**arguments)
        assert raised.value.code in (code, "unsupported"), arguments
    with pytest.raises(TypeError, match="load"):
        affectus.Model()


def test_options_without_effect_are_logged(caplog):
    affectus.load(precision="int8")
    assert any("precision" in record.message for record in caplog.records if record.levelno == logging.WARNING)


def test_extract_gives_what_the_program_writes(program, tmp_path):
    for front_end in ("mfb", "prosody", "mfb+prosody"):
        program("extract", SAMPLE, "--frontend", front_end, "--output", tmp_path / "frames.npy", "--quiet")
        expected = np.load(tmp_path / "frames.npy")
        frames = affectus.extract(SAMPLE, front_end)
        assert frames.dtype == np.float32 and frames.flags.c_contiguous
        assert np.array_equal(frames, expected)
    assert np.array_equal(affectus.extract(Path(SAMPLE).read_bytes(), "mfb"), affectus.extract(SAMPLE))
    voice = buzz(2, 44100)
    file = write_wav(tmp_path / "voice.wav", voice, 44100)
    assert np.array_equal(affectus.extract(voice, sampling_rate=44100), affectus.extract(file))
    assert np.array_equal(affectus.extract(np.stack([voice, voice]), sampling_rate=44100), affectus.extract(file))
    for source, options, code in [
        ("missing.wav", {}, "not_found"),
        (SAMPLE, {"frontend": "mfcc"}, "invalid_argument"),
        ([SAMPLE], {}, "invalid_argument"),
        (voice, {}, "invalid_argument"),
    ]:
        with pytest.raises(affectus.Error) as raised:
            affectus.extract(source, **options)
        assert raised.value.code == code


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    lines = ["path,speaker,gender,partition,category,activation,valence,dominance"]
    for i in range(8):
        write_wav(tmp_path / f"{i}.wav", buzz(1.5, pitch=100 + 20 * i))
        lines.append(f"{i}.wav,s{i % 4},female,test,{'happy' if i % 2 else 'sad'},{2 + i / 2},{6 - i / 2},{4 + i % 3}")
    lines.append("missing.wav,s0,female,test,sad,1,2,3")
    file = tmp_path / "manifest.csv"
    file.write_text("\n".join(lines) + "\n")
    return file


def test_evaluate_gives_the_programs_report(model, program, manifest):
    expected = json.loads(program("evaluate", "affectus", manifest, "--format", "json", "--quiet", status=1))
    evaluation = affectus.evaluate(model, manifest)
    expected["command"] = evaluation.report["command"]
    assert evaluation.report == expected
    assert evaluation.ccc == {name: one["ccc"] for name, one in expected["dimensions"].items()}
    assert list(evaluation.interval["valence"]) == expected["dimensions"]["valence"]["ccc_interval"]
    assert (evaluation.utterances, evaluation.speakers, len(evaluation.failed)) == (8, 4, 1)
    assert evaluation.unweighted_recall == expected["categories"]["unweighted_recall"]
    frame = evaluation.to_frame()
    assert frame.loc["valence", "ccc"] == evaluation.ccc["valence"]
    assert frame.loc["valence", "ccc_low"] == evaluation.interval["valence"][0]
    assert frame["n"].tolist() == [8, 8, 8]
    assert affectus.evaluate("affectus", manifest.parent, resamples=100).ccc == evaluation.ccc
    with pytest.raises(affectus.Error, match="train"):
        affectus.evaluate(model, manifest, partition="train")


TRAINER = """#!/bin/sh
echo "$@" >"{log}"
echo "epoch 1"
[ "$1" != bad.toml ] || {{ echo "affectus train: bad.toml: expected a recipe, found none" >&2; exit 1; }}
[ "$1" != wrong.toml ] || {{ echo "affectus train: --output: expected a folder" >&2; exit 2; }}
if [ "$1" = long.toml ]; then trap 'echo stopped >>"{log}"; exit 130' INT; while :; do sleep 0.05; done; fi
"""


def test_training_is_a_process_of_its_own(tmp_path, monkeypatch, caplog):
    monkeypatch.setattr(_program, "folder", tmp_path)
    with pytest.raises(affectus.Error, match="libtorch") as raised:
        affectus.train("recipe.toml", tmp_path / "model")
    assert raised.value.code == "unsupported"
    log = tmp_path / "log"
    trainer = tmp_path / "affectus-train"
    trainer.write_text(TRAINER.format(log=log))
    trainer.chmod(0o755)
    caplog.set_level(logging.INFO, "affectus")
    assert affectus.train("recipe.toml", tmp_path / "model", corpora={"a": "/data/a"}, resume=True) == tmp_path / "model"
    assert log.read_text() == f"recipe.toml --output {tmp_path}/model --corpus a=/data/a --resume\n"
    assert "epoch 1" in caplog.messages
    for recipe, code, message in [("bad.toml", "internal", "bad.toml: expected a recipe"), ("wrong.toml", "invalid_argument", "--output")]:
        with pytest.raises(affectus.Error, match=re.escape(message)) as raised:
            affectus.train(recipe, tmp_path / "model")
        assert raised.value.code == code

    def interrupt() -> None:
        while "long.toml" not in log.read_text():
            pass
        os.kill(os.getpid(), 2)

    threading.Timer(0.3, interrupt).start()
    with pytest.raises(KeyboardInterrupt):
        affectus.train("long.toml", tmp_path / "model")
    assert log.read_text().endswith("stopped\n")


def test_the_programs_errors_are_the_trainers(tmp_path):
    """The real trainer, where it was built, beside the program."""
    if not (_program.folder / "affectus-train").exists():
        with pytest.raises(affectus.Error, match="libtorch"):
            affectus.train("missing.toml", tmp_path)
        return
    with pytest.raises(affectus.Error, match="missing.toml"):
        affectus.train("missing.toml", tmp_path)


def test_the_program_is_a_console_script(program):
    script = "import sys; from affectus._program import main; sys.argv[1:] = ['info', 'affectus']; main()"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == program("info", "affectus")


def modules() -> list[str]:
    return ["affectus"] + [
        f"affectus.{one.name}" for one in pkgutil.iter_modules(affectus.__path__)
        if one.name.startswith("_") and one.name != "_native"
    ]


@pytest.mark.parametrize("name", modules())
def test_documentation_runs(name):
    failed, _ = doctest.testmod(importlib.import_module(name))
    assert failed == 0


def test_every_public_name_is_documented():
    for name in affectus.__all__:
        if name == "__version__":
            continue
        one = getattr(affectus, name)
        assert one.__doc__, name
        for member, value in vars(one).items():
            if callable(value) and not member.startswith("_"):
                assert value.__doc__, f"{name}.{member}"


@pytest.mark.parametrize("page", ["docs/python.md", "README.md"])
def test_snippets_of_the_documentation_run(page, tmp_path, monkeypatch):
    """Those that need no data of others; each page from its top, in one namespace."""
    import matplotlib.pyplot as pyplot

    text = (ROOT / page).read_text()
    snippets = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    assert snippets
    for folder in ("samples", "models", "recipes"):
        (tmp_path / folder).symlink_to(ROOT / folder)
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for snippet in snippets:
        exec(compile(snippet, page, "exec"), names)
    pyplot.close("all")


PROGRAM = """
import os

import numpy as np

import affectus

model: affectus.Model = affectus.load("affectus", threads=2, encoder={"openai/whisper-base": "/encoders/whisper"})
one: affectus.Result = model.predict(np.zeros(16000, np.float32), sampling_rate=16000, channel=0)
many: list[affectus.Result] = model.predict(["a.wav", b"", np.zeros(16000, np.int16)], sampling_rate=16000)
valences: list[float | None] = [row.valence for result in many for row in result.segments]
with model.stream(window=3, hop=0.25, scale="unit") as stream:
    rows: list[affectus.Segment] = stream.push(np.zeros(16000, np.int16))
agreement: float | None = affectus.evaluate(model, "manifest.csv").ccc["valence"]
frames: np.ndarray = affectus.extract("a.wav")
"""
WRONG = """
import affectus

affectus.load(thread=2)
affectus.load().predict(b"", scale="percent")
number: int = affectus.load().predict(b"").segments[0].valence
"""


def test_types_are_strict(tmp_path):
    """mypy --strict over the package (pyproject.toml) and a user's program; of one with errors, each is found."""
    from mypy import api

    (tmp_path / "program.py").write_text(PROGRAM)
    (tmp_path / "wrong.py").write_text(WRONG)
    options = ["--config-file", str(ROOT / "pyproject.toml"), "--cache-dir", os.devnull, "--no-error-summary"]
    out, err, _ = api.run([*options, str(ROOT / "python/affectus"), *map(str, sorted(tmp_path.glob("*.py")))])
    errors = [line for line in out.splitlines() if ": error: " in line]
    assert [line.split(":")[1] for line in errors if "wrong.py" in line] == ["4", "5", "6"]
    assert [line for line in errors if "wrong.py" not in line] == [], err


def test_the_stub_of_the_module_is_up_to_date(tmp_path):
    """python -m nanobind.stubgen -m affectus._native -O python/affectus makes it."""
    from nanobind.stubgen import StubGen

    stub = StubGen(_native)
    stub.put(_native)
    assert stub.get() == (ROOT / "python/affectus/_native.pyi").read_text()


def test_the_manual_page_of_the_program_has_all_that_its_help_has(tmp_path, program):
    page = tmp_path / "affectus.1"
    subprocess.run([sys.executable, "scripts/make-man-page.py", page, "1.2", _program.folder / "affectus"], check=True)
    text = page.read_text().replace("\\-", "-")
    for command in ("predict", "extract", "evaluate", "corpus import"):
        found = program(*command.split(), "--help")
        options = re.findall(r"^  (?:-\w,)?(--[a-z-]+)", found, re.MULTILINE)
        assert len(options) > 1
        section = text.partition(f".SS affectus {command}\n")[2].partition(".SS ")[0]
        assert [option for option in options if option not in section] == []
    assert text.startswith('.TH AFFECTUS 1 "" "affectus 1.2"')
