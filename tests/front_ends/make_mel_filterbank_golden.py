"""Writes mel_filterbank_golden.txt: kaldi-native-fbank's log mel energies of tests/data/speech_16k.s16.

    pip install kaldi-native-fbank==1.23.0 numpy==2.4.6
    python tests/front_ends/make_mel_filterbank_golden.py

Every case takes every `step`-th frame, so that the file stays small and the whole signal is met. Values have three digits
after the point more than the tolerance of the test needs.
"""
import pathlib

import kaldi_native_fbank as knf
import numpy as np

folder = pathlib.Path(__file__).parent
samples = np.fromfile(folder.parent / "data/speech_16k.s16", "<i2").astype(np.float32)


def filterbank(bins=40, low=20.0, high=0.0, window="povey", preemphasis=0.97, remove_mean=True, window_ms=25.0, hop_ms=10.0):
    options = knf.FbankOptions()
    frame = options.frame_opts
    frame.dither, frame.samp_freq, frame.snip_edges = 0, 16000, True
    frame.window_type, frame.preemph_coeff, frame.remove_dc_offset = window, preemphasis, remove_mean
    frame.frame_length_ms, frame.frame_shift_ms = window_ms, hop_ms
    options.use_energy = False
    options.mel_opts.num_bins, options.mel_opts.low_freq, options.mel_opts.high_freq = bins, low, high
    bank = knf.OnlineFbank(options)
    bank.accept_waveform(16000, samples.tolist())
    bank.input_finished()
    return np.stack([bank.get_frame(i) for i in range(bank.num_frames_ready)])


cases = {  # name: (options, step)
    "default": ({}, 3),
    "bins_23": ({"bins": 23}, 17),
    "bins_80": ({"bins": 80}, 29),
    "hamming": ({"window": "hamming"}, 29),
    "hann": ({"window": "hanning"}, 29),
    "no_preemphasis": ({"preemphasis": 0.0}, 29),
    "mean_kept": ({"remove_mean": False}, 29),
    "edges": ({"low": 300.0, "high": 3400.0}, 29),
    "negative_high": ({"low": 0.0, "high": -400.0}, 29),
    "short_window": ({"bins": 20, "window_ms": 10.0, "hop_ms": 2.5}, 97),
    "long_window": ({"window_ms": 64.0, "hop_ms": 32.0}, 7),
}
with open(folder / "mel_filterbank_golden.txt", "w") as out:
    for name, (options, step) in cases.items():
        frames = filterbank(**options)
        chosen = frames[::step]
        for tensor, values in ((f"{name}.size", np.array([len(frames), step])), (f"{name}.frames", chosen)):
            print(tensor, values.ndim, *values.shape, file=out)
            print(*(f"{value:.6g}" for value in values.flatten()), file=out)
