#!/usr/bin/env python3
"""RAVDESS and EmoDB imported from the layouts of their publishers' archives give the rows of the open corpora's manifests.

    python3 tests/corpus/compare_with_manifests.py AFFECTUS CORPORA

CORPORA holds ravdess/ and emodb/ with their manifest.csv. The archives' folders are made anew, of links to this audio under the
archives' own names: RAVDESS's speech archive (Actor_NN/03-01-...-NN.wav, and all once more in audio_speech_actors_01-24/) and
EmoDB's (wav/03a01Fa.wav). Says so and exits with 77 where there are no corpora.
"""
import csv
import pathlib
import subprocess
import sys
import tempfile

affectus, corpora = sys.argv[1], pathlib.Path(sys.argv[2])
compared = ["speaker", "gender", "language", "partition", "category", "intensity", "activation", "valence", "dominance"]
numbers = {"activation", "valence", "dominance"}


def rows_of(manifest):
    with open(manifest, newline="", encoding="utf-8") as file:
        return {pathlib.Path(row["path"]).stem: row for row in csv.DictReader(file)}


def value(row, column):
    text = row.get(column, "")
    return float(text) if column in numbers else text


def places(corpus, stem):
    """Where the archive has this file."""
    if corpus == "emodb":
        return [pathlib.Path("wav", f"{stem}.wav")]
    actor = pathlib.Path(f"Actor_{stem[-2:]}", f"{stem}.wav")
    return [actor, "audio_speech_actors_01-24" / actor]


if not (corpora / "ravdess" / "manifest.csv").exists() or not (corpora / "emodb" / "manifest.csv").exists():
    print(f"{corpora}: no ravdess and emodb there; NOTHING WAS COMPARED (AFFECTUS_CORPORA says where they are)")
    sys.exit(77)

differences = 0
with tempfile.TemporaryDirectory() as name:
    for corpus in ("ravdess", "emodb"):
        expected = rows_of(corpora / corpus / "manifest.csv")
        archive, output = pathlib.Path(name, corpus), pathlib.Path(name, f"{corpus}-manifest")
        for stem, row in expected.items():
            for place in places(corpus, stem):
                (archive / place).parent.mkdir(parents=True, exist_ok=True)
                (archive / place).symlink_to(corpora / corpus / row["path"])
        subprocess.run([affectus, "corpus", "import", corpus, archive, "--output", output, "--quiet"], check=True,
                       stdout=subprocess.DEVNULL)
        found = rows_of(output / "manifest.csv")
        for stem in sorted(expected.keys() ^ found.keys()):
            differences += 1
            print(f"{corpus} {stem}: in one of the two only")
        if list(expected) != list(found):
            differences += 1
            print(f"{corpus}: the rows come in another order")
        for stem in expected.keys() & found.keys():
            for column in compared:
                wanted, got = value(expected[stem], column), value(found[stem], column)
                if wanted != got:
                    differences += 1
                    print(f"{corpus} {stem}: {column}: expected {wanted!r}, found {got!r}")
        print(f"{corpus}: {len(found)} rows compared in {len(compared)} columns")
sys.exit(1 if differences else 0)
