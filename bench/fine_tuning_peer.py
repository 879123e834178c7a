#!/usr/bin/env python3
"""The step of fine_tuning_step.cc in transformers with peft.

    python3 bench/fine_tuning_peer.py ENCODER_FOLDER THREADS STEPS [--part whole|layers] [--train lora|top|all] [--layers N]
        [--bfloat16] [--device DEVICE] [--utterances N] [--seconds S]                     (torch, transformers, peft)

whole: from samples or log-mel on, as the libraries do it; layers: given the input of the first layer that learns, as
fine_tuning_step.cc. Whisper sees as much as well, for which its number of positions is lowered. Prints the medians of a step's
time and of its processor time (of all threads), and the most memory that was used, of the process or of the GPU.
"""
import argparse
import resource
import statistics
import time

import peft
import torch
import transformers

parser = argparse.ArgumentParser()
parser.add_argument("folder")
parser.add_argument("threads", type=int)
parser.add_argument("steps", type=int)
parser.add_argument("--part", choices=["whole", "layers"], default="whole")
parser.add_argument("--train", choices=["lora", "top", "all"], default="lora")
parser.add_argument("--layers", type=int, default=0, help="the last that learn; 0: all")
parser.add_argument("--bfloat16", action="store_true")
parser.add_argument("--device", default="cpu")
parser.add_argument("--utterances", type=int, default=8)
parser.add_argument("--seconds", type=float, default=5)
arguments = parser.parse_args()
folder, threads, steps, part = arguments.folder, arguments.threads, arguments.steps, arguments.part
utterances, seconds, device = arguments.utterances, arguments.seconds, arguments.device
torch.set_num_threads(threads)
torch.manual_seed(1)
config = transformers.AutoConfig.from_pretrained(folder)
is_whisper = config.model_type == "whisper"
if is_whisper:
    config.max_source_positions = int(50 * seconds)
    config.architectures = None
    model = transformers.models.whisper.modeling_whisper.WhisperEncoder(config)
else:
    model = transformers.AutoModel.from_pretrained(folder)
encoder = model
first = 0
if arguments.layers:
    first = len(encoder.layers if is_whisper else encoder.encoder.layers) - arguments.layers
if arguments.train == "lora":
    learning = list(range(first, config.num_hidden_layers)) if first else None
    model = peft.get_peft_model(model, peft.LoraConfig(r=8, lora_alpha=16, target_modules=["q_proj", "v_proj"],
                                                       layers_to_transform=learning))
    encoder = model.base_model.model
else:
    encoder.requires_grad_(False)
    top = encoder.layers if is_whisper else encoder.encoder.layers
    for layer in top[first:]:
        layer.requires_grad_(True)
model.to(device)
model.train()
for module in encoder.modules():  # as in fine_tuning_step.cc: no dropout, no layer drop, no masks
    if isinstance(module, torch.nn.Dropout):
        module.p = 0
config.apply_spec_augment = False
config.layerdrop = encoder.layerdrop = 0.0
for name in ("dropout", "attention_dropout", "activation_dropout", "hidden_dropout"):
    for module in encoder.modules():
        if isinstance(getattr(module, name, None), float):
            setattr(module, name, 0.0)
head = torch.nn.Linear(config.hidden_size, 3).to(device)
optimizer = torch.optim.Adam([p for p in [*model.parameters(), *head.parameters()] if p.requires_grad], lr=1e-4)
if part == "whole":
    inputs = (torch.randn(utterances, config.num_mel_bins, int(100 * seconds)) if is_whisper
              else torch.randn(utterances, int(16000 * seconds))).to(device)
    forward = lambda: encoder(inputs).last_hidden_state  # noqa: E731
else:
    hidden = torch.randn(utterances, int(50 * seconds) - (0 if is_whisper else 1), config.hidden_size)
    hidden = hidden.to(device).requires_grad_(arguments.train == "all")
    layers = encoder.layers if is_whisper else encoder.encoder.layers
    is_wavlm, bias = config.model_type == "wavlm", None
    if is_wavlm and first > 0:  # the first layer makes it for all
        with torch.no_grad():
            bias = layers[0](hidden, None)[1]

    def forward():
        state, own_bias = hidden, bias
        for layer in layers[first:]:
            if is_wavlm:
                state, own_bias = layer(state, None, own_bias)[:2]
                continue
            state = layer(state, None)
            state = state[0] if isinstance(state, tuple) else state
        return state


targets = torch.randn(utterances, 3).to(device)


def concordance(x, y):
    return 2 * ((x - x.mean()) * (y - y.mean())).mean() / (x.var(False) + y.var(False) + (x.mean() - y.mean()) ** 2)


times, processor_times = [], []
for step in range(steps + 1):
    start, processor_start = time.perf_counter(), time.process_time()
    with torch.autocast(torch.device(device).type, torch.bfloat16, enabled=arguments.bfloat16):
        state = forward()
    output = head(state.float().mean(1))
    loss = 1 - sum(concordance(output[:, i], targets[:, i]) for i in range(3)) / 3
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    if device != "cpu":
        torch.cuda.synchronize()
    times.append(time.perf_counter() - start)
    processor_times.append(time.process_time() - processor_start)
if device == "cpu":
    peak = 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
else:
    peak = torch.cuda.max_memory_allocated() / 1e6
what = arguments.train + (f" {arguments.layers}" if arguments.layers else "") + (" bfloat16" if arguments.bfloat16 else "")
print(f"transformers with peft on PyTorch {torch.__version__}, {folder}, {device}, {what}, {part}, {utterances} x {seconds:g} s, "
      f"{threads} threads: {statistics.median(times[1:]):.3f} s a step, {statistics.median(processor_times[1:]):.3f} s of "
      f"processor time, peak memory {peak:.0f} MB")
