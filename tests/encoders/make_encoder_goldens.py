#!/usr/bin/env python3
"""Make tiny encoders with random weights and what transformers says of real speech, for encoder_test.cc.

    python3 tests/encoders/make_encoder_goldens.py        (torch 2.15.0, transformers 5.23.0, safetensors 0.8.0)

Each folder of golden/ is a checkpoint as transformers saves it (config.json, preprocessor_config.json, model.safetensors) and
states.safetensors: [layers + 1, frames, channels], where 0 is the input of the first layer and the last the encoder's
last_hidden_state. The speech is one second of samples/sense_and_sensibility.flac from the fifth second on.
"""
import json
import pathlib
import shutil

import soundfile
import torch
import transformers
from safetensors.torch import save_file

here = pathlib.Path(__file__).parent
samples, rate = soundfile.read(here.parent.parent / "samples/sense_and_sensibility.flac", dtype="float32")
speech = samples[5 * rate : 6 * rate]

small = dict(
    hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=24, conv_dim=(8,) * 7,
    num_conv_pos_embeddings=12, num_conv_pos_embedding_groups=4, vocab_size=4, num_codevectors_per_group=4,
    proj_codevector_dim=8, codevector_dim=8)
group = dict(feat_extract_norm="group", conv_bias=False, do_stable_layer_norm=False)
layer = dict(feat_extract_norm="layer", conv_bias=True, do_stable_layer_norm=True)

# name: (configuration, model, options, samples normalised, weight norm under its old names)
variants = {
    "hubert_group": ("HubertConfig", "HubertModel", group, True, True),
    "hubert_layer": ("HubertConfig", "HubertModel", layer, True, False),
    "hubert_no_projection_norm": ("HubertConfig", "HubertModel", {**group, "feat_proj_layer_norm": False}, True, False),
    "hubert_batch_norm": ("HubertConfig", "HubertModel", {**layer, "conv_pos_batch_norm": True}, True, False),
    "wav2vec2_group": ("Wav2Vec2Config", "Wav2Vec2Model", group, True, False),
    "wav2vec2_layer": ("Wav2Vec2Config", "Wav2Vec2Model", layer, True, True),
    "wav2vec2_odd_kernel": ("Wav2Vec2Config", "Wav2Vec2Model",
                            {**layer, "do_stable_layer_norm": False, "num_conv_pos_embeddings": 7}, False, False),
    "wavlm_group": ("WavLMConfig", "WavLMModel", {**group, "num_buckets": 32, "max_bucket_distance": 20}, False, True),
    "wavlm_layer": ("WavLMConfig", "WavLMModel",
                    {**layer, "conv_bias": False, "num_buckets": 32, "max_bucket_distance": 80}, True, False),
    "data2vec": ("Data2VecAudioConfig", "Data2VecAudioModel",
                 {"num_conv_pos_embeddings": 2, "conv_pos_kernel_size": 5, "conv_bias": False}, True, False),
}


def randomize(model):
    """Initial weights leave gains at 1, shifts at 0 and some tables empty: nothing would tell them apart."""
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if name.endswith("bias") or "norm" in name:
                parameter.add_(0.3 * torch.randn_like(parameter))
            elif "original0" in name or "gru_rel_pos_const" in name:
                parameter.mul_(1 + 0.3 * torch.rand_like(parameter))
            elif "rel_attn_embed" in name or "gru_rel_pos" in name:
                parameter.copy_(torch.randn_like(parameter))
            elif parameter.dim() > 1:
                parameter.mul_(3)
        for name, buffer in model.named_buffers():
            if name.endswith("running_mean"):
                buffer.normal_()
            if name.endswith("running_var"):
                buffer.uniform_(0.5, 2)


def states_of(output):
    return torch.stack([*output.hidden_states[:-1], output.last_hidden_state])[:, 0]


def save(folder, model, extractor, states, old_names=False):
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    model.config.save_pretrained(folder)
    extractor.save_pretrained(folder)
    tensors = {}
    for name, value in model.state_dict().items():
        if old_names:
            name = name.replace("parametrizations.weight.original0", "weight_g")
            name = name.replace("parametrizations.weight.original1", "weight_v")
        tensors[name] = value.contiguous()
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    save_file({"states": states.contiguous()}, folder / "states.safetensors")


def main():
    for number, (name, (config, model_name, options, normalize, old_names)) in enumerate(variants.items()):
        torch.manual_seed(number)
        configuration = getattr(transformers, config)(**{**small, **options})
        model = getattr(transformers, model_name)(configuration).eval()
        randomize(model)
        extractor = transformers.Wav2Vec2FeatureExtractor(do_normalize=normalize)
        values = extractor(speech, sampling_rate=16000, return_tensors="pt").input_values
        with torch.no_grad():
            states = states_of(model(values, output_hidden_states=True))
        save(here / "golden" / name, model, extractor, states, old_names)

    # Whisper with a window of two seconds; only the frames that the speech fills.
    torch.manual_seed(100)
    configuration = transformers.WhisperConfig(
        d_model=16, encoder_layers=2, encoder_attention_heads=2, encoder_ffn_dim=24, num_mel_bins=80, max_source_positions=100,
        architectures=["WhisperEncoder"])
    from transformers.models.whisper.modeling_whisper import WhisperEncoder  # noqa: E402

    model = WhisperEncoder(configuration).eval()
    randomize(model)
    extractor = transformers.WhisperFeatureExtractor(chunk_length=2)
    features = extractor(speech, sampling_rate=16000, return_tensors="pt").input_features
    with torch.no_grad():
        states = states_of(model(features, output_hidden_states=True))
    save(here / "golden" / "whisper", model, extractor, states[:, : len(speech) // 320])


    # An encoder of somebody else, as ONNX with its description.
    class Other(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.stem = torch.nn.Conv1d(1, 6, 400, stride=320)
            self.layer = torch.nn.Linear(6, 6)

        def forward(self, samples):
            first = torch.relu(self.stem(samples[:, None])).transpose(1, 2)
            return first, torch.tanh(self.layer(first))

    torch.manual_seed(200)
    other, folder = Other().eval(), here / "golden" / "onnx"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    values = torch.from_numpy((speech - speech.mean()) / (speech.var() + 1e-7) ** 0.5)[None]
    torch.onnx.export(other, (values,), folder / "encoder.onnx", input_names=["samples"], output_names=["first", "last"],
                      dynamic_axes={"samples": {1: "samples"}, "first": {1: "frames"}, "last": {1: "frames"}}, dynamo=False)
    (folder / "encoder.json").write_text(json.dumps(
        {"file": "encoder.onnx", "input": "samples", "outputs": ["first", "last"], "dim": 6, "first_frame_samples": 400,
         "hop_samples": 320, "normalize": True}))
    with torch.no_grad():
        save_file({"states": torch.stack(other(values))[:, 0].contiguous()}, folder / "states.safetensors")


if __name__ == "__main__":
    main()
