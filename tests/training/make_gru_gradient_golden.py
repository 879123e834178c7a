#!/usr/bin/env python3
"""Makes gru_gradient_golden.txt: gradients of a GRU layer by PyTorch's autograd, in double precision.

Run with PyTorch 2: python3 tests/training/make_gru_gradient_golden.py
"""
import pathlib
import sys

import torch

folder = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(folder.parent))
import golden_tensors  # noqa: E402

torch.manual_seed(3)
lengths = [6, 6, 5, 3, 3, 1]
input_dim, units = 5, 19
gru = torch.nn.GRU(input_dim, units, batch_first=True).double()
with torch.no_grad():  # the values that are written are the values that are used
    for parameter in gru.parameters():
        parameter.copy_(parameter.float() * 2)
sequences = torch.randn(len(lengths), max(lengths), input_dim).double()
packed = torch.nn.utils.rnn.pack_padded_sequence(sequences, lengths, batch_first=True)
data = packed.data.clone().requires_grad_()
output, _ = gru(torch.nn.utils.rnn.PackedSequence(data, packed.batch_sizes))
output_gradient = torch.randn(output.data.shape).double()
output.data.backward(output_gradient)

tensors = {"active": packed.batch_sizes, "input": data, "output": output.data, "output_gradient": output_gradient}
tensors |= {f"weight.{name}": parameter for name, parameter in gru.named_parameters()}
tensors |= {f"gradient.{name}": parameter.grad for name, parameter in gru.named_parameters()}
tensors["gradient.input"] = data.grad
golden_tensors.write(folder / "gru_gradient_golden.txt", tensors)
