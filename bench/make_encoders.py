#!/usr/bin/env python3
"""Encoders of full size with random weights, and utterances to run them on.

    python3 bench/make_encoders.py FOLDER [ENCODER...]       (torch, transformers, soundfile)

FOLDER takes hubert-base/, hubert-large/, whisper-base/ (speed does not depend on what the weights are; or those that are named:
wavlm-large and whisper-large-v3, too), short/ (8 utterances of 5 s) and mixed/ (5 minutes of utterances of 1 to 10 s), both cut
from samples/sense_and_sensibility.flac.
"""
import pathlib
import random
import sys

import numpy
import soundfile
import torch
import transformers

folder = pathlib.Path(sys.argv[1])
large = dict(hidden_size=1024, num_hidden_layers=24, num_attention_heads=16, intermediate_size=4096, feat_extract_norm="layer",
             conv_bias=True, do_stable_layer_norm=True)
waves = {"hubert-base": (transformers.HubertModel, transformers.HubertConfig()),
         "hubert-large": (transformers.HubertModel, transformers.HubertConfig(**large)),
         "wavlm-large": (transformers.WavLMModel, transformers.WavLMConfig(**{**large, "conv_bias": False}))}
mels = {"whisper-base": dict(d_model=512, encoder_layers=6, encoder_attention_heads=8, encoder_ffn_dim=2048),
        "whisper-large-v3": dict(d_model=1280, encoder_layers=32, encoder_attention_heads=20, encoder_ffn_dim=5120, num_mel_bins=128)}
for name in sys.argv[2:] or ["hubert-base", "hubert-large", "whisper-base"]:
    if (folder / name / "model.safetensors").exists():
        continue
    torch.manual_seed(0)
    if name in waves:
        kind, config = waves[name]
        model, extractor = kind(config), transformers.Wav2Vec2FeatureExtractor(do_normalize=True, return_attention_mask=True)
    else:
        config = transformers.WhisperConfig(**mels[name], decoder_layers=1, decoder_attention_heads=8, decoder_ffn_dim=2048,
                                            vocab_size=2000, pad_token_id=0, bos_token_id=1, eos_token_id=2,
                                            decoder_start_token_id=1, suppress_tokens=None, begin_suppress_tokens=None)
        model = transformers.WhisperForConditionalGeneration(config)
        extractor = transformers.WhisperFeatureExtractor(feature_size=config.num_mel_bins)
    model.save_pretrained(folder / name, max_shard_size="50GB")
    extractor.save_pretrained(folder / name)

speech, rate = soundfile.read(pathlib.Path(__file__).parent.parent / "samples/sense_and_sensibility.flac", dtype="float32")


def cut(place, number, start_s, length_s):
    place.mkdir(parents=True, exist_ok=True)
    soundfile.write(place / f"{number:03}.wav", numpy.roll(speech, -int(start_s * rate))[: int(length_s * rate)], rate)


for number in range(8):
    cut(folder / "short", number, 3 * number, 5)
draw, total, number = random.Random(1), 0.0, 0
while total < 300:
    length = draw.uniform(1, 10)
    cut(folder / "mixed", number, draw.uniform(0, 24), length)
    total, number = total + length, number + 1
