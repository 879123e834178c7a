#!/usr/bin/env python3
"""Make tiny emotion checkpoints with random weights and what their published definitions say of real speech.

    python3 tests/encoders/make_emotion_goldens.py        (torch 2.15.0, transformers 5.23.0, safetensors 0.8.0)

Each folder of golden_emotion/ is a checkpoint and scores.json: what the network gives, before any softmax. The classes below
that transformers does not have follow the model cards of audeering/wav2vec2-large-robust-12-ft-emotion-msp-dim and
3loi/SER-Odyssey-Baseline-WavLM-Multi-Attributes. transformers 5 leaves the final norm of stable-layer-norm encoders out of
the hidden states that the weighted sum takes, against which checkpoints were trained in version 4: it is put back.
"""
import json
import pathlib
import shutil

import torch
import transformers
from safetensors.torch import save_file

from make_encoder_goldens import group, layer, randomize, small, speech

golden = pathlib.Path(__file__).parent / "golden_emotion"
shutil.rmtree(golden, ignore_errors=True)
dimensions = {"id2label": {0: "arousal", 1: "dominance", 2: "valence"}}
categories = {"id2label": {0: "Angry", 1: "Sad", 2: "Happy", 3: "Neutral"}}


def save(name, config, tensors, extractor, scores, **more):
    folder = golden / name
    folder.mkdir(parents=True)
    (folder / "config.json").write_text(json.dumps({**config, **more}, indent=1))
    if extractor is not None:
        extractor.save_pretrained(folder)
    save_file({k: v.contiguous() for k, v in tensors.items()}, folder / "model.safetensors")
    (folder / "scores.json").write_text(json.dumps([float(v) for v in scores[0]]))


extractor = transformers.Wav2Vec2FeatureExtractor(do_normalize=True)
values = extractor(speech, sampling_rate=16000, return_tensors="pt").input_values


def weighted(model, encoder, values):
    """Logits with the encoder's own last output as the last hidden state."""
    output = encoder(values, output_hidden_states=True)
    states = torch.stack([*output.hidden_states[:-1], output.last_hidden_state], dim=1)
    hidden = (states * torch.softmax(model.layer_weights, -1).view(-1, 1, 1)).sum(dim=1)
    return model.classifier(model.projector(hidden).mean(dim=1))


for number, (name, family, options, weigh) in enumerate([
        ("hubert_weighted", "Hubert", group, True), ("wav2vec2_last", "Wav2Vec2", layer, False),
        ("wavlm_weighted", "WavLM", {**layer, "conv_bias": False}, True), ("data2vec_last", "Data2VecAudio",
        {"num_conv_pos_embeddings": 2, "conv_pos_kernel_size": 5, "conv_bias": False}, False)]):
    torch.manual_seed(number)
    config = getattr(transformers, family + "Config")(
        **{**small, **options}, use_weighted_layer_sum=weigh, classifier_proj_size=12, **categories,
        architectures=[family + "ForSequenceClassification"])
    model = getattr(transformers, family + "ForSequenceClassification")(config).eval()
    randomize(model)
    if weigh:
        model.layer_weights.data.normal_()
    encoder = getattr(model, model.base_model_prefix)
    with torch.no_grad():
        scores = weighted(model, encoder, values) if weigh else model(values).logits
    save(name, config.to_dict(), model.state_dict(), extractor, scores)

torch.manual_seed(10)
config = transformers.WhisperConfig(
    d_model=16, encoder_layers=2, encoder_attention_heads=2, encoder_ffn_dim=24, num_mel_bins=80, max_source_positions=100,
    decoder_layers=1, decoder_attention_heads=2, decoder_ffn_dim=24, use_weighted_layer_sum=True, classifier_proj_size=12,
    architectures=["WhisperForAudioClassification"], **categories)
model = transformers.WhisperForAudioClassification(config).eval()
randomize(model)
model.layer_weights.data.normal_()
whisper_extractor = transformers.WhisperFeatureExtractor(chunk_length=2)
features = whisper_extractor(speech, sampling_rate=16000, return_tensors="pt").input_features
with torch.no_grad():
    scores = weighted(model, model.encoder, features)
save("whisper_weighted", config.to_dict(), model.state_dict(), whisper_extractor, scores)


class Head(torch.nn.Module):
    def __init__(self, size, outputs):
        super().__init__()
        self.dense = torch.nn.Linear(size, size)
        self.out_proj = torch.nn.Linear(size, outputs)

    def forward(self, x):
        return self.out_proj(torch.tanh(self.dense(x)))


class DenseModel(torch.nn.Module):
    def __init__(self, config, outputs):
        super().__init__()
        self.wav2vec2 = transformers.Wav2Vec2Model(config)
        self.classifier = Head(config.hidden_size, outputs)

    def forward(self, values):
        return self.classifier(self.wav2vec2(values).last_hidden_state.mean(dim=1))


for name, labels, problem in (("dense_dimensions", dimensions, {"problem_type": "regression"}),
                              ("dense_categories", categories, {"pooling_mode": "mean"})):
    torch.manual_seed(20)
    config = transformers.Wav2Vec2Config(**{**small, **layer}, **labels, architectures=["Wav2Vec2ForSpeechClassification"])
    model = DenseModel(config, len(labels["id2label"])).eval()
    randomize(model)
    with torch.no_grad():
        scores = model(values)
    save(name, config.to_dict(), model.state_dict(), extractor, scores, **problem)


class AttentiveStatistics(torch.nn.Module):
    def __init__(self, size):
        super().__init__()
        self.sap_linear = torch.nn.Linear(size, size)
        self.attention = torch.nn.Parameter(torch.randn(size, 1))

    def forward(self, x):
        share = torch.softmax(torch.tanh(self.sap_linear(x)) @ self.attention, dim=1)
        mean = (x * share).sum(dim=1)
        deviation = torch.sqrt(((x**2 * share).sum(dim=1) - mean**2).clamp(min=1e-5))
        return torch.cat((mean, deviation), 1)


class Regression(torch.nn.Module):
    def __init__(self, size, hidden, layers, outputs):
        super().__init__()
        sizes = [size] + [hidden] * layers
        self.fc = torch.nn.ModuleList(torch.nn.Sequential(torch.nn.Linear(a, b), torch.nn.LayerNorm(b), torch.nn.ReLU())
                                      for a, b in zip(sizes, sizes[1:]))
        self.out = torch.nn.Sequential(torch.nn.Linear(hidden, outputs))

    def forward(self, x):
        for block in self.fc:
            x = block(x)
        return self.out(x)


class AttentiveModel(torch.nn.Module):
    def __init__(self, config, hidden, layers, outputs):
        super().__init__()
        self.ssl_model = transformers.WavLMModel(config)
        self.pool_model = AttentiveStatistics(config.hidden_size)
        self.ser_model = Regression(2 * config.hidden_size, hidden, layers, outputs)

    def forward(self, values):
        return self.ser_model(self.pool_model(self.ssl_model(values).last_hidden_state))


mean, deviation = -8.278621631819787e-05, 0.08485510250851999
for name, labels, layers in (("attentive_dimensions", dimensions, 1), ("attentive_categories", categories, 2)):
    torch.manual_seed(30)
    config = transformers.WavLMConfig(**{**small, **layer, "conv_bias": False})
    model = AttentiveModel(config, 20, layers, len(labels["id2label"])).eval()
    randomize(model)
    with torch.no_grad():
        scores = model(torch.tensor((speech - mean) / (deviation + 1e-6))[None].float())
    save(name, {"model_type": "ser", "ssl_type": "somebody/tiny-wavlm", "num_classes": len(labels["id2label"]),
                "classifier_hidden_layers": layers, "hidden_size": 20, "maxlen": 192000, "sampling_rate": 16000, "mean": mean,
                "std": deviation, **labels}, model.state_dict(), None, scores)
    (golden / name / "ssl_config.json").write_text(config.to_json_string())
