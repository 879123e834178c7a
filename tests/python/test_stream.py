"""Model.stream: the rows of windows as they come, equal to those of the whole signal."""

from __future__ import annotations

import numpy as np
import pytest

import affectus
from conftest import RATE, SAMPLE, buzz, same


def test_chunks_of_any_size_give_the_windows_of_the_whole(model, voice):
    expected = model.predict(voice, sampling_rate=RATE, window=3, hop=0.5, embedding=True).segments
    for chunk in (160, 12345, len(voice)):
        with model.stream(window=3, hop=0.5, embedding=True) as stream:
            rows = [row for at in range(0, len(voice), chunk) for row in stream.push(voice[at : at + chunk])]
        assert same(rows + stream.rest, expected)
        assert stream.received == len(voice) / RATE
        assert stream.finish() == []


def test_a_row_comes_with_the_last_sample_of_its_window(model):
    stream = model.stream(window=1, hop=0.25)
    silence = np.zeros(RATE, np.float32)
    assert stream.push(silence[:-1]) == []
    assert [row.end for row in stream.push(silence[:1])] == [1.0]
    together = model.stream(window=1, hop=0.25, windows_together=16)
    assert together.push(silence) == []
    assert [row.end for row in together.flush()] == [1.0]
    assert together.finish() == []
    assert together.warnings == ("no_speech",)


def test_channels_and_rates_are_those_of_files(model):
    stereo = np.stack([buzz(4, 44100), buzz(4, 44100, pitch=210)])
    expected = model.predict(stereo, sampling_rate=44100, window=1, hop=0.5, channel="each").segments
    stream = model.stream(sampling_rate=44100, channels=2, window=1, hop=0.5, channel="each")
    rows = [row for at in range(0, stereo.shape[1], 5000) for row in stream.push(stereo[:, at : at + 5000])]
    assert same(rows + stream.finish(), expected)


def test_a_baseline_shifts_rows(model, voice):
    expected = model.predict(voice, sampling_rate=RATE, window=3, hop=1, baseline=SAMPLE).segments
    stream = model.stream(window=3, hop=1, baseline=SAMPLE)
    assert stream.push(voice) + stream.finish() == expected
    assert expected[0].valence_raw is not None


def test_without_a_window_a_signal_is_scored_as_a_recording(model, voice):
    stream = model.stream(window=None)
    assert stream.push(voice) + stream.finish() == model.predict(voice, sampling_rate=RATE).segments


def test_a_stream_begins_anew(model, voice):
    stream = model.stream()
    first = stream.push(voice) + stream.finish()
    with pytest.raises(affectus.Error, match="finish"):
        stream.push(voice)
    stream.reset()
    assert stream.push(voice) + stream.finish() == first


def test_cancelled_it_fails_until_a_reset(model, voice):
    stream = model.stream()
    stream.cancel()
    with pytest.raises(affectus.Error) as raised:
        stream.push(voice)
    assert raised.value.code == "cancelled"
    stream.reset()
    stream.push(voice)


def test_an_error_in_its_block_ends_it_without_rows(model, voice):
    with pytest.raises(RuntimeError), model.stream() as stream:
        raise RuntimeError
    assert stream.rest == []
    with pytest.raises(affectus.Error):
        stream.push(voice)


def test_wrong_arguments_are_refused(model, voice):
    for options in ({"sampling_rate": 100}, {"channels": 0}, {"window": 0}, {"channel": 1}, {"windows_together": 0}):
        with pytest.raises(affectus.Error) as raised:
            model.stream(**options)
        assert raised.value.code == "invalid_argument"
    stream = model.stream(channels=2)
    for chunk in (voice, b"bytes", SAMPLE, voice.astype(np.uint8)):
        with pytest.raises(affectus.Error) as raised:
            stream.push(chunk)
        assert raised.value.code == "invalid_argument"
