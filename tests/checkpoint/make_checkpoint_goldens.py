#!/usr/bin/env python3
"""Make small checkpoints with PyTorch and safetensors, for the readers' tests.

    python3 tests/checkpoint/make_checkpoint_goldens.py        (torch 2.15.0, safetensors 0.8.0, numpy)

golden/NAME.bin: what torch.save() wrote; golden/NAME.safetensors: the same tensors, contiguous, by safetensors.
golden/sharded_*/: one checkpoint in two files with an index.
"""
import collections
import json
import os
import pathlib
import pickle
import shutil
import zipfile

import torch
from safetensors.torch import save_file

golden = pathlib.Path(__file__).parent / "golden"
shutil.rmtree(golden, ignore_errors=True)
golden.mkdir()
torch.manual_seed(1)

plain = {
    "f32": torch.randn(3, 4), "f16": torch.randn(5).half(), "bf16": torch.randn(2, 2).bfloat16(), "f64": torch.randn(3).double(),
    "i64": torch.arange(4), "i32": torch.arange(4, dtype=torch.int32), "u8": torch.arange(4, dtype=torch.uint8),
    "bool": torch.tensor([True, False]), "scalar": torch.tensor(2.5), "empty": torch.zeros(0, 3),
}
shared = torch.arange(24, dtype=torch.float32)
views = collections.OrderedDict(
    whole=shared, middle=shared[5:11], matrix=shared.view(4, 6), transposed=shared.view(4, 6).t(),
    columns=shared.view(4, 6)[:, 1:3], repeated=torch.ones(1).expand(1), parameter=torch.nn.Parameter(torch.randn(2, 3)))
module = torch.nn.Sequential(torch.nn.Linear(3, 2), torch.nn.LayerNorm(2)).state_dict()  # with its _metadata
nested = {"epoch": 3, "loss": 0.25, "note": "text", "state_dict": module, "optimizer": {"lr": 1e-3, "betas": (0.9, 0.999)}}

for name, content in {"plain": plain, "views": views, "module": module, "nested": nested}.items():
    torch.save(content, golden / f"{name}.bin")
    tensors = content.get("state_dict", content)
    save_file({k: v.detach().contiguous().clone() for k, v in tensors.items()}, golden / f"{name}.safetensors")
storage = torch.zeros(1000)  # each view is a copy where it is brought into order: many times what the file holds
torch.save({str(i): storage.view(10, 100).t() for i in range(40)}, golden / "many_views.bin")
torch.save(plain, golden / "protocol4.bin", pickle_protocol=4)
torch.save(plain, golden / "legacy.bin", _use_new_zipfile_serialization=False)

for kind in ("safetensors", "bin"):
    folder = golden / f"sharded_{kind}"
    folder.mkdir()
    stem = "model" if kind == "safetensors" else "pytorch_model"
    weight_map = {}
    for number, names in enumerate((("f32", "f16"), ("i64", "scalar")), 1):
        file = f"{stem}-{number:05}-of-00002.{kind}"
        part = {name: plain[name] for name in names}
        save_file(part, folder / file) if kind == "safetensors" else torch.save(part, folder / file)
        weight_map.update({name: file for name in names})
    (folder / f"{stem}.{kind}.index.json").write_text(json.dumps({"metadata": {"total_size": 1}, "weight_map": weight_map}))


class Call:
    def __init__(self, function, *arguments):
        self.function, self.arguments = function, arguments

    def __reduce__(self):
        return self.function, self.arguments


def archive(name, program):
    with zipfile.ZipFile(golden / name, "w", zipfile.ZIP_STORED) as out:
        out.writestr("archive/data.pkl", program)
        out.writestr("archive/byteorder", "little")


# Programs that a reader must not run.
archive("malicious_system.bin", pickle.dumps({"w": Call(os.system, "touch /tmp/affectus-was-here")}, 2))
archive("malicious_eval.bin", pickle.dumps({"w": Call(eval, "1 + 1")}, 2))
archive("malicious_getattr.bin", pickle.dumps({"w": Call(getattr, "text", "upper")}, 2))
bomb = []
for _ in range(100):
    bomb = [bomb, bomb]
archive("nested_lists.bin", pickle.dumps({"w": bomb}, 2))
with zipfile.ZipFile(golden / "compressed.bin", "w", zipfile.ZIP_DEFLATED) as out:
    out.writestr("archive/data.pkl", pickle.dumps({}, 2) + b"\0" * 1000)
