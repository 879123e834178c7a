#!/usr/bin/env python3
"""Small corpora in the formats of their publishers: invented names, invented labels, tones for audio.

    python3 tests/corpus/make_corpus_fixtures.py FOLDER        (standard library only)

FOLDER takes iemocap/, MSP-Podcast in its layouts (msp-1.6/, msp-1.7/, msp-1.11/, msp-2.0/) and a folder for each of
../../corpora/*.toml, with the names and columns that the publishers use.
"""
import json
import math
import pathlib
import struct
import sys
import wave

root = pathlib.Path(sys.argv[1])


def tone(path, hertz=220, rate=16000, channels=1, seconds=0.4):
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as out:
        out.setnchannels(channels)
        out.setsampwidth(2)
        out.setframerate(rate)
        for i in range(int(rate * seconds)):
            out.writeframesraw(struct.pack("<h", int(9000 * math.sin(2 * math.pi * hertz * i / rate))) * channels)


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


# RAVDESS: speech and song, a video's sound, the folder that its archive holds twice.
for actor in (1, 16, 17, 19, 22, 23):
    for emotion, intensity in (("01", "01"), ("05", "01"), ("05", "02"), ("03", "02")):
        name = f"03-01-{emotion}-{intensity}-01-01-{actor:02}.wav"
        tone(root / "ravdess" / f"Actor_{actor:02}" / name, 200 + actor)
tone(root / "ravdess" / "audio_speech_actors_01-24" / "Actor_01" / "03-01-01-01-01-01-01.wav")
tone(root / "ravdess" / "Actor_01" / "03-02-04-01-01-01-01.wav")
tone(root / "ravdess" / "Actor_01" / "01-01-04-01-01-01-01.wav")

# EmoDB: wav/ and what else the archive has.
for name in ("03a01Fa", "08a02Wc", "12b03Ta", "13a04Nb", "14a05Lb", "16b10Aa", "15a01Ea"):
    tone(root / "emodb" / "wav" / f"{name}.wav", 300)
tone(root / "emodb" / "wav" / "notes.wav")
write(root / "emodb" / "erkennung.txt", "Satz erkannt natuerlich\n")

# MSP-Podcast. A turn: name, letter, activation, valence, dominance, speaker, gender, partition, raters.
turns = [
    ("MSP-PODCAST_9001_0001.wav", "N", 2.5, 4.0, 2.75, "1", "Male", "Train",
     [("Neutral", "Concerned,Interested", 3, 4, 3), ("Neutral", "Neutral", 2, 4, 2), ("Sad", "Sad", 2, 4, 3), ("Neutral", "Bored", 3, 4, 3)]),
    ("MSP-PODCAST_9001_0002.wav", "X", 5.0, 3.0, 5.0, "1", "Male", "Train",
     [("Angry", "Angry", 6, 2, 6), ("Happy", "Happy", 4, 4, 4)]),
    ("MSP-PODCAST_9002_0001.wav", "H", 6.0, 6.5, 5.5, "2", "Female", "Development",
     [("Happy", "Happy,Excited", 6, 7, 6), ("Happy", "Happy", 6, 6, 5)]),
    ("MSP-PODCAST_9003_0001.wav", "A", 6.0, 1.5, 6.0, "1", "Male", "Test1",
     [("Angry", "Angry", 6, 1, 6), ("Other-annoyed", "Annoyed", 6, 2, 6)]),
    ("MSP-PODCAST_9004_0001.wav", "O", 3.0, 3.0, 3.0, "Unknown", "Unknown", "Test2",
     [("Other-tired", "Tired", 3, 3, 3), ("Neutral", "Neutral", 3, 3, 3)]),
]
hidden = ("MSP-PODCAST_9005_0001.wav", "Test3")


def rater_line(number, rater):
    return f"WORKER{number:08}; {rater[0]}; {rater[1]}; A:{rater[2]:.6f}; V:{rater[3]:.6f}; D:{rater[4]:.6f};"


def labels_txt():
    text = ""
    for name, letter, act, val, dom, *_, raters in turns:
        text += f"{name}; {letter}; A:{act:.6f}; V:{val:.6f}; D:{dom:.6f};\n"
        text += "".join(rater_line(i + 1, rater) + "\n" for i, rater in enumerate(raters)) + "\n"
    return text


def partitions_txt(names):
    return "".join(f"{names.get(turn[7], turn[7])}; {turn[0]}\n" for turn in turns) + f"{hidden[1]}; {hidden[0]}\n"


def speakers_txt():
    return "Speaker_1; Male\nSpeaker_2; Female\n\n" + "".join(f"{turn[0]};{turn[5]}\n" for turn in turns) + f"{hidden[0]};Unknown\n"


def consensus_csv(columns):
    text = ",".join(columns) + "\n"
    for name, letter, act, val, dom, speaker, gender, partition, _ in turns:
        row = dict(FileName=name, EmoClass=letter, EmoAct=act, EmoVal=val, EmoDom=dom, SpkrID=speaker, Gender=gender, Split_Set=partition)
        text += ",".join(str(row[column]) for column in columns) + "\n"
    return text


def audio(folder, place, stereo=None):
    for turn in turns:
        is_stereo = turn[0] == stereo
        tone(folder / place / turn[0], 250, 44100 if is_stereo else 16000, 2 if is_stereo else 1)
    tone(folder / place / hidden[0])


five = ["FileName", "EmoClass", "EmoAct", "EmoVal", "EmoDom"]
eight = five + ["SpkrID", "Gender", "Split_Set"]

folder = root / "msp-1.6"  # five columns, "concensus", Validation, Audio/, details a column each
audio(folder, "Audio")
write(folder / "labels" / "labels_concensus.csv", consensus_csv(five))
write(folder / "labels" / "labels_detailed.csv", "FileName,Workers,EmoClass_Major,EmoClass_Second,EmoAct,EmoVal,EmoDom\n" + "".join(
    f'{turn[0]},WORKER{i + 1:08},{r[0]},"{r[1]}",{r[2]},{r[3]},{r[4]}\n' for turn in turns for i, r in enumerate(turn[8])))
write(folder / "Partition.txt", partitions_txt({"Development": "Validation"}))
write(folder / "Speaker_ids.txt", speakers_txt())

folder = root / "msp-1.7"  # details in one string
audio(folder, "Audios")
write(folder / "label" / "labels_concensus.csv", consensus_csv(five))
write(folder / "label" / "labels_detailed.csv", "FileName,EmoDetail\n" + "".join(
    f'{turn[0]},"{rater_line(i + 1, r)}"\n' for turn in turns for i, r in enumerate(turn[8])))
write(folder / "Partitions.txt", partitions_txt({"Development": "Validation"}))
write(folder / "Speaker_ids.txt", speakers_txt())

folder = root / "msp-1.11"  # everything in the consensus, labels.txt beside it
audio(folder, "Audios")
write(folder / "Labels" / "labels_consensus.csv", consensus_csv(eight))
write(folder / "Labels" / "labels.txt", labels_txt())
write(folder / "Partitions.txt", partitions_txt({}))
write(folder / "Speaker_ids.txt", speakers_txt())

folder = root / "msp-2.0"  # JSON, Labels within Labels, a recording that is neither 16 kHz nor mono, a recording missing
audio(folder, "Audios", stereo=turns[2][0])
(folder / "Audios" / turns[0][0]).unlink()
write(folder / "Labels" / "Labels" / "labels_consensus.json", json.dumps({
    name: dict(EmoClass=letter, EmoAct=act, EmoVal=val, EmoDom=dom, SpkrID=speaker, Gender=gender, Split_Set=partition)
    for name, letter, act, val, dom, speaker, gender, partition, _ in turns}))
write(folder / "Labels" / "Labels" / "labels_detailed.json", json.dumps({turn[0]: {
    f"WORKER{i + 1:08}": dict(EmoClass_Major=r[0], EmoAct=r[2], EmoDom=r[4], EmoVal=r[3]) for i, r in enumerate(turn[8])} for turn in turns}))
write(folder / "Partitions.txt", partitions_txt({}))
write(folder / "Speaker_ids.txt", speakers_txt())

# IEMOCAP
for session in range(1, 6):
    dialogue = f"Ses0{session}F_impro01"
    text = "% [START_TIME - END_TIME] TURN_NAME EMOTION [V, A, D]\n\n"
    for turn, code, v, a, d, raters in (
            ("F000", "neu", 2.5, 2.5, 2.5, ["Neutral;", "Neutral;", "Sadness; Neutral;"]),
            ("M000", "xxx", 1.6667, 4.0, 3.3333, ["Anger;", "Frustration;"])):
        text += f"[6.2901 - 8.2357]\t{dialogue}_{turn}\t{code}\t[{v:.4f}, {a:.4f}, {d:.4f}]\n"
        text += "".join(f"C-E{i + 2}:\t{rater}\t()\n" for i, rater in enumerate(raters))
        text += f"C-{turn[0]}1:\tNeutral;\t()\nA-E3:\tval {int(v)}; act {int(a)}; dom  {int(d)};\t()\n"
        text += f"A-E4:\tval {int(v) + 1}; act {int(a)}; dom  {int(d) + 1};\t()\nA-{turn[0]}1:\tval 3; act 3; dom  ;\t()\n\n"
        tone(root / "iemocap" / f"Session{session}" / "sentences" / "wav" / dialogue / f"{dialogue}_{turn}.wav")
    write(root / "iemocap" / f"Session{session}" / "dialog" / "EmoEvaluation" / f"{dialogue}.txt", text)

# CREMA-D: votes of the voice, the face and both; a clip of silence; the same clips as MP3.
header = ["", *"ADFHNS", "fileName", "numResponses", "agreement", "emoVote", "meanEmoResp"] + [
    f"mean{word}Resp" for word in ("Anger", "Disgust", "Fear", "Happy", "Neutral", "Sad")]
text = ",".join(f'"{name}"' for name in header) + "\n"
for number, (name, votes, levels) in enumerate((
        ("1001_ZZZ_ANG_XX", (3, 0, 0, 0, 1, 0), (60, -1, -1, -1, 100, -1)), ("1049_ZZZ_SAD_HI", (0, 0, 2, 0, 2, 4), (-1, -1, 20, -1, 80, 50)),
        ("1091_ZZZ_NEU_XX", (0, 0, 0, 0, 9, 0), (-1, -1, -1, -1, 77.5, -1)), ("1076_MTI_SAD_XX", (0, 0, 0, 0, 2, 0), (-1, -1, -1, -1, 3, -1)))):
    for first, counts in ((100001, votes), (200001, (9, 0, 0, 0, 0, 0)), (300001, (0, 9, 0, 0, 0, 0))):
        text += f'"{first + number}",{",".join(map(str, counts))},"{name}",{sum(counts)},0.5,"N",50,{",".join(map(str, levels))}\n'
    tone(root / "crema-d" / "AudioWAV" / f"{name}.wav")
    tone(root / "crema-d" / "AudioMP3" / f"{name}.wav")
write(root / "crema-d" / "processedResults" / "tabulatedVotes.csv", text)
write(root / "crema-d" / "VideoDemographics.csv", '"ActorID","Age","Sex","Race","Ethnicity"\n' + "".join(
    f'{actor},{age},"{sex}","Unknown","Unknown"\n' for actor, age, sex in ((1001, 30, "Male"), (1049, 31, "Female"), (1076, 32, "Female"), (1091, 33, "Female"))))

# nEMO: spaces before the speaker, as in the original.
text = "file_id\temotion\traw_text\tnormalized_text\tspeaker_id\tgender\tage\n"
for speaker, emotion, gender in (("EB0", "anger", "female"), ("WR0", "surprised", "male"), ("TP0", "neutral", "male")):
    tone(root / "nemo" / "samples" / f"{speaker}_{emotion}_7.wav")
    text += f"{speaker}_{emotion}_7.wav\t{emotion}\t„Zdanie” wymyślone, tu.\tzdanie wymyślone tu\t        {speaker}\t{gender}\t30\n"
write(root / "nemo" / "data.tsv", text)

# EmoTale
text = "file," + ",".join(f"a{rater}_{what}" for rater in (1, 2, 3) for what in ("A", "V", "D", "cat")) + ",gt_emotion\n"
for name, grades in (("DK_004_A_5", "4.0,1.5,4.5,A,5.0,2.5,5.0,A,4.5,2.0,4.0,N"), ("EN_017_B_1", "1.0,2.0,2.0,B,2.0,2.0,2.0,S,1.5,2.0,2.0,B")):
    tone(root / "emotale" / "audio" / f"{name}.wav")
    text += f"{name}.wav,{grades},{name.split('_')[2]}\n"
write(root / "emotale" / "annotations.csv", text)

for folder, name in (("OAF_Fear", "OAF_zed_fear"), ("OAF_neutral", "OA_zed_neutral"), ("YAF_pleasant_surprised", "YAF_zed_ps")):
    tone(root / "tess" / folder / f"{name}.wav")
for name in ("DC/a01", "JE/sa02", "JK/su03", "KL/n30"):
    tone(root / "savee" / "AudioData" / f"{name}.wav")
    tone(root / "savee-flat" / f"{name.replace('/', '_')}.wav")
for name in ("f1/dis-f1-b1", "m3/gio-m3-l2", "f3/tri-f3-d1", "m2/neu-m2-n5"):
    tone(root / "emovo" / f"{name}.wav")
for name in ("0001/Angry/0001_000351", "0011/Surprise/train/0011_001401", "0018/Sad/evaluation/0018_001051", "0020/Neutral/0020_000001"):
    tone(root / "esd" / f"{name}.wav")
    write(root / "esd" / name[:4] / f"{name[:4]}.txt", f"{name[-11:]}\tinvented\tAngry\n")

# MELD: sound of video, one name in each part.
for part, place in (("train", "train/train_splits"), ("dev", "dev_splits_complete"), ("test", "output_repeated_splits_test")):
    text = "Sr No.,Utterance,Speaker,Emotion,Sentiment,Dialogue_ID,Utterance_ID,Season,Episode,StartTime,EndTime\n"
    for utterance, emotion in enumerate(("joy", "surprise")):
        tone(root / "meld" / place / f"dia0_utt{utterance}.wav")
        text += f'{utterance + 1},"Invented, of course.",{part.title()},{emotion},positive,0,{utterance},1,1,"00:00:01,000","00:00:02,000"\n'
    write(root / "meld" / ("train" if part == "train" else "") / f"{part}_sent_emo.csv", text)

# Somebody's own, with the layout beside it.
for name in ("anna-froh-1", "bert-böse-2"):
    tone(root / "own" / f"{name}.wav")
write(root / "own" / "own.toml", """name = "own"
title = "Our recordings"
licence = "CC0-1.0"
source = "our archive"
speaker = "own-{speaker}"
partition = "test"
[files]
pattern = "{speaker:letters}-{emotion}-{take:digits}"
[category]
from = "{emotion}"
happy = "froh"
angry = "böse"
[dimensions]
from = "words"
""")
