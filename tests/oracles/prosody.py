"""Holds `affectus extract --frontend prosody` against Praat: prosody.py AFFECTUS [AUDIO_FOLDER [FILES]]

Praat is parselmouth's Sound.to_pitch_ac(time_step=.01, pitch_floor=60, pitch_ceiling=600). Frames are matched by their times. Prints the voicing
decision error (limit 10 %), the gross pitch error (more than 20 % off where both say voiced; limit 3 %), and what gain and an
offset change; exit code 1 beyond a limit. Without a folder: the sample recording.
"""
import pathlib
import random
import subprocess
import sys
import tempfile
import time

import numpy as np
import parselmouth

VOICING_LIMIT, GROSS_LIMIT, MOVED_LIMIT = 0.10, 0.03, 0.005


def decode(path):
    raw = subprocess.run(["ffmpeg", "-v", "error", "-i", str(path), "-ac", "1", "-ar", "16000", "-f", "f32le", "-"],
                         capture_output=True, check=True).stdout
    return np.frombuffer(raw, np.float32)


def praat(samples):
    pitch = parselmouth.Sound(samples.astype(np.float64), 16000).to_pitch_ac(time_step=0.01, pitch_floor=60, pitch_ceiling=600)
    return pitch.xs(), pitch.selected_array["frequency"]


def extract(affectus, path, folder):
    output = pathlib.Path(folder) / "prosody.npy"
    subprocess.run([affectus, "extract", str(path), "--frontend", "prosody", "--output", str(output), "--quiet"], check=True)
    return np.load(output)


def write_wav(path, samples):
    import wave
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16000)
        file.writeframes(np.round(np.clip(samples, -1, 1 - 1 / 32768) * 32768).astype("<i2").tobytes())


def compare(ours, times, theirs):
    frames = np.rint((times - 0.0125) / 0.01).astype(int)
    inside = (frames >= 0) & (frames < len(ours))
    ours, theirs = ours[frames[inside], 0], theirs[inside]
    both = (ours > 0) & (theirs > 0)
    gross = np.abs(ours[both] / theirs[both] - 1) > 0.2
    return len(ours), int(((ours > 0) != (theirs > 0)).sum()), int(both.sum()), int(gross.sum())


def main():
    affectus = sys.argv[1]
    root = pathlib.Path(__file__).resolve().parents[2]
    files = [root / "samples/sense_and_sensibility.flac"]
    if len(sys.argv) > 2:
        files = sorted(p for p in pathlib.Path(sys.argv[2]).rglob("*") if p.suffix.lower() in {".wav", ".flac"})
        if len(sys.argv) > 3:
            files = random.Random(1).sample(files, min(int(sys.argv[3]), len(files)))
    totals = np.zeros(4)
    praat_s = audio_s = 0.0
    with tempfile.TemporaryDirectory() as folder:
        for path in files:
            samples = decode(path)
            begin = time.perf_counter()
            times, theirs = praat(samples)
            praat_s += time.perf_counter() - begin
            audio_s += len(samples) / 16000
            totals += compare(extract(affectus, path, folder), times, theirs)
        # Gain and offset, on the last file, as 16 bit recordings.
        peak = np.abs(samples).max()
        moved = []
        reference = pathlib.Path(folder) / "reference.wav"
        write_wav(reference, samples * 0.5 / peak)
        plain = extract(affectus, reference, folder)[:, 0]
        for gain, offset in ((0.1, 0.0), (1.0, 0.2)):
            changed = pathlib.Path(folder) / "changed.wav"
            write_wav(changed, samples * 0.5 / peak * gain + offset)
            other = extract(affectus, changed, folder)[:, 0]
            voiced = (plain > 0) & (other > 0)
            moved.append(float(np.mean(((plain > 0) != (other > 0)))) + float(np.mean(np.abs(other[voiced] / plain[voiced] - 1) > 0.01)))
    voicing, gross = totals[1] / totals[0], totals[3] / totals[2]
    print(f"{len(files)} files, {int(totals[0])} frames: voicing decision error {voicing:.2%} (limit {VOICING_LIMIT:.0%}), "
          f"gross pitch error {gross:.2%} of {int(totals[2])} (limit {GROSS_LIMIT:.0%})")
    print(f"frames moved by a gain of -20 dB {moved[0]:.2%}, by an offset of .2 {moved[1]:.2%} (limit {MOVED_LIMIT:.1%})")
    print(f"Praat: {audio_s / praat_s:.0f} times real time")
    return 1 if voicing > VOICING_LIMIT or gross > GROSS_LIMIT or max(moved) > MOVED_LIMIT else 0


if __name__ == "__main__":
    sys.exit(main())
