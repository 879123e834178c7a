"""How far a model's concordance falls under noise, on the telephone band, in a room and on quiet recordings.

    robustness.py AFFECTUS CORPORA MODEL...     needs numpy, scipy and soundfile

Degrades the test partitions of both corpora (pink noise at 10 dB; a Butterworth band-pass of order 4 from 300 to 3400 Hz; a
synthetic room with a reverberation time of .5 s, echo as strong as the voice; -26 dB, rounded to 16 bit), scores them with
`affectus predict` and prints CCC and Pearson's correlation of activation/valence/dominance.
"""
import csv
import io
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
import scipy.signal
import soundfile

DIMENSIONS = ("activation", "valence", "dominance")


def pink_noise(samples, random, snr_db):
    spectrum = np.fft.rfft(random.standard_normal(len(samples)))
    noise = np.fft.irfft(spectrum / np.sqrt(np.maximum(np.arange(len(spectrum)), 1)), len(samples))
    return samples + noise / noise.std() * samples.std() * 10 ** (-snr_db / 20)


def room(samples, random):
    echo = random.standard_normal(8000) * np.exp(-6.9 * np.arange(8000) / 8000)
    echo /= np.sqrt((echo**2).sum())
    echo[0] = 1
    return scipy.signal.fftconvolve(samples, echo)[: len(samples)]


TELEPHONE = scipy.signal.butter(4, [300, 3400], "band", fs=16000, output="sos")
CONDITIONS = {
    "clean": lambda samples, random: samples,
    "noise": lambda samples, random: pink_noise(samples, random, 10),
    "telephone": lambda samples, random: scipy.signal.sosfilt(TELEPHONE, samples),
    "room": room,
    "quiet": lambda samples, random: samples * 0.05,
}


def concordance(x, y):
    return 2 * ((x - x.mean()) * (y - y.mean())).mean() / (x.var() + y.var() + (x.mean() - y.mean()) ** 2)


def degrade(corpora, folder, change):
    targets = {}
    for corpus in ("ravdess", "emodb"):
        with open(corpora / corpus / "manifest.csv") as manifest:
            for index, row in enumerate(csv.DictReader(manifest)):
                if row["partition"] != "test":
                    continue
                samples, _ = soundfile.read(corpora / corpus / row["path"], dtype="float32")
                changed = change(samples, np.random.default_rng(index))
                changed = changed * min(1, 0.99 / np.abs(changed).max())
                path = folder / f"{corpus}_{pathlib.Path(row['path']).name}"
                soundfile.write(path, changed.astype("float32"), 16000, subtype="PCM_16")
                targets[path.name] = [float(row[dimension]) for dimension in DIMENSIONS]
    return targets


def main():
    affectus, corpora, models = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3:]
    for condition, change in CONDITIONS.items():
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            targets = degrade(corpora, folder, change)
            for model in models:
                output = subprocess.run([affectus, "predict", str(folder), "--model", model, "--format", "csv", "--window", "30", "--quiet"],
                                        capture_output=True, text=True, check=True).stdout
                rows = {pathlib.Path(row["file"]).name: [float(row[dimension]) for dimension in DIMENSIONS]
                        for row in csv.DictReader(io.StringIO(output))}
                for corpus in ("ravdess", "emodb"):
                    names = [one for one in rows if one.startswith(corpus)]
                    x, y = np.array([rows[one] for one in names]), np.array([targets[one] for one in names])
                    print(model, condition, corpus, "CCC", "/".join(f"{concordance(x[:, i], y[:, i]):.3f}" for i in range(3)),
                          "Pearson", "/".join(f"{np.corrcoef(x[:, i], y[:, i])[0, 1]:.3f}" for i in range(3)), flush=True)


if __name__ == "__main__":
    main()
