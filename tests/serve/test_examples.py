"""The clients of examples/server, run as they are."""
import json
import os
import subprocess
import sys

import pytest

from conftest import SAMPLE, SOURCE, TIMEOUT, decoded, predict

EXAMPLES = SOURCE / "examples/server"


@pytest.fixture(scope="module")
def expected():
    return predict(SAMPLE, "--window", 3, "--hop", 1)[0]["segments"]


def run(*command, token=None):
    environment = {key: value for key, value in os.environ.items() if key != "AFFECTUS_TOKEN"}
    environment["NODE_PATH"] = "/usr/share/nodejs"  # of Debian's node-ws, where Node is another's
    if token:
        environment["AFFECTUS_TOKEN"] = token
    return subprocess.run([*map(str, command)], capture_output=True, text=True, timeout=2 * TIMEOUT, env=environment)


def test_curl(server, expected):
    result = run(EXAMPLES / "predict.sh", SAMPLE, server.address)
    assert result.returncode == 0, result.stderr
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert [{key: value for key, value in row.items() if key != "file"} for row in rows] == expected


def test_python(server, tmp_path):
    short = tmp_path / "short.wav"
    short.write_bytes(decoded(SAMPLE, "-t", "4.5", "-f", "wav"))
    result = run(sys.executable, EXAMPLES / "stream.py", short, server.url.rsplit("/v1", 1)[0])
    assert result.returncode == 0, result.stderr
    assert [line.split()[0] for line in result.stdout.splitlines()] == ["3.00", "4.00", "4.50"]


def test_javascript(server, expected):
    result = run("node", EXAMPLES / "stream.mjs", SAMPLE, server.url.rsplit("/v1", 1)[0])
    assert result.returncode == 0, result.stderr
    assert len(result.stdout.splitlines()) == len(expected)
    assert result.stdout.splitlines()[0].startswith(f"3.00 s  activation {expected[0]['activation']:.2f}")


def test_tokens(start, tmp_path):
    (tmp_path / "tokens").write_text("token-of-the-examples\n")
    server = start("--token-file", tmp_path / "tokens")
    stream = server.url.rsplit("/v1", 1)[0]
    short = tmp_path / "short.flac"
    short.write_bytes(decoded(SAMPLE, "-t", "1", "-f", "flac"))
    for command in ([EXAMPLES / "predict.sh", short, server.address], ["node", EXAMPLES / "stream.mjs", short, stream],
                    [sys.executable, EXAMPLES / "stream.py", short, stream]):
        assert run(*command).returncode != 0
        result = run(*command, token="token-of-the-examples")
        assert result.returncode == 0 and len(result.stdout.splitlines()) == 1, result.stderr
