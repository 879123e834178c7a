#!/usr/bin/env python3
"""`affectus corpus import` and `info` on every layout that make_corpus_fixtures.py makes, and on damaged ones.

    python3 tests/corpus/import_corpora.py AFFECTUS
"""
import csv
import pathlib
import subprocess
import sys
import tempfile

affectus = sys.argv[1]
here = pathlib.Path(__file__).parent
failures = 0


def expect(found, wanted, what):
    global failures
    if found != wanted:
        failures += 1
        print(f"{what}: expected {wanted!r}, found {found!r}")


def run(*arguments):
    return subprocess.run([affectus, "corpus", *map(str, arguments)], capture_output=True, text=True)


def imported(kind, folder, *options):
    output = scratch / "manifests" / f"{folder}{''.join(options)}"
    done = run("import", kind, scratch / folder, "--output", output, *options)
    expect(done.returncode, 0, f"{folder} {done.stderr}")
    with open(output / "manifest.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        expect((output / row["path"]).exists(), True, row["path"])
    return {pathlib.Path(row["path"]).stem: row for row in rows}, done.stderr


def fails(kind, folder, *words):
    done = run("import", kind, scratch / folder, "--output", scratch / "none")
    expect(done.returncode, 1, folder)
    for word in words:
        expect(word in done.stderr, True, f"'{word}' in {done.stderr}")
    expect((scratch / "none").exists(), False, "an output folder after a failure")


with tempfile.TemporaryDirectory() as name:
    scratch = pathlib.Path(name)
    subprocess.run([sys.executable, here / "make_corpus_fixtures.py", scratch], check=True)

    rows, said = imported("ravdess", "ravdess")
    expect(len(rows), 24, "RAVDESS's rows")
    expect("not ratings" in said, True, "what RAVDESS's targets are")
    angry = rows["03-01-05-01-01-01-16"]
    expect([angry[key] for key in ("speaker", "gender", "partition", "category", "intensity")],
           ["ravdess-16", "female", "train", "angry", "normal"], "RAVDESS")
    expect([angry[key] for key in ("activation", "valence", "dominance")], ["5.328", "2.853", "4.562"], "RAVDESS")
    expect([rows[f"03-01-01-01-01-01-{actor}"]["partition"] for actor in ("17", "19", "22", "23")],
           ["development", "test", "test", "held_out"], "RAVDESS's partitions")

    rows, _ = imported("emodb", "emodb")
    expect({stem: (row["category"], row["gender"], row["partition"]) for stem, row in rows.items()},
           {"03a01Fa": ("happy", "male", "train"), "08a02Wc": ("angry", "female", "train"), "12b03Ta": ("sad", "male", "train"),
            "13a04Nb": ("neutral", "female", "development"), "14a05Lb": ("bored", "female", "test"),
            "16b10Aa": ("fearful", "female", "test"), "15a01Ea": ("disgust", "male", "test")}, "EmoDB")

    for release in ("msp-1.6", "msp-1.7", "msp-1.11", "msp-2.0"):
        missing = release == "msp-2.0"
        rows, said = imported("msp-podcast", release, *(["--skip-missing"] if missing else []))
        expect(len(rows), 5 if missing else 6, release)
        expect("no known release" in said, True, f"{release}'s counts in {said}")
        expect("train partition and in a test set" in said, True, f"{release}'s speakers in {said}")
        expect(("1 of 6 audio files is missing" in said), missing, f"{release}: {said}")
        happy = rows["MSP-PODCAST_9002_0001"]
        expect([happy[key] for key in ("category", "activation", "valence", "dominance", "speaker", "gender", "partition")],
               ["happy", "6", "6.5", "5.5", "msp-podcast-2", "female", "development"], release)
        expect(happy["votes"], "happy=2", release)
        expect(round(float(happy["valence_sd"]), 4), 0.7071, release)
        ambiguous = rows["MSP-PODCAST_9001_0002"]
        expect([ambiguous[key] for key in ("category", "activation", "votes")], ["", "5", "angry=1 happy=1"], release)
        expect(rows["MSP-PODCAST_9003_0001"]["votes"], "angry=1 other=1", release)
        expect(rows["MSP-PODCAST_9004_0001"]["speaker"], "", release)
        hidden = rows["MSP-PODCAST_9005_0001"]
        expect([hidden[key] for key in ("partition", "activation", "category")], ["test3", "", ""], release)
    fails("msp-podcast", "msp-2.0", "MSP-PODCAST_9001_0001.wav", "1 of 6", "--skip-missing")

    rows, _ = imported("iemocap", "iemocap")
    expect(len(rows), 10, "IEMOCAP's rows")
    expect(rows["Ses05F_impro01_M000"]["partition"] + rows["Ses01F_impro01_F000"]["partition"], "testdevelopment", "IEMOCAP")
    neutral = rows["Ses02F_impro01_F000"]
    expect([neutral[key] for key in ("speaker", "category", "valence", "partition")],
           ["iemocap-02F", "neutral", "3.25", "train"], "IEMOCAP")
    expect(neutral["votes"], "neutral=2.5 sad=0.5", "IEMOCAP")
    expect(round(float(neutral["valence_sd"]), 4), round(1.5 / 2**0.5, 4), "IEMOCAP")
    expect(rows["Ses02F_impro01_M000"]["category"], "", "IEMOCAP")
    rows, _ = imported("iemocap", "iemocap", "--fold", "2")
    expect(rows["Ses02F_impro01_F000"]["partition"] + rows["Ses03F_impro01_F000"]["partition"], "testdevelopment", "IEMOCAP")

    def values(row, *columns):
        return [row[column] for column in columns]

    dimensions = ("activation", "valence", "dominance")
    rows, said = imported("crema-d", "crema-d")
    expect(sorted(rows), ["1001_ZZZ_ANG_XX", "1049_ZZZ_SAD_HI", "1091_ZZZ_NEU_XX"], "CREMA-D's rows")
    expect("digital silence (1076_MTI_SAD_XX.wav)" in said, True, f"the silent clip in {said}")
    expect(values(rows["1001_ZZZ_ANG_XX"], "speaker", "gender", "language", "partition", "category", "intensity", "votes"),
           ["crema-1001", "male", "en", "train", "angry", "", "angry=3 neutral=1"], "CREMA-D")
    # 4 + 3 x 3/4 x (.5 + 60/200) x the norm of "angry"
    expect([float(number) for number in values(rows["1001_ZZZ_ANG_XX"], *dimensions)], [5.062, 3.082, 4.45], "CREMA-D")
    # 4 + 3 x (1/4 x .6 x -.64 + 1/2 x .75 x -.63)
    expect(values(rows["1049_ZZZ_SAD_HI"], "valence", "partition", "intensity", "gender"), ["3.003", "development", "high", "female"], "CREMA-D")
    expect(values(rows["1091_ZZZ_NEU_XX"], "votes", "partition", *dimensions), ["neutral=9", "test", "4", "4", "4"], "CREMA-D")

    rows, _ = imported("nemo", "nemo")
    expect(values(rows["EB0_anger_7"], "speaker", "gender", "language", "partition", "category", *dimensions),
           ["nemo-EB0", "female", "pl", "train", "angry", "5.505", "2.7", "4.638"], "nEMO")
    expect([rows[name]["partition"] + " " + rows[name]["category"] for name in ("WR0_surprised_7", "TP0_neutral_7")],
           ["development surprised", "test neutral"], "nEMO")

    rows, _ = imported("emotale", "emotale")
    angry = rows["DK_004_A_5"]
    expect(values(angry, "speaker", "language", "partition", "category", "votes", "activation", "valence", "dominance"),
           ["emotale-004", "da", "test", "angry", "angry=2 neutral=1", "6.25", "2.5", "6.25"], "EmoTale")
    expect(float(angry["activation_sd"]), 0.75, "EmoTale's deviation")
    expect(values(rows["EN_017_B_1"], "language", "category", "activation", "valence_sd", "votes"), ["en", "bored", "1.75", "0", "bored=2 sad=1"], "EmoTale")

    rows, _ = imported("tess", "tess")
    expect({stem: values(row, "speaker", "gender", "category") for stem, row in rows.items()},
           {"OAF_zed_fear": ["tess-OAF", "female", "fearful"], "OA_zed_neutral": ["tess-OAF", "female", "neutral"],
            "YAF_zed_ps": ["tess-YAF", "female", "surprised"]}, "TESS")
    for folder in ("savee", "savee-flat"):
        rows, _ = imported("savee", folder)
        expect(sorted(values(row, "speaker", "partition", "category") for row in rows.values()),
               [["savee-DC", "train", "angry"], ["savee-JE", "train", "sad"], ["savee-JK", "development", "surprised"],
                ["savee-KL", "test", "neutral"]], folder)
    rows, _ = imported("emovo", "emovo")
    expect({stem: values(row, "gender", "partition", "category") for stem, row in rows.items()},
           {"dis-f1-b1": ["female", "train", "disgust"], "gio-m3-l2": ["male", "development", "happy"],
            "tri-f3-d1": ["female", "test", "sad"], "neu-m2-n5": ["male", "train", "neutral"]}, "EMOVO")
    rows, _ = imported("esd", "esd")
    expect({stem: values(row, "speaker", "gender", "language", "partition", "category") for stem, row in rows.items()},
           {"0001_000351": ["esd-0001", "female", "zh", "train", "angry"], "0011_001401": ["esd-0011", "male", "en", "train", "surprised"],
            "0018_001051": ["esd-0018", "female", "en", "development", "sad"], "0020_000001": ["esd-0020", "male", "en", "test", "neutral"]}, "ESD")

    done = run("import", "meld", scratch / "meld", "--output", scratch / "manifests" / "meld")
    expect(done.returncode, 0, done.stderr)
    with open(scratch / "manifests" / "meld" / "manifest.csv", newline="") as file:
        expect(sorted(values(row, "speaker", "partition", "category") for row in csv.DictReader(file)),
               [["meld-Dev", "development", "happy"], ["meld-Dev", "development", "surprised"], ["meld-Test", "test", "happy"],
                ["meld-Test", "test", "surprised"], ["meld-Train", "train", "happy"], ["meld-Train", "train", "surprised"]], "MELD")

    # A user's own layout.
    own = scratch / "own" / "own.toml"
    done = run("import", "--layout", own, scratch / "own", "--output", scratch / "manifests" / "own")
    expect(done.returncode, 0, done.stderr)
    with open(scratch / "manifests" / "own" / "manifest.csv", newline="", encoding="utf-8") as file:
        expect([values(row, "speaker", "category") for row in csv.DictReader(file)], [["own-anna", "happy"], ["own-bert", "angry"]], "own")
    for wrong in (["--layout", own], ["--layout", own, "ravdess", scratch / "own"], ["ravdess"]):
        expect(run("import", *wrong, "--output", scratch / "none").returncode, 2, str(wrong))
    own.write_text(own.read_text(encoding="utf-8").replace("title", "titel"), encoding="utf-8")
    done = run("import", "--layout", own, scratch / "own", "--output", scratch / "none")
    expect((done.returncode, "own.toml" in done.stderr, "title" in done.stderr), (1, True, True), done.stderr)

    # A test set whose labels are hidden is scored all the same.
    shipped = here.parent.parent / "models" / "affectus-mfb"
    submission = scratch / "submission.csv"
    done = subprocess.run([affectus, "evaluate", shipped, scratch / "manifests" / "msp-1.11", "--partition", "test3", "--submission",
                           submission], capture_output=True, text=True)
    expect(done.returncode, 0, done.stderr)
    with open(submission, newline="") as file:
        lines = list(csv.reader(file))
    expect(lines[0], ["FileName", "EmoAct", "EmoVal", "EmoDom"], "the submission's header")
    expect([line[0] for line in lines[1:]], ["MSP-PODCAST_9005_0001.wav"], "the submission's files")
    expect(all(-10 < float(number) < 20 for number in lines[1][1:]), True, lines[1])
    (scratch / "older.txt").write_text("MSP-PODCAST_9003_0001.wav\nMSP-PODCAST_9004_0001.wav\n")
    done = subprocess.run([affectus, "evaluate", shipped, scratch / "manifests" / "msp-1.11", "--files", scratch / "older.txt"],
                          capture_output=True, text=True)
    expect(done.returncode, 0, done.stderr)
    expect("files of older.txt" in done.stdout, True, done.stdout)

    done = run("info", scratch / "manifests" / "msp-1.11", "--output", scratch / "info.html")
    expect(done.returncode, 0, done.stderr)
    for line in ("6 utterances", "1 speaker is in more than one partition", "msp-podcast-1 (test1, train)", "raters' votes: 5"):
        expect(line in done.stdout, True, f"'{line}' in {done.stdout}")
    expect("<svg" in (scratch / "info.html").read_text(), True, "pictures")

    # Damaged in one place each.
    def damage(folder, file, old, new):
        path = scratch / folder / file
        kept = path.read_text()
        expect(old in kept, True, old)
        path.write_text(kept.replace(old, new, 1))
        return lambda: path.write_text(kept)

    labels = "Labels/labels_consensus.csv"
    for folder, file, old, new, *words in (
            ("msp-1.11", labels, ",N,2.5", ",Q,2.5", "labels_consensus.csv:2", "'Q'"),
            ("msp-1.11", labels, ",N,2.5", ",N,8.5", "labels_consensus.csv:2", "from 1 to 7", "8.5"),
            ("msp-1.11", labels, "FileName", "Name", "expected a column 'FileName'"),
            ("msp-1.11", labels, "Male,Train", "Male,Trian", "expected a partition", "Trian"),
            ("msp-1.11", "Labels/labels.txt", "A:3.000000; ", "", "labels.txt:2", "expected"),
            ("msp-1.11", "Partitions.txt", "Train; ", "Test1; ", "Partitions.txt:1", "in partition train"),
            ("msp-2.0", "Labels/Labels/labels_consensus.json", "{", "[", "labels_consensus.json", "expected a JSON object")):
        mend = damage(folder, file, old, new)
        fails("msp-podcast", folder, *words)
        mend()
    mend = damage("iemocap", "Session1/dialog/EmoEvaluation/Ses01F_impro01.txt", "[2.5000,", "[x,")
    fails("iemocap", "iemocap", "Ses01F_impro01.txt:3", "from 1 to 5")
    mend()
    # Rows that one of the files lacks are an error, unless they are to be left out.
    mend = damage("msp-1.11", labels, "MSP-PODCAST_9002_0001.wav,H,6.0,6.5,5.5,2,Female,Development\n", "")
    fails("msp-podcast", "msp-1.11", "1 turn with a partition and without labels", "MSP-PODCAST_9002_0001.wav", "--skip-missing")
    rows, said = imported("msp-podcast", "msp-1.11", "--skip-missing")
    expect(len(rows), 5, "rows without those that have no labels")
    expect("left out" in said, True, said)
    mend()
    mend = damage("msp-1.7", "Partitions.txt", "Train; MSP-PODCAST_9001_0002.wav\n", "")
    fails("msp-podcast", "msp-1.7", "1 turn with labels and without a partition", "MSP-PODCAST_9001_0002.wav")
    mend()
    mend = damage("crema-d", "processedResults/tabulatedVotes.csv", '"100001",3,', '"100001",x,')
    fails("crema-d", "crema-d", "1001_ZZZ_ANG_XX.wav: votes.angry", "a number from 0", "'x'")
    mend()
    mend = damage("nemo", "data.tsv", "EB0_anger_7.wav", "EB0_anger_8.wav")
    fails("nemo", "nemo", "1 of 3 rows of the table 'data' has no recording", "data.tsv:2", "--skip-missing")
    rows, said = imported("nemo", "nemo", "--skip-missing")
    expect((len(rows), "no row of the table 'data' (EB0_anger_7.wav)" in said), (2, True), said)
    mend()
    fails("ravdess", "emodb", "expected recordings of ravdess")
    fails("emodb", "nowhere", "expected a folder")

sys.exit(1 if failures else 0)
