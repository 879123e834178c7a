#!/usr/bin/env python3
"""Fine-tuned encoders in both directions against transformers and peft, on tiny random models and invented tones.

    python3 tests/oracles/fine_tuning.py AFFECTUS        (torch, transformers, peft, soundfile)

What `affectus train` saves is loaded by transformers (a whole encoder) and by peft (an adapter), and gives the frames that
`affectus extract` gives; what peft saves, `affectus predict` adds to the encoder. Prints each figure; exits with 1 at the
first beyond its limit.
"""
import csv
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import warnings

import numpy
import peft
import soundfile
import torch
import transformers

transformers.logging.set_verbosity_error()
transformers.logging.disable_progress_bar()
warnings.filterwarnings("ignore", category=FutureWarning)
affectus = sys.argv[1]
golden = pathlib.Path(__file__).parent.parent / "encoders/golden"
rate, limit = 16000, 1e-4
families = {"hubert_layer": transformers.HubertModel, "wavlm_group": transformers.WavLMModel,
            "data2vec": transformers.Data2VecAudioModel, "whisper": transformers.WhisperModel}


def check(what, difference):
    print(f"{'ok' if difference <= limit else 'FAILED':7} {what}: {difference:.1e} (limit {limit:.0e})", flush=True)
    if not difference <= limit:
        sys.exit(1)


def run(*words):
    done = subprocess.run([affectus, *map(str, words), "--no-cache", "--quiet"], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"affectus {words[0]}: {done.stderr}")
    return done.stdout


def make_corpus(folder):
    """Noisy tones, whose pitch is their activation."""
    random = numpy.random.default_rng(1)
    (folder / "audio").mkdir(parents=True)
    with open(folder / "manifest.csv", "w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["path", "speaker", "partition", "activation", "valence", "dominance"])
        for i in range(24):
            activation = random.uniform(1, 7)
            time = numpy.arange(int(random.uniform(0.4, 0.8) * rate)) / rate
            samples = 0.1 * numpy.sin(2 * numpy.pi * (200 + 100 * activation) * time) + 0.01 * random.normal(size=len(time))
            soundfile.write(folder / f"audio/{i}.wav", samples.astype("float32"), rate, subtype="FLOAT")
            rows.writerow([f"audio/{i}.wav", f"s{i % 4}", "development" if i % 3 == 0 else "train", activation, 8 - activation,
                           4 + 0.2 * activation])


def transformers_frames(model, folder, samples):
    extractor = transformers.AutoFeatureExtractor.from_pretrained(folder)
    values = extractor(samples, sampling_rate=rate, return_tensors="pt")
    encoder = model.encoder if isinstance(model, transformers.WhisperModel) else model
    with torch.no_grad():
        return encoder(values["input_features" if "input_features" in values else "input_values"]).last_hidden_state[0].numpy()


def extracted(front_end, wave, scratch):
    run("extract", wave, "--frontend", front_end, "--output", scratch / "x.npy")
    return numpy.load(scratch / "x.npy")


def difference(found, expected):
    return numpy.abs(found - expected[: len(found)]).max() / max(1, numpy.abs(expected).max())


def scores(model, wave):
    row = json.loads(run("predict", wave, "--model", model, "--format", "json"))[0]["segments"][0]
    return numpy.array([row[name] for name in ("activation", "valence", "dominance")])


def with_front_end(model, copy, change):
    """A copy of the model folder with another entry for its front end."""
    shutil.copytree(model, copy)
    config = json.loads((copy / "config.json").read_text())
    change(config["front_ends"][0])
    (copy / "config.json").write_text(json.dumps(config))
    return copy


def set_encoder(entry, name):
    entry["name"] = name
    entry.setdefault("options", {}).pop("adapter", None)


with tempfile.TemporaryDirectory() as name:
    scratch = pathlib.Path(name)
    make_corpus(scratch / "tones")
    wave = scratch / "tones/audio/3.wav"
    samples = soundfile.read(wave, dtype="float32")[0]
    for number, (family, kind) in enumerate(families.items()):
        torch.manual_seed(number)
        base = scratch / family
        transformers_config = transformers.AutoConfig.from_pretrained(golden / family)
        if family == "whisper":  # the golden has an encoder alone
            transformers_config.update({"decoder_attention_heads": 2, "decoder_layers": 1, "decoder_ffn_dim": 16})
        model = kind(transformers_config).eval()
        for parameter in model.parameters():  # larger than at their start, so that every layer matters
            if parameter.dim() > 1:
                parameter.data *= 4
        model.save_pretrained(base)
        shutil.copy(golden / family / "preprocessor_config.json", base)
        check(f"{family}: frames as it was", difference(extracted(f"{base}@2", wave, scratch),
                                                        transformers_frames(model, base, samples)))
        for way in ("lora", "top", "all"):
            recipe = scratch / f"{family}-{way}.toml"
            lora = ', targets = ["q_proj", "v_proj", "out_proj"], rank = 3, alpha = 7' if way == "lora" else ""
            layers = ", layers = 1" if way == "top" else ""
            options = ", options = {pad = false}" if family == "whisper" else ""
            recipe.write_text(f'name = "t"\ncorpora = [{{name = "tones"}}]\nfront_ends = [{{name = "{base}@2"{options}}}]\n'
                              f'estimator = {{convolution_channels = 8, gru_layers = 1, gru_units = 6, embedding_units = 5}}\n'
                              f'training = {{batch_size = 8, epochs = 3}}\noptimizer = {{learning_rate = 0.003}}\n'
                              f'encoder = {{train = "{way}", learning_rate = 0.02{lora}{layers}}}\n')
            trained = scratch / f"{family}-{way}"
            run("train", recipe, "--output", trained, "--corpus", f"tones={scratch / 'tones'}")
            if way != "lora":
                theirs = kind.from_pretrained(trained / "encoder").eval()
                check(f"{family}, {way}: transformers' frames of what was saved",
                      difference(extracted(f"{trained / 'encoder'}@2", wave, scratch),
                                 transformers_frames(theirs, trained / "encoder", samples)))
                changed = difference(transformers_frames(model, base, samples), transformers_frames(theirs, base, samples))
                assert changed > 1e-3, f"{family}, {way} learned nothing"
                continue
            adapted = peft.PeftModel.from_pretrained(kind.from_pretrained(base), trained / "adapter").eval()
            count = sum("lora_B" in key and value.abs().max() > 0 for key, value in adapted.state_dict().items())
            assert count == 6, f"{family}: peft took {count} matrices, expected 6"
            merged = scratch / f"{family}-merged"
            adapted.merge_and_unload().save_pretrained(merged)
            shutil.copy(base / "preprocessor_config.json", merged)
            whole = with_front_end(trained, scratch / f"{family}-whole", lambda entry: set_encoder(entry, f"{merged}@2"))
            check(f"{family}, lora: scores with the adapter and with what peft makes of it",
                  numpy.abs(scores(trained, wave) - scores(whole, wave)).max())
            plain = with_front_end(trained, scratch / f"{family}-plain", lambda entry: set_encoder(entry, f"{base}@2"))
            assert numpy.abs(scores(trained, wave) - scores(plain, wave)).max() > 1e-3, f"{family}: the adapter changes nothing"

            target = r".*encoder\.layers\.\d+\..*\.(k_proj|out_proj)"
            theirs = peft.get_peft_model(kind.from_pretrained(base),
                                         peft.LoraConfig(r=2, lora_alpha=5, target_modules=target, init_lora_weights=False))
            theirs.save_pretrained(scratch / f"{family}-peft")
            theirs.merge_and_unload().save_pretrained(merged)
            ours = with_front_end(trained, scratch / f"{family}-theirs",
                                  lambda entry: entry["options"].update(adapter=str(scratch / f"{family}-peft")))
            check(f"{family}, lora: scores with peft's adapter and with what peft makes of it",
                  numpy.abs(scores(ours, wave) - scores(whole, wave)).max())
print("What was fine-tuned here and there is the same.")
