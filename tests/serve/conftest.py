"""A started server for the tests, and clients that need nothing but the standard library and `websockets`.

    AFFECTUS=build/release/affectus python -m pytest tests/serve
"""
import functools
import http.client
import json
import os
import pathlib
import signal
import socket
import ssl
import subprocess
import threading
import time
import urllib.parse

import pytest
import websockets.sync.client

SOURCE = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("AFFECTUS", str(SOURCE / "build/release/affectus"))
SAMPLE = SOURCE / "samples/sense_and_sensibility.flac"
SLOWNESS = int(os.environ.get("AFFECTUS_SLOWNESS", "1"))  # how many times slower a sanitizer makes the program
TIMEOUT = 60.0 * SLOWNESS  # seconds

connect = functools.partial(websockets.sync.client.connect, open_timeout=TIMEOUT, ping_timeout=TIMEOUT)


class Answer:
    def __init__(self, response):
        self.status, self.headers, self.body = response.status, response.headers, response.read()

    def json(self):
        return json.loads(self.body)


class Server:
    """A process of `affectus serve`; its log is kept."""

    def __init__(self, *arguments, env=None):
        self.process = subprocess.Popen([PROGRAM, "serve", "--port", "0", *map(str, arguments)], stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, text=True, env={**os.environ, **(env or {})})
        self.log = []
        self.reader = threading.Thread(target=lambda: self.log.extend(self.process.stderr), daemon=True)
        self.reader.start()
        self.address = self.process.stdout.readline().strip()
        assert self.address, "the server did not start: " + "".join(self.log)
        parts = urllib.parse.urlsplit(self.address)
        self.host, self.port, self.secure = parts.hostname, parts.port, parts.scheme == "https"

    def connection(self, timeout=TIMEOUT):
        if self.secure:
            return http.client.HTTPSConnection(self.host, self.port, timeout=timeout, context=ssl._create_unverified_context())
        return http.client.HTTPConnection(self.host, self.port, timeout=timeout)

    def request(self, method, path, body=None, headers=None):
        connection = self.connection()
        connection.request(method, path, body=body, headers=headers or {})
        answer = Answer(connection.getresponse())
        connection.close()
        return answer

    def get(self, path, **headers):
        return self.request("GET", path, headers=headers)

    def predict(self, recording, headers=None, **fields):
        query = urllib.parse.urlencode(fields)
        return self.request("POST", "/v1/predict" + ("?" + query if query else ""), body=recording,
                            headers={"Content-Type": "application/octet-stream", **(headers or {})})

    def form(self, parts, headers=None, query=""):
        """`parts`: (name, value) or (name, file name, bytes)."""
        body, boundary = b"", "a boundary".replace(" ", "-")
        for name, *rest in parts:
            head = f'Content-Disposition: form-data; name="{name}"' + (f'; filename="{rest[0]}"' if len(rest) == 2 else "")
            value = rest[-1] if isinstance(rest[-1], bytes) else str(rest[-1]).encode()
            body += f"--{boundary}\r\n{head}\r\n\r\n".encode() + value + b"\r\n"
        body += f"--{boundary}--\r\n".encode()
        return self.request("POST", "/v1/predict" + query, body=body,
                            headers={"Content-Type": f"multipart/form-data; boundary={boundary}", **(headers or {})})

    def raw(self, text, wait=True):
        """Sends bytes as they are; what the server answers until it closes."""
        connection = socket.create_connection((self.host, self.port), timeout=TIMEOUT)
        connection.sendall(text)
        received = b""
        while wait and (piece := connection.recv(65536)):
            received += piece
        connection.close()
        return received

    @property
    def url(self):
        return self.address.replace("http", "ws", 1) + "/v1/stream"

    def metrics(self):
        lines = self.get("/metrics").body.decode().splitlines()
        return {line.rsplit(" ", 1)[0]: float(line.rsplit(" ", 1)[1]) for line in lines if not line.startswith("#")}

    def stop(self, how=signal.SIGTERM, timeout=TIMEOUT):
        if self.process.poll() is None:
            self.process.send_signal(how)
        code = self.process.wait(timeout)
        self.reader.join(timeout)
        log = "".join(self.log)
        assert "Sanitizer" not in log and "runtime error" not in log, log
        return code


@pytest.fixture(scope="session")
def server():
    started = Server()
    yield started
    assert started.stop() == 0


@pytest.fixture
def start():
    """Starts servers of a test's own."""
    started = []

    def begin(*arguments, **more):
        started.append(Server(*arguments, **more))
        return started[-1]

    yield begin
    for one in started:
        one.stop(signal.SIGKILL)  # also one that has ended: its log may say why


def eventually(holds):
    end = time.monotonic() + TIMEOUT
    while not holds():
        assert time.monotonic() < end, "what was waited for did not come"
        time.sleep(0.02)


def predict(*arguments, format="json"):
    """What the program says of a recording."""
    result = subprocess.run([PROGRAM, "predict", *map(str, arguments), "--format", format, "--quiet"], capture_output=True, check=True)
    return json.loads(result.stdout) if format == "json" else result.stdout


def repeated(samples, times):
    """A long recording; where the program is slower, a shorter one."""
    return samples * max(1, times // SLOWNESS)


def decoded(recording, *options):
    return subprocess.run(["ffmpeg", "-loglevel", "error", "-i", str(recording), *options, "-"], capture_output=True, check=True).stdout


@pytest.fixture(scope="session")
def sample():
    return SAMPLE.read_bytes()


@pytest.fixture(scope="session")
def samples():
    """The sample as the samples of 16 bits that it holds."""
    return decoded(SAMPLE, "-f", "s16le", "-ac", "1", "-ar", "16000")
