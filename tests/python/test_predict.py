"""Model.predict: all kinds of sources give the rows that the program gives, and those of the C interface."""

from __future__ import annotations

import ctypes
import io
import math
import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import affectus
from conftest import RATE, SAMPLE, assert_equals_json, buzz, same, write_wav


def test_a_file_has_the_programs_rows(model, json_of):
    for words, options in [
        ([], {}),
        (["--window", "4", "--hop", "1.5", "--embedding"], {"window": 4, "hop": 1.5, "embedding": True}),
        (["--scale", "unit", "--max-duration", "5"], {"scale": "unit", "max_duration": 5}),
        (["--window", "3", "--hop", "1", "--baseline", "running"], {"window": 3, "hop": 1, "baseline": "running"}),
        (["--window", "6", "--baseline", SAMPLE], {"window": 6, "baseline": SAMPLE}),
    ]:
        [document] = json_of(SAMPLE, *words)
        assert_equals_json(model.predict(SAMPLE, **options), document)


def test_every_kind_of_source_has_the_same_rows(model, voice, voice_file):
    options = {"window": 3, "hop": 1, "embedding": True}
    expected = model.predict(str(voice_file), **options)
    assert len(expected.segments) == 6
    assert expected.segments[0].valence is not None
    content = voice_file.read_bytes()
    with voice_file.open("rb") as file:
        opened = model.predict(file, **options)
    assert opened.file == str(voice_file)
    for result in (
        opened,
        model.predict(voice_file, **options),
        model.predict(content, **options),
        model.predict(bytearray(content), **options),
        model.predict(memoryview(content), **options),
        model.predict(io.BytesIO(content), **options),
    ):
        assert same(result.segments, expected.segments)
        assert result.duration == expected.duration
    floats = (voice / np.float32(32768)).astype(np.float32)
    strided = np.empty(3 * floats.size, np.float32)
    strided[::3] = floats
    frozen = floats.copy()
    frozen.flags.writeable = False
    for samples in (
        voice, floats, floats.astype(np.float64), voice.astype(np.int32) << 16, floats[None, :], strided[::3], frozen,
        voice.astype(">i2"), pd.Series(floats),
    ):
        result = model.predict(samples, sampling_rate=RATE, **options)
        assert same(result.segments, expected.segments)
        assert result.file == "0"
    assert same(model.predict(floats[:, None], sampling_rate=RATE, channel_axis=1, **options).segments, expected.segments)


@pytest.mark.parametrize("channel", ["mix", "each", 1])
@pytest.mark.parametrize("rate", [8000, 44100])
def test_an_array_of_channels_and_any_rate_has_the_files_rows(model, tmp_path, rate, channel):
    stereo = np.stack([buzz(4, rate), buzz(4, rate, pitch=210) // 2], axis=1)
    file = write_wav(tmp_path / "stereo.wav", stereo, rate)
    expected = model.predict(file, window=2, channel=channel)
    for samples, axis in [(stereo, 1), (stereo.T, 0), (np.ascontiguousarray(stereo.T), 0), (stereo.T / np.float32(32768), 0)]:
        result = model.predict(samples, sampling_rate=rate, channel_axis=axis, window=2, channel=channel)
        assert same(result.segments, expected.segments)
    assert {row.channel for row in expected.segments} == ({0, 1} if channel == "each" else {None})


def test_channels_that_cancel_each_other_out_are_told(model):
    voice = buzz(3)
    result = model.predict(np.stack([voice, -voice]), sampling_rate=RATE)
    assert "channels_cancel" in result.warnings
    assert "channels_cancel" in result.segments[0].warnings


def test_values_that_are_not_finite_are_told(model):
    samples = buzz(3) / np.float32(32768)
    samples[100] = np.nan
    assert "damaged" in model.predict(samples, sampling_rate=RATE).warnings


class Options(ctypes.Structure):
    _fields_ = [
        ("size", ctypes.c_size_t), ("window_s", ctypes.c_double), ("hop_s", ctypes.c_double), ("scale", ctypes.c_int32),
        ("channels", ctypes.c_int32), ("channel", ctypes.c_int32), ("embedding", ctypes.c_int32),
    ]


def test_c_has_the_same_numbers(model, voice):
    library = ctypes.CDLL(os.environ["AFFECTUS_C_LIBRARY"])
    library.affectus_model_open.restype = ctypes.c_void_p
    library.affectus_predict_samples.restype = ctypes.c_void_p
    library.affectus_rows_count.restype = ctypes.c_size_t
    numbers = ("start_s", "end_s", "speech", "dimension", "deviation", "familiarity", "category")
    for name in numbers:
        getattr(library, f"affectus_rows_{name}").restype = ctypes.c_double
    library.affectus_rows_embedding.restype = ctypes.POINTER(ctypes.c_float)
    opened = ctypes.c_void_p(library.affectus_model_open(None, None, None))
    assert opened
    samples = (voice / np.float32(32768)).astype(np.float32)
    options = Options(size=40, window_s=3, hop_s=1, embedding=1)
    assert ctypes.sizeof(Options) == options.size
    rows = ctypes.c_void_p(
        library.affectus_predict_samples(
            opened, samples.ctypes.data_as(ctypes.c_void_p), ctypes.c_size_t(samples.size), ctypes.c_int32(RATE),
            ctypes.byref(options), None,
        )
    )
    assert rows
    segments = model.predict(samples, sampling_rate=RATE, window=3, hop=1, embedding=True).segments
    assert library.affectus_rows_count(rows) == len(segments) == 6
    for i, segment in enumerate(segments):
        row = ctypes.c_size_t(i)

        def same_value(c: float, ours: float | None) -> bool:
            return math.isnan(c) if ours is None else c == ours

        for name, value in [("start_s", segment.start), ("end_s", segment.end), ("speech", segment.speech),
                            ("familiarity", segment.familiarity)]:
            assert same_value(getattr(library, f"affectus_rows_{name}")(rows, row), value), name
        for d, name in enumerate(("activation", "valence", "dominance")):
            assert same_value(library.affectus_rows_dimension(rows, row, ctypes.c_int32(d)), getattr(segment, name))
            assert same_value(library.affectus_rows_deviation(rows, row, ctypes.c_int32(d)), getattr(segment, f"{name}_sd"))
        assert segment.categories is not None
        for k, probability in enumerate(segment.categories.values()):
            assert same_value(library.affectus_rows_category(rows, row, ctypes.c_size_t(k)), probability)
        assert segment.embedding is not None
        assert segment.embedding.tolist() == library.affectus_rows_embedding(rows, row)[: segment.embedding.size]
    library.affectus_rows_free(rows)
    library.affectus_model_free(opened)


def test_many_sources_give_a_list_in_their_order(model, tmp_path, json_of):
    for i in range(5):
        write_wav(tmp_path / f"{i}.wav", buzz(1 + i))
    (tmp_path / "2.wav").write_bytes(b"no recording")
    (tmp_path / "below").mkdir()
    write_wav(tmp_path / "below/5.wav", buzz(6))
    documents = json_of(tmp_path, status=1)
    folder = model.predict(tmp_path)
    assert [result.file for result in folder] == [document["file"] for document in documents]
    for result, document in zip(folder, documents, strict=True):
        if result.error is None:
            assert_equals_json(result, document)
        else:
            assert {"code": result.error.code, "message": str(result.error)} == document["error"]
            assert result.segments == []
    assert [result.error is None for result in folder] == [True, True, False, True, True, True]
    assert folder[2].error.code == "invalid_format"
    globbed = model.predict(f"{tmp_path}/?.wav")
    assert [result.file for result in globbed] == [result.file for result in folder[:5]]
    mixed = model.predict(
        [tmp_path / "4.wav", buzz(2), (tmp_path / "0.wav").read_bytes(), "missing.wav", f"{tmp_path}/none*.wav"],
        sampling_rate=RATE,
    )
    assert [result.file for result in mixed] == [str(tmp_path / "4.wav"), "1", "2", "missing.wav", f"{tmp_path}/none*.wav"]
    assert same(mixed[0].segments, folder[4].segments)
    assert same(mixed[1].segments, folder[1].segments)
    assert same(mixed[2].segments, folder[0].segments)
    assert [result.error.code for result in mixed[3:]] == ["not_found", "not_found"]
    assert model.predict([]) == []


def test_a_single_source_that_fails_raises(model, tmp_path):
    (tmp_path / "text.wav").write_text("no recording")
    (tmp_path / "empty").mkdir()
    array = np.zeros(RATE, np.float32)
    for source, options, code in [
        ("missing.wav", {}, "not_found"),
        (tmp_path / "text.wav", {}, "invalid_format"),
        (tmp_path / "empty", {}, "not_found"),
        (f"{tmp_path}/*.flac", {}, "not_found"),
        (b"no recording", {}, "invalid_format"),
        (array[:0], {"sampling_rate": RATE}, "no_audio"),
        (array, {}, "invalid_argument"),
        (array, {"sampling_rate": 100}, "invalid_argument"),
        (array, {"sampling_rate": 16000.5}, "invalid_argument"),
        (array.astype(np.int8), {"sampling_rate": RATE}, "invalid_argument"),
        (array.reshape(2, 2, -1), {"sampling_rate": RATE}, "invalid_argument"),
        (array, {"sampling_rate": RATE, "channel": 1}, "invalid_argument"),
        (array, {"sampling_rate": RATE, "channel_axis": 2}, "invalid_argument"),
        (SAMPLE, {"window": -1}, "invalid_argument"),
        (SAMPLE, {"hop": 1}, "invalid_argument"),
        (SAMPLE, {"scale": "percent"}, "invalid_argument"),
        (SAMPLE, {"channel": "left"}, "invalid_argument"),
        (SAMPLE, {"track": 3}, "invalid_argument"),
        (SAMPLE, {"tier": "words"}, "invalid_argument"),
        (SAMPLE, {"baseline": "missing.wav"}, "not_found"),
        (SAMPLE, {"segments": "missing.csv"}, "not_found"),
        (SAMPLE, {"segments": 3}, "invalid_argument"),
        (SAMPLE, {"segments": [1, 2]}, "invalid_argument"),
        (7, {}, "invalid_argument"),
        (io.StringIO("text"), {}, "invalid_argument"),
    ]:
        with pytest.raises(affectus.Error) as raised:
            model.predict(source, **options)
        assert raised.value.code == code, (source, options, str(raised.value))


def test_a_recording_in_memory_is_named_by_its_place(model):
    with pytest.raises(affectus.Error) as raised:
        model.predict(b"no recording")
    assert "/proc" not in str(raised.value)


def test_raw_samples_of_a_file_and_of_bytes(model, tmp_path, json_of):
    file = tmp_path / "voice.raw"
    file.write_bytes(buzz(3, 8000).astype("<i2").tobytes())
    [document] = json_of(file, "--raw", "s16le:8000")
    assert_equals_json(model.predict(file, raw="s16le:8000"), document)
    assert same(model.predict(file.read_bytes(), raw="s16le:8000").segments, model.predict(file, raw="s16le:8000").segments)


def test_intervals_of_a_table_a_frame_an_index_and_pairs(model, tmp_path, json_of):
    table = tmp_path / "turns.csv"
    table.write_text("file,start_s,end_s,label,speaker\n" + "".join(
        f"sense_and_sensibility.flac,{start},{end},{label},{speaker}\n"
        for start, end, label, speaker in [(1, 2.5, "one", "A"), (0.25, 4, "two", ""), (6, 24.5, "three", "B")]))
    [document] = json_of(SAMPLE, "--segments", table)
    result = model.predict(SAMPLE, segments=table)
    assert_equals_json(result, document)
    assert [row.label for row in result.segments] == ["one", "two", "three"]
    assert [row.speaker for row in result.segments] == ["A", None, "B"]
    frame = pd.read_csv(table)
    assert same(model.predict(SAMPLE, segments=frame).segments, result.segments)
    index = pd.MultiIndex.from_arrays(
        [frame["file"], pd.to_timedelta(frame["start_s"], unit="s"), pd.to_timedelta(frame["end_s"], unit="s")],
        names=["file", "start", "end"])
    plain = model.predict(SAMPLE, segments=index)
    assert [(row.start, row.end) for row in plain.segments] == [(row.start, row.end) for row in result.segments]
    assert [row.valence for row in plain.segments] == [row.valence for row in result.segments]
    assert "label" not in plain.to_frame()
    labelled = pd.DataFrame({"label": ["one", "two", "three"], "speaker": ["A", None, "B"]}, index=index)
    assert same(model.predict(SAMPLE, segments=labelled).segments, result.segments)
    pairs = [(1, 2.5), (0.25, 4), (6, 24.5)]
    for source in (SAMPLE, Path(SAMPLE).read_bytes()):
        assert same(model.predict(source, segments=pairs).segments, plain.segments)
    voice = buzz(5)
    by_array = model.predict(voice, sampling_rate=RATE, segments=[(1, 2.5), (2, 4)])
    alone = model.predict(voice[2 * RATE : 4 * RATE], sampling_rate=RATE)
    assert by_array.segments[1].valence == alone.segments[0].valence
    assert "beyond_end" in model.predict(voice, sampling_rate=RATE, segments=[(1, 9)]).warnings


def test_intervals_of_a_whole_index_of_files(model):
    result = model.predict(SAMPLE, segments=pd.Index([SAMPLE], name="file"))
    assert [(row.start, row.end) for row in result.segments] == [(0, result.duration)]


def test_intervals_of_none_of_the_recordings_are_an_error(model, tmp_path):
    table = tmp_path / "turns.csv"
    table.write_text("file,start_s,end_s\nother.wav,0,1\n")
    with pytest.raises(affectus.Error, match="other.wav"):
        model.predict(SAMPLE, segments=table)


def test_the_messages_of_a_recording_say_what_is_wrong(model, tmp_path):
    whole = write_wav(tmp_path / "whole.wav", buzz(5)).read_bytes()
    result = model.predict(whole[: len(whole) // 2])
    assert result.warnings == ("truncated",)
    assert len(result.messages) == 1
    assert "cut short" in result.messages[0] or "breaks off" in result.messages[0]


def test_arrays_that_fit_are_not_copied(program):
    """The process's largest memory grows by less than a copy of 64 MB."""
    import subprocess
    import sys

    script = f"""
import resource, numpy as np, affectus
model = affectus.load(threads=1)
samples = np.full(16 << 20, 0.01, np.float32)
model.predict(samples[:{20 * RATE}], sampling_rate={RATE}, window=9)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
model.predict(samples, sampling_rate={RATE}, window=9, hop=60)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert int(done.stdout) < 16 << 10
