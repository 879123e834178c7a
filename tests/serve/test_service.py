"""Starting, reloading and stopping, as a service manager does it; clients that hold on."""
import json
import os
import signal
import socket
import subprocess
import threading

import pytest

from conftest import PROGRAM, SAMPLE, TIMEOUT, Server, connect, eventually, repeated


def test_shutdown_finishes_what_runs(start, samples):
    server = start()
    answers = []
    long = repeated(samples, 10)

    def ask():
        answers.append(server.predict(long, raw="s16le:16000", window="3", hop="0.25"))

    asking = threading.Thread(target=ask, daemon=True)
    with connect(server.url) as stream:
        stream.send(samples[:96000])
        assert json.loads(stream.recv())["type"] == "session.created"
        assert json.loads(stream.recv())["type"] == "measurement"
        idle = server.connection()
        idle.request("GET", "/healthz")
        idle.getresponse().read()
        asking.start()
        eventually(lambda: answers or server.metrics()["affectus_recordings"] == 1)
        server.process.send_signal(signal.SIGTERM)
        closed = json.loads(stream.recv())
        assert closed["type"] == "session.closed" and closed["reason"] == "server_shutdown"
        if not answers:  # still at work: who comes now is told so
            try:
                late = server.get("/readyz")
                assert late.status == 503 and "Retry-After" in late.headers and late.json()["error"]["retryable"]
                assert server.predict(b"x").status == 503
            except ConnectionError:
                assert answers
    asking.join()
    assert answers[0].status == 200 and answers[0].json()["duration_s"] == pytest.approx(len(long) / 32000, abs=1e-3)
    assert server.process.wait(TIMEOUT) == 0


def test_a_second_signal_ends_at_once(start, samples):
    server = start()
    connection = server.connection()
    connection.request("POST", "/v1/predict?raw=s16le:16000&window=30&hop=0.02", body=repeated(samples, 20))
    eventually(lambda: server.metrics()["affectus_recordings"] == 1)
    server.process.send_signal(signal.SIGTERM)
    # Two signals at once would be one, where the process does not run in between.
    eventually(lambda: any('"shutting down"' in line for line in server.log))
    server.process.send_signal(signal.SIGTERM)
    assert server.process.wait(TIMEOUT) == 0


def test_reopening_models(start):
    server = start()
    server.process.send_signal(signal.SIGHUP)
    eventually(lambda: any('"reopened"' in line for line in server.log))
    assert any(json.loads(line)["event"] == "reopened" for line in server.log)
    assert server.get("/v1/models").status == 200


def test_several_models(start, sample):
    server = start("--model", "affectus-mfb", "--model", "affectus")
    models = server.get("/v1/models").json()["models"]
    assert [(one["name"], one["default"]) for one in models] == [("affectus-mfb", True), ("affectus", False)]
    assert server.predict(sample).json()["model"] == "affectus-mfb"
    assert server.predict(sample, model="affectus").json()["model"] == "affectus"
    with connect(server.url) as stream:
        assert json.loads(stream.recv())["session"]["model"] == "affectus-mfb"
        stream.send(json.dumps({"type": "session.update", "session": {"model": "affectus"}}))
        assert json.loads(stream.recv())["session"]["model"] == "affectus"


def test_readiness_and_socket_activation(tmp_path):
    path = tmp_path / "notify"
    manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    manager.bind(str(path))
    manager.settimeout(TIMEOUT)
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen()
    port = listening.getsockname()[1]
    # As systemd: the socket is descriptor 3, and LISTEN_PID the process that will be the server.
    script = f'exec 3<&{listening.fileno()}; LISTEN_PID=$$ LISTEN_FDS=1 exec "$@"'
    process = subprocess.Popen(["bash", "-c", script, "bash", PROGRAM, "serve", "--quiet"], stdout=subprocess.PIPE, text=True,
                               pass_fds=[listening.fileno()], env={**os.environ, "NOTIFY_SOCKET": str(path)})
    assert manager.recv(100) == b"READY=1"
    assert process.stdout.readline().strip() == f"http://127.0.0.1:{port}"
    server = Server.__new__(Server)
    server.host, server.port, server.secure = "127.0.0.1", port, False
    assert server.get("/healthz").status == 200
    process.terminate()
    assert manager.recv(100) == b"STOPPING=1"
    assert process.wait(TIMEOUT) == 0


def test_half_open_connections_keep_nobody_out(start):
    limit = "ulimit -n 300; exec \"$@\""
    process = subprocess.Popen(["sh", "-c", limit, "sh", PROGRAM, "serve", "--port", "0", "--quiet"], stdout=subprocess.PIPE, text=True)
    port = int(process.stdout.readline().strip().rsplit(":", 1)[1])
    held = []
    for i in range(400):  # more than it has descriptors for
        one = socket.create_connection(("127.0.0.1", port), timeout=TIMEOUT)
        one.sendall(b"GET /healthz HTTP/1.1\r\nHost: loc"[:i % 30])
        held.append(one)
    server = Server.__new__(Server)
    server.host, server.port, server.secure = "127.0.0.1", port, False
    assert server.get("/healthz").status == 200
    for one in held:
        one.close()
    process.terminate()
    assert process.wait(TIMEOUT) == 0


def test_a_port_in_use_is_an_error(server):
    result = subprocess.run([PROGRAM, "serve", "--port", str(server.port)], capture_output=True, text=True, timeout=TIMEOUT)
    assert result.returncode == 1 and "--port" in result.stderr


def test_a_short_recording_does_not_wait_for_a_long_one(server, samples):
    """It is answered while the long one is at work."""
    done = threading.Event()

    def ask():
        assert server.predict(repeated(samples, 60), raw="s16le:16000", window="3", hop="0.25").status == 200
        done.set()

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    eventually(lambda: done.is_set() or server.metrics()["affectus_recordings"] == 1)
    for _ in range(3):
        assert server.predict(samples[:96000], raw="s16le:16000").status == 200
    assert not done.is_set()
    asking.join()
