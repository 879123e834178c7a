"""WS /v1/stream: the protocol, and the same rows as everywhere else."""
import contextlib
import json
import struct
import time

import jsonschema
import pytest

from conftest import SAMPLE, connect, decoded, eventually, predict, repeated

CLOSE = json.dumps({"type": "session.close"})


@pytest.fixture(scope="module")
def schemas(server):
    messages = server.get("/asyncapi.json").json()["channels"]["stream"]["messages"]
    return {name: jsonschema.Draft202012Validator(message["payload"]) for name, message in messages.items() if name != "audio"}


@pytest.fixture
def talk(server, schemas):
    """Sends what is given, audio as bytes, and returns all events, each of which its schema must allow."""

    def one(*sent, url=None):
        with connect(url or server.url, max_size=None) as stream:
            for message in sent:
                if isinstance(message, dict):
                    schemas[message["type"]].validate(message) if message.get("valid", True) else None
                    message = json.dumps({key: value for key, value in message.items() if key != "valid"})
                stream.send(message)
            events = [json.loads(text) for text in stream]
        for event in events:
            schemas[event["type"]].validate(event)
        return events

    return one


def update(**session):
    return {"type": "session.update", "session": session}


def pieces(bytes_, size):
    return [bytes_[i:i + size] for i in range(0, len(bytes_), size)]


def rows(events):
    return [{key: value for key, value in event.items() if key != "type"} for event in events if event["type"] == "measurement"]


def expected(recording, *arguments, **keys):
    return predict(recording, "--window", keys.get("window", 3), "--hop", keys.get("hop", 0.25), *arguments)[0]["segments"]


def test_a_session(talk, samples):
    events = talk(*pieces(samples, 3200), CLOSE)
    created = {"encoding": "s16le", "sampling_rate": 16000, "channels": 1, "window_s": 3, "hop_s": 0.25, "model": "affectus",
               "scale": "sam", "turns": False}
    assert events[0] == {"type": "session.created", "session": created}
    assert rows(events) == expected(SAMPLE)
    closed = events[-1]
    assert closed["type"] == "session.closed" and closed["reason"] == "client_request"
    assert closed["received"]["audio_s"] == pytest.approx(len(samples) / 32000, abs=1e-3)
    assert closed["produced"] == {"measurements": len(rows(events)), "dropped": 0}


@pytest.mark.parametrize("size", [1, 777, 64000, 10_000_000])
def test_pieces_of_any_size(talk, samples, size):
    part = samples[:16000 * 2 * 4] if size == 1 else samples
    with_header = struct.pack("<4sI4s4sIHHIIHH4sI", b"RIFF", 36 + len(part), b"WAVE", b"fmt ", 16, 1, 1, 16000, 32000, 2, 16, b"data", len(part))
    import tempfile
    with tempfile.NamedTemporaryFile(suffix=".wav") as file:
        file.write(with_header + part)
        file.flush()
        want = expected(file.name)
    assert rows(talk(*pieces(part, size), CLOSE)) == want


def test_float_samples_stereo_another_rate_and_scale(talk, tmp_path):
    wav = tmp_path / "x.wav"
    wav.write_bytes(decoded(SAMPLE, "-t", "8", "-ac", "2", "-ar", "44100", "-c:a", "pcm_f32le", "-f", "wav"))
    floats = decoded(wav, "-f", "f32le")
    events = talk(update(encoding="f32le", sampling_rate=44100, channels=2, scale="signed", window_s=2, hop_s=1), *pieces(floats, 30001), CLOSE)
    assert events[1]["type"] == "session.updated" and events[1]["session"]["channels"] == 2
    assert rows(events) == expected(wav, "--scale", "signed", window=2, hop=1)


@pytest.mark.parametrize("options, suffix", [(["-c:a", "libopus", "-f", "webm"], "webm"), (["-c:a", "libopus", "-f", "ogg"], "ogg"),
                                             (["-c:a", "flac", "-f", "flac"], "flac"), (["-c:a", "pcm_s16le", "-f", "wav"], "wav")])
def test_containers(talk, tmp_path, options, suffix):
    file = tmp_path / ("x." + suffix)
    file.write_bytes(decoded(SAMPLE, "-t", "10", *options))
    assert rows(talk(update(encoding="container"), *pieces(file.read_bytes(), 1000), CLOSE)) == expected(file)


def test_flush(talk, samples):
    two = samples[:64000]
    events = talk(two, {"type": "flush"}, {"type": "flush"}, samples[64000:64000 + 64000], CLOSE)
    kinds = [event["type"] for event in events]
    assert kinds == ["session.created", "measurement", "flushed", "flushed", *["measurement"] * (kinds.count("measurement") - 1), "session.closed"]
    assert (rows(events)[0]["start_s"], rows(events)[0]["end_s"]) == (0, 2)
    assert rows(events)[-1]["end_s"] == 4
    assert [row["end_s"] for row in rows(events)[1:]] == [3, 3.25, 3.5, 3.75, 4]


def test_turns(talk, samples):
    events = talk(update(turns=True, hop_s=1), *pieces(samples, 6400), CLOSE)
    started = [event for event in events if event["type"] == "speech.started"]
    ended = [event for event in events if event["type"] == "speech.ended"]
    assert len(started) == len(ended) >= 1
    assert [one["start_s"] for one in started] == [one["start_s"] for one in ended]
    assert all(one["end_s"] > one["start_s"] and one["valence"] is not None for one in ended)


def test_mistakes_that_a_session_survives(talk, samples):
    bad = [{"type": "session.update", "session": {"window_s": 0}}, {"type": "session.update", "session": {"colour": 1}},
           {"type": "session.update", "session": {"model": "none"}}, {"type": "session.update"}, {"type": "x"}, {"type": 1}, {},
           {"type": "flush", "more": 1}, {"type": "session.update", "session": {"channels": 1.5}},
           {"type": "session.update", "session": {"turns": "yes"}}, {"type": "session.update", "session": [1]}]
    events = talk(*[json.dumps(one) for one in bad], "no json", "[" * 100, "x" * 70000, {"type": "keep_alive"}, samples[:96000],
                  json.dumps(update(hop_s=1)), CLOSE)
    assert [event["type"] for event in events] == ["session.created", *["error"] * (len(bad) + 3), "measurement", "error", "session.closed"] or \
        [event["type"] for event in events] == ["session.created", *["error"] * (len(bad) + 4), "measurement", "session.closed"]
    codes = [event["code"] for event in events if event["type"] == "error"]
    assert codes[2] == "not_found" and codes[len(bad) + 2] == "too_large" and codes[-1] == "invalid_argument"


def test_what_cannot_be_decoded_ends_the_session(talk):
    events = talk(update(encoding="container"), b"no container at all" * 50000, CLOSE)
    assert [event["type"] for event in events[-2:]] == ["error", "session.closed"] and events[-1]["reason"] == "error"
    assert events[-2]["code"] in ("invalid_format", "no_audio", "unsupported")


def test_a_session_without_audio(talk):
    events = talk({"type": "flush"}, CLOSE)
    assert [event["type"] for event in events] == ["session.created", "flushed", "session.closed"]
    assert events[-1]["received"] == {"audio_s": 0} and events[-1]["produced"] == {"measurements": 0, "dropped": 0}


def test_a_slow_reader_misses_the_oldest(server, samples):
    """More than the system keeps for the reader: what is then too much is dropped, and counted."""
    with connect(server.url, max_size=None, max_queue=1, compression=None) as stream:
        stream.send(json.dumps(update(window_s=0.5, hop_s=0.02)))
        for piece in pieces(repeated(samples, 20), 320000):
            stream.send(piece)
        stream.send(CLOSE)
        time.sleep(1)
        events = [json.loads(text) for text in stream]
    got = [event for event in events if event["type"] == "measurement"]
    closed = events[-1]
    assert closed["type"] == "session.closed" and closed["produced"]["measurements"] == len(got) + closed["produced"]["dropped"]
    assert got[-1]["end_s"] == pytest.approx(closed["received"]["audio_s"], abs=1e-3)
    ends = [event["end_s"] for event in got]
    assert ends == sorted(ends)


def test_many_streams_at_once_give_what_each_gives_alone(server, samples):
    import concurrent.futures
    want = expected(SAMPLE, hop=1)

    def one(size):
        with connect(server.url, max_size=None) as stream:
            stream.send(json.dumps(update(hop_s=1)))
            for piece in pieces(samples, size):
                stream.send(piece)
            stream.send(CLOSE)
            return rows([json.loads(text) for text in stream])

    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        for got in pool.map(one, [3200 + 2 * i for i in range(16)]):
            assert got == want
    assert server.metrics()["affectus_windows_total"] > server.metrics()["affectus_batches_total"]


def test_no_more_streams_than_may_be(start):
    server = start("--max-streams", 1)
    import websockets
    with connect(server.url):
        with pytest.raises(websockets.InvalidStatus) as refused:
            connect(server.url)
        assert refused.value.response.status_code == 429 and "Retry-After" in refused.value.response.headers
    eventually(lambda: server.metrics()["affectus_streams"] == 0)
    with connect(server.url) as stream:
        assert json.loads(stream.recv())["type"] == "session.created"


def test_a_silent_client_is_closed_as_idle(start, samples):
    server = start("--idle-timeout", 5)
    with connect(server.url) as silent, connect(server.url) as kept:
        silent.send(samples[:100000])
        events = []
        while not events or events[-1]["type"] != "session.closed":
            kept.send('{"type": "keep_alive"}')
            with contextlib.suppress(TimeoutError):
                events.append(json.loads(silent.recv(timeout=0.5)))
        assert [event["type"] for event in events] == ["session.created", "measurement", "measurement", "session.closed"]
        assert events[-1]["reason"] == "idle_timeout" and events[-1]["received"]["audio_s"] == 3.125
        kept.send('{"type": "flush"}')
        assert [json.loads(kept.recv())["type"] for _ in range(2)] == ["session.created", "flushed"]


def test_a_killed_client_disturbs_no_other(server, samples):
    with connect(server.url) as healthy:
        for _ in range(5):
            with connect(server.url) as dying:
                dying.send(samples)
                dying.socket.shutdown(2)
        healthy.send(samples[:96000])
        healthy.send(CLOSE)
        assert [json.loads(text)["type"] for text in healthy] == ["session.created", "measurement", "session.closed"]
    eventually(lambda: server.metrics()["affectus_streams"] == 0)
