#!/usr/bin/env python3
"""Encoders of full size against transformers, on real speech, at every layer.

    python3 tests/oracles/encoders.py AFFECTUS [WHISPER_FOLDER]        (torch, transformers, soundfile)

Random weights, saved as safetensors or as PyTorch's zip; largest difference below 1e-4 of the largest value of each layer.
WHISPER_FOLDER: a real checkpoint. With AFFECTUS_MSP_DIM=FOLDER (audeering/wav2vec2-large-robust-12-ft-emotion-msp-dim) the
golden that its authors published is checked too. Prints each figure; exits with 1 at the first beyond its limit.
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import numpy
import soundfile
import torch
import transformers

affectus = sys.argv[1]
whisper = sys.argv[2] if len(sys.argv) > 2 else None
root = pathlib.Path(__file__).parent.parent.parent
samples, rate = soundfile.read(root / "samples/sense_and_sensibility.flac", dtype="float32")
limit = 1e-4
large = dict(hidden_size=1024, num_hidden_layers=24, num_attention_heads=16, intermediate_size=4096, feat_extract_norm="layer",
             do_stable_layer_norm=True)
models = {
    "HuBERT-base": ("HubertModel", "HubertConfig", {}, "safetensors"),
    "wav2vec2-large-robust": ("Wav2Vec2Model", "Wav2Vec2Config", {**large, "conv_bias": True}, "bin"),
    "WavLM-large": ("WavLMModel", "WavLMConfig", {**large, "conv_bias": False}, "safetensors"),
    "data2vec-audio-base": ("Data2VecAudioModel", "Data2VecAudioConfig", {}, "bin"),
}


def check(what, difference, allowed):
    print(f"{'ok' if difference <= allowed else 'FAILED':7} {what}: {difference:.1e} (limit {allowed:.0e})", flush=True)
    if difference > allowed:
        sys.exit(1)


def states_of(output):
    return [*(s[0].numpy() for s in output.hidden_states[:-1]), output.last_hidden_state[0].numpy()]


def compare(name, folder, expected, scratch):
    subprocess.run([affectus, "extract", scratch / "speech.wav", "--frontend", f"{folder}@mix", "--output", scratch / "x.npy",
                    "--no-cache", "--quiet"], check=True)
    found = numpy.split(numpy.load(scratch / "x.npy"), len(expected), axis=1)
    worst = max(numpy.abs(f - e[: len(f)]).max() / numpy.abs(e).max() for f, e in zip(found, expected))
    check(f"{name}, worst of {len(expected)} layers, {len(found[0])} frames", worst, limit)


with tempfile.TemporaryDirectory() as name:
    scratch = pathlib.Path(name)
    speech = samples[2 * rate : 9 * rate]
    soundfile.write(scratch / "speech.wav", speech, rate, subtype="FLOAT")
    for number, (name, (model_name, config_name, options, kind)) in enumerate(models.items()):
        torch.manual_seed(number)
        model = getattr(transformers, model_name)(getattr(transformers, config_name)(**options)).eval()
        extractor = transformers.Wav2Vec2FeatureExtractor(do_normalize=True)
        folder = scratch / "model"
        model.config.save_pretrained(folder)
        extractor.save_pretrained(folder)
        if kind == "bin":
            torch.save(model.state_dict(), folder / "pytorch_model.bin")
        else:
            model.save_pretrained(folder)
        with torch.no_grad():
            values = extractor(speech, sampling_rate=rate, return_tensors="pt").input_values
            compare(name, folder, states_of(model(values, output_hidden_states=True)), scratch)
        for file in folder.iterdir():
            file.unlink()
    if whisper:
        from safetensors.torch import load_file
        from transformers.models.whisper.modeling_whisper import WhisperEncoder

        model = WhisperEncoder(transformers.WhisperConfig.from_pretrained(whisper)).eval()
        model.load_state_dict({k.removeprefix("model.encoder."): v.float()
                               for k, v in load_file(f"{whisper}/model.safetensors").items() if k.startswith("model.encoder.")})
        features = transformers.WhisperFeatureExtractor.from_pretrained(whisper)(speech, sampling_rate=rate, return_tensors="pt")
        with torch.no_grad():
            compare("Whisper", whisper, states_of(model(features.input_features, output_hidden_states=True)), scratch)
    if folder := os.environ.get("AFFECTUS_MSP_DIM"):
        soundfile.write(scratch / "zeros.wav", numpy.zeros(16000, "float32"), 16000)
        result = json.loads(subprocess.run([affectus, "predict", scratch / "zeros.wav", "--model", folder, "--scale", "unit",
                                            "--format", "json", "--quiet"], check=True, capture_output=True).stdout)
        row = result[0]["segments"][0]
        golden = {"activation": 0.5460754, "dominance": 0.6062266, "valence": 0.40431657}
        check("audEERING's published golden", max(abs(row[k] - v) for k, v in golden.items()), 1e-4)
