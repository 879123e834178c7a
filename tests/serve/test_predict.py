"""POST /v1/predict: the program's own results, and its errors."""
import json
import re
import time

import pytest

from conftest import SAMPLE, decoded, eventually, predict, repeated

WINDOWS = {"window": "3", "hop": "0.25"}


@pytest.fixture(scope="module")
def expected():
    return predict(SAMPLE, "--window", 3, "--hop", 0.25)[0]


def same(answer, expected, name):
    return answer == {**expected, "file": name}


def test_raw_body_and_form_give_the_programs_object(server, sample, expected):
    answer = server.predict(sample, **WINDOWS)
    assert answer.status == 200 and answer.headers["Content-Type"] == "application/json"
    assert same(answer.json(), expected, "recording")
    answer = server.form([("window", 3), ("hop", 0.25), ("file", "a b.flac", sample)])
    assert same(answer.json(), expected, "a b.flac")
    # Every digit, not only every number.
    text = predict(SAMPLE, "--window", 3, "--hop", 0.25, format="jsonl").decode().replace(json.dumps(str(SAMPLE)), '"recording"')
    assert server.predict(sample, format="jsonl", **WINDOWS).body.decode() == text


@pytest.mark.parametrize("format", ["table", "csv", "jsonl", "textgrid", "eaf", "vtt", "srt", "html"])
def test_every_format(server, sample, format, tmp_path):
    copy = tmp_path / "x.flac"
    copy.write_bytes(sample)
    answer = server.form([("format", format), ("window", 5), ("file", str(copy), sample)])
    assert answer.status == 200
    expected = predict(copy, "--window", 5, format=format)
    without_date = [re.sub(rb' DATE="[^"]*"', b"", text, count=1) for text in (answer.body, expected)]  # EAF has the time
    assert without_date[0] == without_date[1]


def test_fields(server, sample):
    for fields, arguments in (({"scale": "unit"}, ["--scale", "unit"]), ({"embedding": "true"}, ["--embedding"]),
                              ({"channel": "0"}, ["--channel", "0"]), ({"channel": "each"}, ["--channel", "each"]),
                              ({"track": "0"}, ["--track", "0"])):
        assert same(server.predict(sample, window="4", **fields).json(), predict(SAMPLE, "--window", 4, *arguments)[0], "recording")


def test_raw_samples(server, tmp_path):
    mulaw = decoded(SAMPLE, "-t", "6", "-f", "mulaw", "-ar", "8000", "-ac", "1")
    (tmp_path / "x").write_bytes(mulaw)
    expected = predict(tmp_path / "x", "--raw", "mulaw:8000")[0]
    assert same(server.predict(mulaw, raw="mulaw:8000").json(), expected, "recording")


def test_segments(server, sample, tmp_path):
    table = "file,start_s,end_s,label\nx.flac,0,2.5,a\nx.flac,3,9,b\nother.flac,0,1,c\n"
    (tmp_path / "x.flac").write_bytes(sample)
    (tmp_path / "t.csv").write_text(table)
    expected = predict(tmp_path / "x.flac", "--segments", tmp_path / "t.csv")[0]
    answer = server.form([("segments", "t.csv", table.encode()), ("file", "x.flac", sample)])
    assert same(answer.json(), expected, "x.flac")
    assert [row["label"] for row in answer.json()["segments"]] == ["a", "b"]
    rttm = b"SPEAKER x 1 0.5 2.0 <NA> <NA> anna <NA> <NA>\n"
    answer = server.form([("file", "x.flac", sample), ("segments", "t.rttm", rttm)])
    assert [row["speaker"] for row in answer.json()["segments"]] == ["anna"]
    answer = server.form([("file", "y.flac", sample), ("segments", "t.csv", table.encode())])
    assert answer.status == 400 and "y.flac" in answer.json()["error"]["message"]


@pytest.mark.parametrize("fields, status, code", [
    ({"window": "0"}, 400, "invalid_argument"), ({"window": "x"}, 400, "invalid_argument"), ({"hop": "1"}, 400, "invalid_argument"),
    ({"window": "nan"}, 400, "invalid_argument"), ({"scale": "bad"}, 400, "invalid_argument"), ({"channel": "7"}, 400, "invalid_argument"),
    ({"track": "3"}, 400, "invalid_argument"), ({"raw": "s16le"}, 400, "invalid_argument"), ({"format": "exe"}, 400, "invalid_argument"),
    ({"model": "/etc"}, 404, "not_found"), ({"window": ""}, 400, "invalid_argument"), ({"windw": "3"}, 400, "invalid_argument"),
    ({"embedding": "maybe"}, 400, "invalid_argument"), ({"tier": "x"}, 400, "invalid_argument")])
def test_wrong_fields(server, sample, fields, status, code):
    answer = server.predict(sample, **fields)
    error = answer.json()["error"]
    assert (answer.status, error["code"], error["retryable"]) == (status, code, False)
    assert next(iter(fields)) in error["message"]


def test_wrong_bodies(server, sample):
    assert server.predict(b"").status == 400
    for bytes_ in (b"no recording at all" * 100, sample[:50]):
        answer = server.predict(bytes_)
        assert answer.status == 422 and answer.json()["error"]["code"] in ("invalid_format", "no_audio", "unsupported")
    assert server.form([("window", 3)]).status == 400  # no file
    assert server.form([("file", "x", sample), ("file", "y", sample)]).status == 400
    assert server.form([("window", 3), ("window", 3), ("file", "x", sample)]).status == 400
    assert server.form([("file", "x", sample)], headers={"Content-Type": "multipart/form-data"}).status == 400
    broken = server.request("POST", "/v1/predict", body=b"--b\r\nContent-Disposition: form-data; name=file\r\n\r\nabc",
                            headers={"Content-Type": "multipart/form-data; boundary=b"})
    assert broken.status == 400


def test_a_playlist_opens_no_file(server):
    listed = b"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n/etc/passwd\n#EXT-X-ENDLIST\n"
    answer = server.form([("file", "x.m3u8", listed)])
    assert answer.status == 422 and b"root:" not in answer.body
    answer = server.form([("file", "../../../etc/passwd", b"x" * 100)])
    assert answer.status == 422 and b"root:" not in answer.body


def test_json_lines_come_while_the_rest_is_scored(server, samples):
    long = repeated(samples, 60)  # half an hour
    connection = server.connection()
    connection.request("POST", "/v1/predict?raw=s16le:16000&window=3&hop=0.25&format=jsonl", body=long)
    response = connection.getresponse()
    first = json.loads(response.readline())
    assert first["start_s"] == 0 and response.headers["Transfer-Encoding"] == "chunked"
    rest = response.read().decode().splitlines()
    assert json.loads(rest[-1])["end_s"] == pytest.approx(len(long) / 32000, abs=1e-3)
    connection.close()


def test_a_closed_connection_stops_its_work(server, samples):
    connection = server.connection()
    connection.request("POST", "/v1/predict?raw=s16le:16000&window=30&hop=0.02", body=repeated(samples, 20))
    eventually(lambda: server.metrics()["affectus_recordings"] == 1)
    connection.close()
    eventually(lambda: server.metrics()["affectus_recordings"] == 0)


def test_a_large_upload_is_refused(start, sample):
    server = start("--max-upload", "100k")
    answer = server.predict(sample)
    assert answer.status == 413 and answer.json()["error"]["code"] == "too_large"
    # Also where its size is not said before.
    body = b"POST /v1/predict HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n" + b"10000\r\n" + b"x" * 65536 + b"\r\n"
    answer = server.raw(body + b"10000\r\n" + b"x" * 65536 + b"\r\n0\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 413 ")


def test_an_upload_of_many_megabytes_leaves_no_file(start, samples, tmp_path):
    server = start(env={"TMPDIR": str(tmp_path)})
    large = samples * 10  # beyond what is kept in memory
    assert server.predict(large, raw="s16le:16000", window="20").status == 200
    connection = server.connection()
    connection.putrequest("POST", "/v1/predict")
    connection.putheader("Content-Length", str(len(large)))
    connection.endheaders(large[:-1])
    time.sleep(0.3)
    assert list(tmp_path.iterdir()) == []
    server.process.kill()
    server.process.wait()
    assert list(tmp_path.iterdir()) == []


def test_expect_100_continue(server, sample):
    head = f"POST /v1/predict?window=5 HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(sample)}\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n"
    answer = server.raw(head.encode() + sample)
    assert answer.startswith(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 ")


def test_http_1_0(server, sample):
    head = f"POST /v1/predict?window=3&hop=0.25&format=jsonl HTTP/1.0\r\nHost: localhost\r\nContent-Length: {len(sample)}\r\n\r\n"
    answer = server.raw(head.encode() + sample)
    assert b"chunked" not in answer.split(b"\r\n\r\n")[0] and answer.endswith(b"}\n")
