#!/usr/bin/env python3
"""The step of fine_tuning_step.cc in transformers with peft.

    python3 bench/fine_tuning_peer.py ENCODER_FOLDER THREADS STEPS [whole|layers]        (torch, transformers, peft)

whole: from samples or log-mel on, as the libraries do it; layers: given the input of the first layer, as fine_tuning_step.cc.
Whisper sees 5 s as well, for which its number of positions is lowered. Prints the medians of a step's time and of its
processor time (of all threads), and the process's peak memory.
"""
import resource
import statistics
import sys
import time

import peft
import torch
import transformers

folder, threads, steps = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
part = sys.argv[4] if len(sys.argv) > 4 else "whole"
utterances, seconds = 8, 5
torch.set_num_threads(threads)
torch.manual_seed(1)
config = transformers.AutoConfig.from_pretrained(folder)
is_whisper = config.model_type == "whisper"
if is_whisper:
    config.max_source_positions = 50 * seconds
    config.architectures = None
    model = transformers.models.whisper.modeling_whisper.WhisperEncoder(config)
else:
    model = transformers.AutoModel.from_pretrained(folder)
model = peft.get_peft_model(model, peft.LoraConfig(r=8, lora_alpha=16, target_modules=["q_proj", "v_proj"]))
model.train()
encoder = model.base_model.model
for module in encoder.modules():  # as in fine_tuning_step.cc: no dropout, no layer drop, no masks
    if isinstance(module, torch.nn.Dropout):
        module.p = 0
config.apply_spec_augment = False
config.layerdrop = encoder.layerdrop = 0.0
for name in ("dropout", "attention_dropout", "activation_dropout", "hidden_dropout"):
    for module in encoder.modules():
        if isinstance(getattr(module, name, None), float):
            setattr(module, name, 0.0)
head = torch.nn.Linear(config.hidden_size, 3)
optimizer = torch.optim.Adam([p for p in [*model.parameters(), *head.parameters()] if p.requires_grad], lr=1e-4)
if part == "whole":
    inputs = torch.randn(utterances, 80, 100 * seconds) if is_whisper else torch.randn(utterances, 16000 * seconds)
    forward = lambda: encoder(inputs).last_hidden_state  # noqa: E731
else:
    hidden = torch.randn(utterances, 50 * seconds - (0 if is_whisper else 1), config.hidden_size)

    def forward():
        layers = encoder.layers if is_whisper else encoder.encoder.layers
        state = hidden
        for layer in layers:
            state = layer(state, None)
            state = state[0] if isinstance(state, tuple) else state
        return state


targets = torch.randn(utterances, 3)


def concordance(x, y):
    return 2 * ((x - x.mean()) * (y - y.mean())).mean() / (x.var(False) + y.var(False) + (x.mean() - y.mean()) ** 2)


times, processor_times = [], []
for step in range(steps + 1):
    start, processor_start = time.perf_counter(), time.process_time()
    output = head(forward().mean(1))
    loss = 1 - sum(concordance(output[:, i], targets[:, i]) for i in range(3)) / 3
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    times.append(time.perf_counter() - start)
    processor_times.append(time.process_time() - processor_start)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(f"transformers with peft on PyTorch {torch.__version__}, {folder}, {part}, {threads} threads: "
      f"{statistics.median(times[1:]):.2f} s a step, {statistics.median(processor_times[1:]):.2f} s of processor time, peak memory {peak:.0f} MB")
