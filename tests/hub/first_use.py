#!/usr/bin/env python3
"""Encoders that model folders, recipes and front ends name on the hub, fetched by the command that needs them first.

    python3 tests/hub/first_use.py AFFECTUS

The hub is a local server. Prints what it tried; exits with 1 at the first thing that is not as it should be.
"""
import json
import pathlib
import shutil
import struct
import subprocess
import sys
import tempfile

import numpy
from local_hub import State, check, commit, contents, environment, golden

affectus = pathlib.Path(sys.argv[1])
sample = pathlib.Path(__file__).parents[2] / "samples/sense_and_sensibility.flac"
front_end = "hf:owner/tiny@2"
hidden_size = json.loads(contents["config.json"])["hidden_size"]


def write_model(folder):
    """A model folder of random weights whose front end is the hub's encoder."""
    sizes = {"convolution_channels": 4, "gru_units": 4, "embedding_units": 4}
    shapes = {"convolution.weight": (4, hidden_size, 3), "convolution.bias": (4,), "gru.weight_ih_l0": (12, 4),
              "gru.weight_hh_l0": (12, 4), "gru.bias_ih_l0": (12,), "gru.bias_hh_l0": (12,), "embedding.weight": (4, 4),
              "embedding.bias": (4,), "dimensions.weight": (3, 4), "dimensions.bias": (3,)}
    random = numpy.random.default_rng(0)
    header, data = {}, b""
    for name, shape in shapes.items():
        values = random.standard_normal(shape).astype("<f4").tobytes()
        header[name] = {"dtype": "F32", "shape": shape, "data_offsets": [len(data), len(data) + len(values)]}
        data += values
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    folder.mkdir()
    (folder / "model.safetensors").write_bytes(struct.pack("<Q", len(text)) + text + data)
    normalization = {"utterance": "none", "dynamic_range": 0, "mean": [], "scale": []}
    (folder / "config.json").write_text(json.dumps({
        "format": "affectus-model", "version": 1, "name": "tiny", "dimensions": ["activation", "valence", "dominance"],
        "front_ends": [{"name": front_end, "options": {}, "dim": hidden_size, "normalization": normalization}],
        "estimator": {"type": "tc_gru", "input_dim": hidden_size, "convolution_kernel": 3, "gru_layers": 1,
                      "pooling": "mean", **sizes},
        "scale": [-1, 1], "categories": [], "longest_training_input_s": 5, "licence": "none", "training_data": [], "notes": "",
        "figures": []}))


def run(home, *arguments, **more):
    return subprocess.run([str(affectus), *map(str, arguments)], env=environment(home, **more), capture_output=True, text=True,
                          timeout=300)


def fetches(scratch, what, *arguments):
    """A command in a home of its own: fetches, works, and works again without the hub."""
    home = scratch / what
    home.mkdir()
    result = run(home, *arguments)
    check(result.returncode == 0, f"{what} fetches the encoder", result)
    lines = [line for line in result.stderr.splitlines() if "owner/tiny" in line]
    check(len(lines) == 1 and "hf:owner/tiny:main: fetching " in lines[0] and " MB into " in lines[0], "and says how much", result)
    State.requests.clear()
    shutil.rmtree(scratch / "trained", ignore_errors=True)
    again = run(home, *arguments)
    check(again.returncode == 0 and not State.requests and "owner/tiny" not in again.stderr, "once", again)
    return result


with tempfile.TemporaryDirectory() as name:
    scratch = pathlib.Path(name)
    model = scratch / "model"
    write_model(model)
    shutil.copy(sample, scratch / "a.flac")
    rows = ["a.flac,s,train,1,2,3", "a.flac,t,train,3,2,4", "a.flac,t,train,2,4,5", "a.flac,u,development,4,5,3", "a.flac,v,development,2,1,3"]
    (scratch / "manifest.csv").write_text("\n".join(["path,speaker,partition,activation,valence,dominance", *rows, ""]))
    corpus = scratch / "manifest.csv"

    result = fetches(scratch, "predict", "predict", sample, "--model", model, "--format", "csv")
    given = run(scratch, "predict", sample, "--model", model, "--format", "csv", "--encoder", golden)
    check(given.stdout == result.stdout and "fetching" not in given.stderr, "an encoder that is given is not fetched", given)
    fetches(scratch, "extract", "extract", sample, "--frontend", front_end, "--output", scratch / "x.npy")
    fetches(scratch, "evaluate", "evaluate", model, corpus, "--partition", "development")
    fetches(scratch, "analyse", "analyse", corpus, "--frontend", front_end)
    if (affectus.parent / "affectus-train").exists():
        recipe = scratch / "recipe.toml"
        recipe.write_text(f'name = "tiny"\n[[corpora]]\nname = "a"\n[[front_ends]]\nname = "{front_end}"\n'
                          'utterance_normalization = "none"\n[estimator]\nconvolution_channels = 4\ngru_units = 4\n'
                          'embedding_units = 4\n[training]\nepochs = 1\nbatch_size = 3\n')
        fetches(scratch, "train", "train", recipe, "--output", scratch / "trained", "--corpus", f"a={corpus}")
    else:
        print("SKIPPED train: this build has no trainer")

    predict = ["predict", sample, "--model", model, "--quiet"]
    quiet = scratch / "quiet"
    quiet.mkdir()
    result = run(quiet, *predict)
    check(result.returncode == 0 and result.stderr == "", "--quiet says nothing", result)

    def refused(what, says, *arguments, **more):
        home = scratch / what
        home.mkdir(exist_ok=True)
        result = run(home, *arguments, **more)
        check(result.returncode == 1 and len(result.stderr.splitlines()) == 1 and result.stdout == "" and
              all(text in result.stderr for text in says), what, result)

    refused("offline: one line", ["HF_HUB_OFFLINE", "--encoder FOLDER"], *predict, HF_HUB_OFFLINE="1")
    refused("no hub: one line", ["hf:owner/tiny:main: cannot be fetched", "--encoder FOLDER"], *predict,
            HF_ENDPOINT="http://127.0.0.1:1")
    State.token = "secret"
    refused("a gated encoder: one line", ["HF_TOKEN", "--encoder FOLDER"], *predict)
    State.token = None
    State.requests.clear()
    refused("a folder that is not there asks no hub", ["affectus pull owner/tiny"], "extract", sample, "--frontend",
            "owner/tiny@2", "--output", scratch / "y.npy")
    check(not State.requests, "not once")

    # As after AutoModel.from_pretrained: weights and configuration, but not what says how samples are normalised.
    part = scratch / "part of an encoder is not taken for one"
    shutil.copytree(scratch / "predict/hub", part / "hub", symlinks=True)
    snapshot = part / "hub/models--owner--tiny/snapshots" / commit
    (snapshot / "preprocessor_config.json").unlink()
    refused("part of an encoder is not taken for one", ["as a whole"], *predict, HF_HUB_OFFLINE="1")
    result = run(part, *predict)
    check(result.returncode == 0 and (snapshot / "preprocessor_config.json").exists(), "a part of an encoder is completed", result)
    preprocessor = contents.pop("preprocessor_config.json")
    plain = scratch / "plain"
    plain.mkdir()
    check(run(plain, *predict).returncode == 0, "an encoder without a preprocessor is fetched")
    State.requests.clear()
    check(run(plain, *predict).returncode == 0 and not State.requests, "once")
    contents["preprocessor_config.json"] = preprocessor
