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


class VoxProfile(torch.nn.Module):
    """After the description of Feng et al., Vox-Profile, 2025; loralib's layers by hand (W + B A / rank)."""

    def __init__(self, backbone, size, states, outputs, rank):
        super().__init__()
        self.backbone_model = backbone
        self.weights = torch.nn.Parameter(torch.randn(states))
        hidden = 10
        layers = [torch.nn.Conv1d(size, hidden, 1), torch.nn.ReLU(), torch.nn.Dropout(), torch.nn.Conv1d(hidden, hidden, 1),
                  torch.nn.ReLU(), torch.nn.Dropout(), torch.nn.Conv1d(hidden, hidden, 1)]
        self.model_seq = torch.nn.Sequential(*layers)
        self.names = outputs
        for name, count in outputs.items():
            setattr(self, name, torch.nn.Sequential(torch.nn.Linear(hidden, hidden), torch.nn.ReLU(),
                                                    torch.nn.Linear(hidden, count)))
        self.rank = rank

    def adapted(self):
        """The state with LoRA's matrices beside the weights, which are set to the sum."""
        tensors = {name: value.clone() for name, value in self.state_dict().items()}
        for name, value in list(tensors.items()):
            last = "encoder.layers.1." in name and name.endswith(".weight")  # above N/2 of two layers
            if not last or not any(part in name for part in ("_dense.", "fc1.", "fc2.")) or "decoder" in name:
                continue
            a, b = torch.randn(self.rank, value.shape[1]), torch.randn(value.shape[0], self.rank)
            tensors[name.replace(".weight", ".lora_A")], tensors[name.replace(".weight", ".lora_B")] = a, b
            self.get_parameter(name).data += b @ a / self.rank
        return tensors

    def scores(self, x, names):
        pooled = self.model_seq(x.transpose(1, 2)).mean(dim=2)
        return torch.cat([getattr(self, name)(pooled) for name in names], dim=1)


three = {"arousal_layer": 1, "valence_layer": 1, "dominance_layer": 1, "gender_layer": 2}
nine = {"emotion_layer": 9, "detailed_out_layer": 17}
raw = torch.tensor(speech)[None]
for name, pretrain, options, outputs, first in (
        ("vox_wavlm_dimensions", "wavlm_large", {**layer, "conv_bias": False}, three, True),
        ("vox_wavlm_categories", "wavlm", group, nine, False)):
    torch.manual_seed(30)
    config = transformers.WavLMConfig(**{**small, **options})
    count = config.num_hidden_layers + (1 if first else 0)
    model = VoxProfile(transformers.WavLMModel(config), config.hidden_size, count, outputs, 3).eval()
    randomize(model.backbone_model)
    tensors = model.adapted()
    with torch.no_grad():
        output = model.backbone_model(values if pretrain == "wavlm_large" else raw, output_hidden_states=True)
        states = torch.stack([*output.hidden_states[:-1], output.last_hidden_state])[0 if first else 1 :]
        x = (states * torch.softmax(model.weights, 0).view(-1, 1, 1, 1)).sum(dim=0)
        heads = [head for head in outputs if head not in ("gender_layer", "detailed_out_layer")]
        scores = model.scores(x, heads)
        if outputs is three:
            scores = torch.sigmoid(scores)
    save(name, {"pretrain_model": pretrain, "hidden_dim": 10, "finetune_method": "lora", "lora_rank": 3,
                "use_conv_output": first, "output_class_num": 9}, tensors, None, scores)
    config.save_pretrained(golden / name / "ssl")
    (golden / name / "ssl/config.json").rename(golden / name / "ssl_config.json")
    (golden / name / "ssl").rmdir()

torch.manual_seed(40)
config = transformers.WhisperConfig(
    d_model=16, encoder_layers=2, encoder_attention_heads=2, encoder_ffn_dim=24, num_mel_bins=80, max_source_positions=100,
    decoder_layers=1, decoder_attention_heads=2, decoder_ffn_dim=24, vocab_size=8, pad_token_id=0, bos_token_id=1, eos_token_id=2,
    decoder_start_token_id=1)
model = VoxProfile(transformers.WhisperModel(config), 16, 3, three, 3).eval()
randomize(model.backbone_model)
tensors = model.adapted()
tensors["embed_positions"] = torch.cat([tensors["backbone_model.encoder.embed_positions.weight"], torch.randn(100, 16)])
tensors["backbone_model.encoder.embed_positions.weight"] = torch.randn(200, 16)  # not used
with torch.no_grad():
    scores = torch.sigmoid(model.scores(model.backbone_model.encoder(features).last_hidden_state, list(three)[:3]))
save("vox_whisper_dimensions", {"pretrain_model": "whisper_large", "hidden_dim": 10, "finetune_method": "lora", "lora_rank": 3},
     tensors, None, scores)
folder = golden / "vox_whisper_dimensions"
config.save_pretrained(folder / "ssl")
(folder / "ssl/config.json").rename(folder / "ssl_config.json")
(folder / "ssl").rmdir()
