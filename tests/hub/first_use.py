#!/usr/bin/env python3
"""Models, and encoders that model folders, recipes and front ends name on the hub, fetched by the command that needs them first.

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
from local_hub import State, check, commit, contents, environment, etag_of, golden

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


def fetches(scratch, what, *arguments, fetched="encoder"):
    """A command in a home of its own: fetches, works, and works again without the hub."""
    home = scratch / what
    home.mkdir()
    result = run(home, *arguments)
    check(result.returncode == 0, f"{what} fetches the {fetched}", result)
    lines = [line for line in result.stderr.splitlines() if "fetching" in line or "hf:" in line]
    check(len(lines) == 1 and "hf:owner/tiny:main: fetching " in lines[0] and
          f" MB (licence {State.card['license']}) into " in lines[0], "and says how much, under which licence", result)
    State.requests.clear()
    shutil.rmtree(scratch / "trained", ignore_errors=True)
    again = run(home, *arguments)
    check(again.returncode == 0 and not State.requests and "hf:" not in again.stderr, "once", again)
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

    refused("offline: one line", ["HF_HUB_OFFLINE", "the option 'encoder'"], *predict, HF_HUB_OFFLINE="1")
    refused("no hub: one line", ["hf:owner/tiny:main: cannot be fetched", "the option 'encoder'"], *predict,
            HF_ENDPOINT="http://127.0.0.1:1")
    State.token = "secret"
    refused("a gated encoder: one line", ["HF_TOKEN", "the option 'encoder'"], *predict)
    State.token = None
    fetches(scratch, "a name without hf:", "extract", sample, "--frontend", "owner/tiny@2", "--output", scratch / "y.npy")
    State.requests.clear()
    refused("a folder that is not there asks no hub", ["nowhere/at/all: no such"], "extract", sample, "--frontend",
            "nowhere/at/all@2", "--output", scratch / "y.npy")
    check(not State.requests, "not once")
    refused("offline, a name without hf:", ["HF_HUB_OFFLINE", "the option 'encoder'"], "extract", sample, "--frontend",
            "owner/tiny@2", "--output", scratch / "y.npy", HF_HUB_OFFLINE="1")

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

    # A model is a name on the hub where there is no such folder, with "hf:" or without.
    tiny = dict(contents)
    theirs = pathlib.Path(__file__).parents[1] / "encoders/golden_emotion/dense_dimensions"
    ours = pathlib.Path(__file__).parents[2] / "models/affectus-mfb"
    for kind, folder in (("checkpoint of others", theirs), ("model folder", ours)):
        contents.clear()
        contents.update({file.name: file.read_bytes() for file in folder.iterdir()})
        State.card = {"license": f"licence-of-{folder.name}"}
        for command, arguments in (("predict", ["predict", sample, "--window", "5", "--format", "csv", "--model"]),
                                   ("info", ["info"])):
            result = fetches(scratch, f"{command} {kind}", *arguments, "owner/tiny", fetched=f"{kind} by its bare name")
            local = run(scratch, *arguments, folder)
            said = [[line for line in one.stdout.splitlines() if not line.startswith(("model ", "folder "))] for one in (result, local)]
            check(said[0] == said[1] != [], "it is the model of that folder", local)
        name = "owner/tiny" if folder == theirs else ours.name
        result = run(scratch / f"info {kind}", "info", "owner/tiny")
        check(f"model              {name}\n" in result.stdout, f"it is called {name}", result)
        result = run(scratch / f"predict {kind}", "predict", sample, "--model", "owner/tiny", "--format", "json")
        check(json.loads(result.stdout)[0]["model"] == name, "in JSON, too", result)
        result = run(scratch / f"predict {kind}", "predict", sample, "--quiet", "--model", "hf:owner/tiny", HF_HUB_OFFLINE="1")
        check(result.returncode == 0 and result.stderr == "" and not State.requests, "with hf: it is the same, also offline", result)
    predict = ["predict", sample, "--quiet", "--model"]
    fetches(scratch, "evaluate a model", "evaluate", "owner/tiny", corpus, "--partition", "development", fetched="model")
    State.requests.clear()
    refused("offline a model's name is an error: one line", ["hf:owner/tiny:main: not in the cache at ", "HF_HUB_OFFLINE"], *predict,
            "owner/tiny", HF_HUB_OFFLINE="1")
    for i, name in enumerate(("nowhere/at/all", "nowhere", "../nowhere", "/nowhere/at all")):
        refused(f"no name on the hub ({i + 1})", [f"{name}: no such "], *predict, name)
    check(not State.requests, "and none of them asks the hub")
    refused("a model that the hub has not: one line", ["hf:owner/none:main: ", "404", "nor is there a folder 'owner/none' here"],
            *predict, "owner/none")
    (scratch / "beside/owner").mkdir(parents=True)
    (scratch / "beside/owner/tiny").symlink_to(ours)
    State.requests.clear()
    result = subprocess.run([affectus.absolute(), *map(str, predict), "owner/tiny"], cwd=scratch / "beside", capture_output=True,
                            env=environment(scratch / "no home"), text=True, timeout=300)
    check(result.returncode == 0 and not State.requests, "a folder of that name comes before the hub", result)

    # A fetch that broke off leaves what is there to the next one.
    broken = scratch / "broken"
    (broken / "hub/models--owner--tiny/blobs").mkdir(parents=True)
    weights = contents["model.safetensors"]
    (broken / f"hub/models--owner--tiny/blobs/{etag_of('model.safetensors')}.incomplete").write_bytes(weights[:7000])
    State.large_bytes = 0
    result = run(broken, *predict, "owner/tiny")
    check(result.returncode == 0 and State.large_bytes == len(weights) - 7000, "a model's fetch goes on where it broke off", result)
    contents.clear()
    contents.update(tiny)
