#!/usr/bin/env python3
"""The encoders' peers, on the same recordings: transformers on PyTorch, ONNX Runtime, OpenVINO's own conversion, CTranslate2.

    python3 bench/encoder_peers.py FOLDER THREADS REPEATS RECORDING...

Prints a line of JSON a peer: seconds to load, seconds of each repeat over all recordings and over the first alone.
"""
import concurrent.futures
import json
import sys
import tempfile
import time

import numpy
import soundfile
import torch
import transformers

folder, threads, repeats, files = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4:]
peers = set(filter(None, __import__("os").environ.get("PEERS", "").split(",")))
recordings = [soundfile.read(file, dtype="float32")[0] for file in files]
audio_s = sum(map(len, recordings)) / 16000
extractor = transformers.AutoFeatureExtractor.from_pretrained(folder)
values = [extractor(r, sampling_rate=16000, return_tensors="np").input_values.astype("float32") for r in recordings]


def times(work):
    work()
    result = []
    for _ in range(repeats):
        begin = time.perf_counter()
        work()
        result.append(time.perf_counter() - begin)
    return result


def report(name, start_s, all_s, one_s):
    print(json.dumps({"peer": name, "start_s": start_s, "audio_s": audio_s, "all_s": all_s, "one_s": one_s,
                      "one_audio_s": len(recordings[0]) / 16000}), flush=True)


def wanted(name):
    return not peers or name in peers


begin = time.perf_counter()
model = transformers.AutoModel.from_pretrained(folder).eval()
loaded = time.perf_counter() - begin
tensors = [torch.from_numpy(v) for v in values]


@torch.inference_mode()
def single(tensor):
    return model(tensor).last_hidden_state


@torch.inference_mode()
def padded_batches(size):
    for start in range(0, len(recordings), size):
        batch = extractor(recordings[start : start + size], sampling_rate=16000, return_tensors="pt", padding=True,
                          return_attention_mask=True)
        model(batch.input_values, attention_mask=batch.attention_mask)


class LastState(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.model = model

    def forward(self, x):
        return self.model(x).last_hidden_state


if wanted("torch"):
    for count in sorted({1, threads}):
        torch.set_num_threads(count)
        report(f"transformers, one by one, {count} threads", loaded, times(lambda: [single(t) for t in tensors]),
               times(lambda: single(tensors[0])))
        report(f"transformers, batches of 4, {count} threads", loaded, times(lambda: padded_batches(4)), [])
if wanted("torch8"):
    torch.set_num_threads(threads)
    report("transformers, padded batches of 8 with mask", loaded, times(lambda: padded_batches(8)), [])


def parallel(work):
    with concurrent.futures.ThreadPoolExecutor(threads) as pool:
        list(pool.map(work, values))


if wanted("onnx"):
    import onnxruntime

    with tempfile.TemporaryDirectory() as scratch:
        file = f"{scratch}/encoder.onnx"
        with torch.no_grad():
            torch.onnx.export(LastState(), (tensors[0],), file, input_names=["x"], output_names=["y"], dynamo=False,
                              dynamic_axes={"x": {0: "b", 1: "t"}, "y": {0: "b", 1: "f"}}, opset_version=17)

        def session(count):
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = count
            begin = time.perf_counter()
            result = onnxruntime.InferenceSession(file, options, providers=["CPUExecutionProvider"])
            return result, time.perf_counter() - begin

        run, start_s = session(threads)
        report(f"ONNX Runtime, {threads} threads", start_s, times(lambda: [run.run(None, {"x": v}) for v in values]),
               times(lambda: run.run(None, {"x": values[0]})))
        alone, start_s = session(1)
        report(f"ONNX Runtime, {threads} x 1 thread", start_s, times(lambda: parallel(lambda v: alone.run(None, {"x": v}))), [])

if wanted("openvino"):
    import openvino

    converted = openvino.convert_model(LastState().eval(), example_input=tensors[0])
    for streams in sorted({1, threads}):
        begin = time.perf_counter()
        compiled = openvino.Core().compile_model(
            converted, "CPU", {"INFERENCE_PRECISION_HINT": "f32", "NUM_STREAMS": str(streams), "INFERENCE_NUM_THREADS": str(threads)})
        start_s = time.perf_counter() - begin
        requests = [compiled.create_infer_request() for _ in range(streams)]
        queue = openvino.AsyncInferQueue(compiled, streams)

        def work():
            for v in values:
                queue.start_async({0: v})
            queue.wait_all()

        report(f"OpenVINO's conversion, {streams} streams", start_s, times(work),
               times(lambda: requests[0].infer({0: values[0]})) if streams == 1 else [])
