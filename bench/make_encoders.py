#!/usr/bin/env python3
"""Encoders of full size with random weights, and utterances to run them on.

    python3 bench/make_encoders.py FOLDER        (torch, transformers, soundfile)

FOLDER takes hubert-base/, hubert-large/, whisper-base/ (speed does not depend on what the weights are), short/ (8 utterances of 5 s) and
mixed/ (5 minutes of utterances of 1 to 10 s), both cut from samples/sense_and_sensibility.flac.
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
for name, options in (("hubert-base", {}), ("hubert-large", large)):
    if (folder / name / "model.safetensors").exists():
        continue
    torch.manual_seed(0)
    transformers.HubertModel(transformers.HubertConfig(**options)).save_pretrained(folder / name)
    transformers.Wav2Vec2FeatureExtractor(do_normalize=True, return_attention_mask=True).save_pretrained(folder / name)
if not (folder / "whisper-base" / "model.safetensors").exists():
    torch.manual_seed(0)
    config = transformers.WhisperConfig(d_model=512, encoder_layers=6, encoder_attention_heads=8, encoder_ffn_dim=2048,
                                        decoder_layers=1, decoder_attention_heads=8, decoder_ffn_dim=2048, vocab_size=2000, pad_token_id=0, bos_token_id=1, eos_token_id=2,
                                        decoder_start_token_id=1, suppress_tokens=None, begin_suppress_tokens=None)
    transformers.WhisperForConditionalGeneration(config).save_pretrained(folder / "whisper-base")
    transformers.WhisperFeatureExtractor().save_pretrained(folder / "whisper-base")

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
