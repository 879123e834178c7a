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
is_whisper = transformers.AutoConfig.from_pretrained(folder).model_type == "whisper"
key = "input_features" if is_whisper else "input_values"
values = [extractor(r, sampling_rate=16000, return_tensors="np")[key].astype("float32") for r in recordings]


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
if is_whisper:
    model = model.encoder
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
        if not is_whisper:
            report(f"transformers, batches of 4, {count} threads", loaded, times(lambda: padded_batches(4)), [])
if wanted("torch8"):
    torch.set_num_threads(threads)
    report("transformers, padded batches of 8 with mask", loaded, times(lambda: padded_batches(8)), [])


if peers & {"cuda", "cuda_bfloat16"}:
    model.to("cuda")
    for is_lower in sorted({"cuda_bfloat16" in peers and name == "cuda_bfloat16" for name in peers}):
        def on_gpu(batch):
            with torch.inference_mode(), torch.autocast("cuda", torch.bfloat16, enabled=is_lower):
                if is_whisper:
                    return model(torch.cat(batch).to("cuda")).last_hidden_state.float().cpu()
                longest = max(one.shape[1] for one in batch)
                mask = torch.stack([torch.arange(longest) < one.shape[1] for one in batch]).long()
                padded = torch.cat([torch.nn.functional.pad(one, (0, longest - one.shape[1])) for one in batch])
                return model(padded.to("cuda"), attention_mask=mask.to("cuda")).last_hidden_state.float().cpu()

        def in_batches(size):
            order = sorted(tensors, key=lambda one: one.shape[-1])
            for start in range(0, len(order), size):
                on_gpu(order[start : start + size])

        precision = "bfloat16" if is_lower else "float32"
        report(f"transformers on cuda, {precision}, one by one", loaded, times(lambda: in_batches(1)), times(lambda: on_gpu(tensors[:1])))
        report(f"transformers on cuda, {precision}, batches of 16 by length", loaded, times(lambda: in_batches(16)), [])
    sys.exit()


def parallel(work):
    with concurrent.futures.ThreadPoolExecutor(threads) as pool:
        list(pool.map(work, values))


if wanted("product"):  # the machine's own matrix product, as a yardstick
    torch.set_num_threads(threads)
    a, b = torch.randn(2048, 2048), torch.randn(2048, 2048)
    best = min(times(lambda: torch.mm(a, b)))
    print(json.dumps({"product_gflops": 2 * 2048**3 / best / 1e9}), flush=True)

if wanted("ctranslate2"):
    import ctranslate2

    with tempfile.TemporaryDirectory() as scratch:
        loader = ctranslate2.converters.transformers.WhisperLoader()
        whole = transformers.WhisperForConditionalGeneration.from_pretrained(folder)
        spec = loader.get_model_spec(whole)
        tokens = [f"t{i}" for i in range(whole.config.vocab_size - 4)]
        spec.register_vocabulary(tokens + ["<|startoftranscript|>", "<|nospeech|>", "<|notimestamps|>", "<|endoftext|>"])
        spec.validate()
        spec.optimize()
        spec.save(scratch)
        features = [ctranslate2.StorageView.from_array(v) for v in values]
        for workers, count in sorted({(1, threads), (threads, 1)}):
            begin = time.perf_counter()
            run = ctranslate2.models.Whisper(scratch, inter_threads=workers, intra_threads=count, compute_type="float32")
            start_s = time.perf_counter() - begin

            def encode(feature):
                return numpy.asarray(run.encode(feature, to_cpu=True))

            def all_of_them():
                with concurrent.futures.ThreadPoolExecutor(workers) as pool:
                    list(pool.map(encode, features))

            report(f"CTranslate2, {workers} x {count} thread(s)", start_s, times(all_of_them),
                   times(lambda: encode(features[0])) if workers == 1 else [])

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
