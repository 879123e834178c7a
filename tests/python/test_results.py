"""Results as tables, files and figures."""

from __future__ import annotations

import io
import pickle

import audformat
import numpy as np
import pandas as pd
import pytest

import affectus
from conftest import RATE, SAMPLE, buzz

OPTIONS = {"window": 4, "hop": 2, "embedding": True, "baseline": "running"}


@pytest.fixture(scope="module")
def result(model) -> affectus.Result:
    return model.predict(SAMPLE, **OPTIONS)


def test_a_frame_has_the_columns_and_values_of_the_csv(result, program):
    words = ["--window", "4", "--hop", "2", "--embedding", "--baseline", "running", "--format", "csv", "--quiet"]
    csv = pd.read_csv(io.StringIO(program("predict", SAMPLE, *words)), keep_default_na=False)
    frame = result.to_frame()
    assert list(frame.columns) == [name for name in csv.columns if name not in ("file", "start_s", "end_s")]
    assert len(frame) == len(csv) > 0
    for name in frame.columns:
        if name == "warnings":
            assert frame[name].tolist() == csv[name].tolist()
        else:
            assert np.array_equal(frame[name].to_numpy(np.float32), csv[name].to_numpy(np.float32)), name
    assert frame.index.get_level_values("file").tolist() == csv["file"].tolist()
    assert frame.index.get_level_values("start").total_seconds().tolist() == csv["start_s"].tolist()
    assert frame.index.get_level_values("end").total_seconds().tolist() == csv["end_s"].tolist()


def test_labels_and_channels_are_columns(model, tmp_path, program):
    table = tmp_path / "turns.csv"
    table.write_text(f"file,start_s,end_s,label,tier,speaker\n{SAMPLE},0,2,yes,,A\n{SAMPLE},2,4,,,B\n")
    frame = model.predict(SAMPLE, segments=table).to_frame()
    header = program("predict", SAMPLE, "--segments", table, "--format", "csv", "--quiet").split("\n")[0].split(",")
    assert list(frame.columns) == header[3:]
    assert frame["label"].fillna("none").tolist() == ["yes", "none"]
    each = model.predict(np.stack([buzz(2), buzz(2)]), sampling_rate=RATE, channel="each").to_frame()
    assert each["channel"].tolist() == [0, 1]


def test_the_index_is_audformats(result, model):
    frame = result.to_frame()
    audformat.assert_index(frame.index)
    assert audformat.is_segmented_index(frame.index)
    rows = result.segments
    index = audformat.segmented_index(
        [SAMPLE] * len(rows), [f"{row.start}s" for row in rows], [f"{row.end}s" for row in rows])
    pd.testing.assert_index_equal(audformat.utils.to_segmented_index(frame.index), index)
    assert audformat.utils.intersect([frame.index, index]).size == len(rows)
    wanted = audformat.segmented_index([SAMPLE, SAMPLE], ["0.5s", "3s"], ["2.5s", "7.125s"])
    pd.testing.assert_index_equal(model.predict(SAMPLE, segments=wanted).to_frame().index, wanted)


def test_many_results_are_one_frame(model, tmp_path):
    results = model.predict([SAMPLE, buzz(3), "missing.wav"], sampling_rate=RATE, window=3)
    frame = affectus.to_frame(results)
    assert frame.index.get_level_values("file").unique().tolist() == [SAMPLE, "1"]
    assert len(frame) == sum(len(result.segments) for result in results)
    nothing = affectus.to_frame([results[2]])
    assert len(nothing) == 0
    assert list(nothing.columns) == list(frame.columns)
    assert list(affectus.to_frame([]).index.names) == ["file", "start", "end"]
    longer = affectus.to_frame([results[0], model.predict(SAMPLE, embedding=True)])
    assert np.isnan(longer["embedding_000"].iloc[0]) and not np.isnan(longer["embedding_000"].iloc[-1])


def test_parquet_keeps_the_frame(result, tmp_path):
    path = tmp_path / "result.parquet"
    result.to_parquet(path)
    pd.testing.assert_frame_equal(pd.read_parquet(path), result.to_frame(), check_index_type=False, check_dtype=False)


def test_the_summary_is_the_average_over_speech(result):
    weights = [(row.end - row.start) * row.speech for row in result.segments]
    for name, value in result.summary.items():
        values = [getattr(row, name) for row in result.segments]
        assert value == pytest.approx(np.average(values, weights=weights), rel=1e-12)


def test_results_and_errors_can_be_pickled(result, model):
    copy = pickle.loads(pickle.dumps(result))
    assert copy == result
    assert np.array_equal(copy.segments[0].embedding, result.segments[0].embedding)
    error = pickle.loads(pickle.dumps(model.predict(["missing.wav"])[0].error))
    assert (error.code, "missing.wav" in str(error)) == ("not_found", True)
    assert pickle.loads(pickle.dumps(model)).predict(SAMPLE) == model.predict(SAMPLE)


def test_a_plot_shows_what_the_rows_say(result, model):
    import matplotlib.pyplot as pyplot

    figure = result.plot()
    time, plane, band = figure.axes
    curves = {line.get_label(): line for line in time.get_lines()}
    for name in ("activation", "valence", "dominance"):
        assert curves[name].get_ydata().tolist() == [getattr(row, name) for row in result.segments]
        assert curves[name].get_xdata().tolist() == [(row.start + row.end) / 2 for row in result.segments]
    assert len(time.collections) == 3, "a spread about each curve"
    assert len(time.patches) == len(result.segments), "speech"
    path = plane.get_lines()[0]
    assert path.get_xdata().tolist() == [row.valence for row in result.segments]
    assert path.get_ydata().tolist() == [row.activation for row in result.segments]
    assert len(band.patches) == len(result.segments), "a category each"
    edges = [(patch.get_x(), patch.get_x() + patch.get_width()) for patch in band.patches]
    assert [end for _, end in edges[:-1]] == pytest.approx([start for start, _ in edges[1:]]), "without gaps"
    assert (edges[0][0], edges[-1][1]) == (0, pytest.approx(result.duration))
    file = io.BytesIO()
    figure.savefig(file)
    assert file.getvalue().startswith(b"\x89PNG")
    for other in (
        model.predict(SAMPLE, scale="signed"),
        model.predict(np.stack([buzz(4), buzz(4)]), sampling_rate=RATE, window=1, channel="each"),
        model.predict(["missing.wav"])[0],
    ):
        other.plot().savefig(io.BytesIO())
    pyplot.close("all")


def test_notebooks_show_a_page(result, model):
    page = result._repr_html_()
    assert page.count("<polyline") == 3
    assert "sense_and_sensibility.flac" in page
    failed = model.predict(["<b>.wav"])[0]._repr_html_()
    assert "&lt;b&gt;.wav" in failed and "<b>.wav" not in failed


def test_the_most_probable_category(result):
    for row in result.segments:
        assert row.categories[row.category] == max(row.categories.values())
        assert sum(row.categories.values()) == pytest.approx(1, abs=1e-5)
