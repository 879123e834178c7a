#!/usr/bin/env python3
"""Makes estimator_golden.txt: small networks of each pooling, and what PyTorch says of utterances of different lengths.

Run with PyTorch 2: python3 tests/estimator/make_estimator_golden.py
"""
import pathlib
import sys

import torch

folder = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(folder.parent))
import golden_tensors  # noqa: E402

DIM, KERNEL, CHANNELS, LAYERS, UNITS, EMBEDDING = 6, 5, 10, 2, 19, 7


class Network(torch.nn.Module):
    def __init__(self, pooling, dimensions, categories):
        super().__init__()
        self.pooling = pooling
        self.convolution = torch.nn.Conv1d(DIM, CHANNELS, KERNEL, padding=KERNEL // 2)
        self.gru = torch.nn.GRU(CHANNELS, UNITS, LAYERS, batch_first=True)
        self.embedding = torch.nn.Linear(UNITS * (2 if pooling == "statistics" else 1), EMBEDDING)
        if dimensions:
            self.dimensions = torch.nn.Linear(EMBEDDING, dimensions)
        if categories:
            self.categories = torch.nn.Linear(EMBEDDING, categories)

    def forward(self, frames):
        convolved = torch.relu(self.convolution(frames.T[None]))
        states = self.gru(convolved.transpose(1, 2))[0][0]
        if self.pooling == "last":
            pooled = states[-1]
        elif self.pooling == "mean":
            pooled = states.mean(0)
        else:
            mean = states.mean(0)
            variance = ((states**2).mean(0) - mean**2).clamp(min=0)
            pooled = torch.cat([mean, torch.sqrt(variance + 1e-5)])
        result = {"embedding": torch.tanh(self.embedding(pooled))}
        if hasattr(self, "dimensions"):
            result["dimensions"] = self.dimensions(result["embedding"])
        if hasattr(self, "categories"):
            result["categories"] = torch.softmax(self.categories(result["embedding"]), 0)
        return result


torch.manual_seed(5)
lengths = [7, 1, 30, 2, 41, 7]
utterances = [torch.randn(length, DIM) * 2 for length in lengths]
tensors = {f"utterance.{i}": utterance for i, utterance in enumerate(utterances)}
for pooling, dimensions, categories in [("mean", 3, 4), ("last", 2, 0), ("statistics", 0, 5)]:
    network = Network(pooling, dimensions, categories)
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.mul_(2)
    for name, parameter in network.named_parameters():
        tensors[f"{pooling}.weight.{name}"] = parameter
    network = network.double()
    for i, utterance in enumerate(utterances):
        for name, values in network(utterance.double()).items():
            tensors[f"{pooling}.result.{i}.{name}"] = values
golden_tensors.write(folder / "estimator_golden.txt", tensors)
