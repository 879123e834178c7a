"""Holds `affectus extract --frontend mfb` against kaldi-native-fbank.

    python tests/oracles/mel_filterbank.py AFFECTUS [FOLDER]

AFFECTUS is the program. Takes samples/sense_and_sensibility.flac and every .wav and .flac below FOLDER; files that are not
16 kHz mono are decoded to that by AFFECTUS alone and therefore left out. Fails where a value is off by more than 1e-3, or, in
a band whose power is over 80 dB below the frame's highest, by more than 1e-2: so far down, the rounding errors of any transform in
single precision show, and kaldi-native-fbank itself is off by as much from double precision.
"""
import math
import pathlib
import subprocess
import sys
import tempfile

import kaldi_native_fbank as knf
import numpy as np

LIMIT, FAINT_LIMIT = 1e-3, 1e-2
FAINT = 8 * math.log(10)  # 80 dB below the highest band of the frame
sample = pathlib.Path(__file__).parents[2] / "samples/sense_and_sensibility.flac"


def read_samples(path):
    """16 kHz mono samples of a WAV or FLAC file, or None for another rate or channel count."""
    probe = ["ffprobe", "-v", "error", "-show_entries", "stream=sample_rate,channels", "-of", "csv=p=0", path]
    if subprocess.run(probe, check=True, capture_output=True, text=True).stdout.strip() != "16000,1":
        return None
    decode = ["ffmpeg", "-v", "error", "-i", path, "-f", "f32le", "-"]
    return np.frombuffer(subprocess.run(decode, check=True, capture_output=True).stdout, "<f4")


def kaldi(samples):
    options = knf.FbankOptions()
    options.frame_opts.dither = 0
    options.use_energy = False
    options.mel_opts.num_bins = 40
    bank = knf.OnlineFbank(options)
    bank.accept_waveform(16000, (samples * np.float32(32768)).tolist())
    bank.input_finished()
    return np.array([bank.get_frame(i) for i in range(bank.num_frames_ready)], np.float32).reshape(-1, 40)


def extract(program, paths, folder):
    """The front end's frames of each path, by one run over all of them."""
    listing = folder / "list.txt"
    listing.write_text("".join(f"{path}\n" for path in paths))
    command = [program, "extract", f"@{listing}", "--frontend", "mfb", "--no-cache", "--quiet", "--output"]
    if len(paths) == 1:
        subprocess.run([*command, folder / "one.npy"], check=True)
        return [np.load(folder / "one.npy")]
    subprocess.run([*command, folder / "frames"], check=True)
    found = {path.stem: path for path in (folder / "frames").rglob("*.npy")}
    return [np.load(found[path.stem]) for path in paths]


def main(program, *folders):
    paths = [path.resolve() for folder in folders for path in sorted(pathlib.Path(folder).rglob("*.*"))]
    paths = [path for path in paths if path.suffix in (".wav", ".flac")]
    passed = True
    for group in ([sample], paths):
        signals = {path: read_samples(path) for path in group}
        group = [path for path in group if signals[path] is not None]
        if not group:
            continue
        with tempfile.TemporaryDirectory() as folder:
            frames = extract(program, group, pathlib.Path(folder))
        largest, largest_faint, total = 0.0, 0.0, 0
        for path, found in zip(group, frames):
            expected = kaldi(signals[path])
            if found.shape != expected.shape:
                print(f"{path}: {found.shape} frames, expected {expected.shape}")
                passed = False
                continue
            total += len(found)
            difference = np.abs(found - expected)
            is_faint = expected < expected.max(axis=1, keepdims=True, initial=-np.inf) - FAINT
            largest = max(largest, float(difference[~is_faint].max(initial=0)))
            largest_faint = max(largest_faint, float(difference[is_faint].max(initial=0)))
        print(f"mel filterbank: {len(group)} files, {total} frames: largest difference {largest:.2e}, limit {LIMIT:.0e}; "
              f"in bands 80 dB below the highest {largest_faint:.2e}, limit {FAINT_LIMIT:.0e}")
        passed &= largest <= LIMIT and largest_faint <= FAINT_LIMIT
    return passed


if __name__ == "__main__":
    sys.exit(0 if len(sys.argv) > 1 and main(*sys.argv[1:]) else 1)
