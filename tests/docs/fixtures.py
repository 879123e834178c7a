"""What the snippets of the documentation work on, made from the shipped recording (16 kHz, mono) under the names that the pages use.

    python3 tests/docs/fixtures.py SOURCE FOLDER
"""
import array
import pathlib
import random
import subprocess
import sys
import wave

RATE = 16000
EMOTIONS = {"ang": (1.6, 1.15), "hap": (1.2, 1.3), "neu": (0.8, 1.0), "sad": (0.4, 0.85)}  # gain, speed
SPEAKERS = {"01": 0.9, "02": 1.1, "03": 1.0, "04": 1.2}  # speed
TAKES = 5


def samples_of(recording):
    command = ["ffmpeg", "-v", "error", "-i", str(recording), "-f", "s16le", "-ac", "1", "-ar", str(RATE), "-"]
    return array.array("h", subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)


def write(file, samples):
    file.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(file), "wb") as out:
        out.setparams((1, 2, RATE, 0, "NONE", ""))
        out.writeframes(array.array("h", samples).tobytes())


def changed(samples, gain, speed):
    """Faster and higher by `speed`, by the nearest samples."""
    count = int(len(samples) / speed)
    return [max(-32768, min(32767, round(gain * samples[int(i * speed)]))) for i in range(count)]


def encoded(source, file, *options):
    subprocess.run(["ffmpeg", "-v", "error", "-y", "-i", str(source), *options, str(file)], check=True)


def main(source, folder):
    folder.mkdir(parents=True, exist_ok=True)
    recording = source / "samples" / "sense_and_sensibility.flac"
    speech = samples_of(recording)
    write(folder / "talk.wav", speech[: 20 * RATE])
    write(folder / "calm.wav", speech[: 8 * RATE])
    encoded(folder / "talk.wav", folder / "interview.mp4", "-c:a", "aac")
    encoded(folder / "calm.wav", folder / "URL", "-t", "4", "-f", "wav")  # a live source, as the README calls it
    for i, name in enumerate(("monday", "tuesday", "wednesday")):
        write(folder / "calls" / f"{name}.wav", speech[i * 3 * RATE : (i * 3 + 7) * RATE])
    (folder / "turns.TextGrid").write_text(
        'File type = "ooTextFile"\nObject class = "TextGrid"\n\nxmin = 0\nxmax = 20\ntiers? <exists>\nsize = 1\nitem []:\n'
        '    item [1]:\n        class = "IntervalTier"\n        name = "turns"\n        xmin = 0\n        xmax = 20\n'
        "        intervals: size = 3\n"
        + "".join(
            f'        intervals [{i + 1}]:\n            xmin = {begin}\n            xmax = {end}\n            text = "{text}"\n'
            for i, (begin, end, text) in enumerate(((0, 4.5, "family"), (4.5, 5, ""), (5, 20, "estate")))
        ),
        encoding="utf-8",
    )
    # A corpus: a folder a speaker, an emotion and a take in the name.
    dice = random.Random(1)
    for speaker, speaker_speed in SPEAKERS.items():
        for emotion, (gain, speed) in EMOTIONS.items():
            for take in range(TAKES):
                begin = dice.randrange(len(speech) - 3 * RATE)
                cut = speech[begin : begin + 2 * RATE]
                write(folder / "recordings" / speaker / f"{emotion}{take + 1:02d}.wav", changed(cut, gain, speed * speaker_speed))
    (folder / "recordings" / "people.csv").write_text("ID,Sex\n01,f\n02,m\n03,f\n04,m\n", encoding="utf-8")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
