"""The front ends' peers on one thread: microseconds a frame of log mel energies, 40 bins, by kaldi-native-fbank and by a
pipeline of torch operations (strided frames, torch.fft.rfft, matrix product).

    python bench/front_ends_peers.py [AUDIO]

The medians of several runs over a minute of audio: AUDIO, or samples/sense_and_sensibility.flac, repeated. Compare with
bench_front_ends of the same machine and moment.
"""
import math
import pathlib
import statistics
import sys
import time

import kaldi_native_fbank as knf
import numpy as np
import soundfile
import torch


def kaldi(samples):
    options = knf.FbankOptions()
    options.frame_opts.dither = 0
    options.use_energy = False
    options.mel_opts.num_bins = 40
    bank = knf.OnlineFbank(options)
    bank.accept_waveform(16000, samples)
    bank.input_finished()
    return bank.num_frames_ready


def mel_weights():
    mel = lambda hz: 1127 * math.log(1 + hz / 700)
    lines = torch.tensor([mel(k * 16000 / 512) for k in range(257)])
    edges = torch.linspace(mel(20), mel(8000), 42)
    rise = (lines[:, None] - edges[:-2]) / (edges[1] - edges[0])
    return torch.minimum(rise, 2 - rise).clamp(min=0)


weights = mel_weights()
window = torch.hann_window(400, periodic=False) ** 0.85


def torch_fft(samples):
    frames = samples.unfold(0, 400, 160)
    frames = frames - frames.mean(1, keepdim=True)
    frames = torch.cat([frames[:, :1] * 0.03, frames[:, 1:] - 0.97 * frames[:, :-1]], 1) * window
    power = torch.fft.rfft(frames, 512).abs().square()
    return len(torch.log((power @ weights).clamp(min=torch.finfo(torch.float32).eps)))


def microseconds_a_frame(function, samples, runs=11):
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        frames = function(samples)
        times.append((time.perf_counter() - start) / frames * 1e6)
    return statistics.median(times)


torch.set_num_threads(1)
sample = pathlib.Path(__file__).parent.parent / "samples/sense_and_sensibility.flac"
audio, rate = soundfile.read(sys.argv[1] if len(sys.argv) > 1 else sample, dtype="float32")
assert rate == 16000 and audio.ndim == 1, "expected 16 kHz mono"
audio = np.resize(audio, 60 * 16000) * 32768
with torch.inference_mode():
    print(f"kaldi-native-fbank  {microseconds_a_frame(kaldi, audio.tolist()):6.2f} us a frame")
    print(f"torch.fft           {microseconds_a_frame(torch_fft, torch.from_numpy(audio)):6.2f} us a frame")
