"""Tokens, hosts, origins, methods, descriptions, the page and the log."""
import json
import subprocess

import pytest
import websockets

from conftest import PROGRAM, TIMEOUT, connect

TOKEN = "a-secret-of-the-test"


@pytest.fixture(scope="module")
def guarded(tmp_path_factory):
    from conftest import Server
    file = tmp_path_factory.mktemp("tokens") / "tokens"
    file.write_text(f"# who\nanother-secret-of-it\n{TOKEN}\n")
    page = tmp_path_factory.mktemp("page")
    (page / "index.html").write_text("<!doctype html><title>page</title>")
    (page / "a.js").write_text("1")
    (page / ".hidden").write_text("secret")
    (page / "out").symlink_to("/etc/hostname")
    started = Server("--token-file", file, "--allow-origin", "https://page.example", "--web", page)
    yield started
    started.stop()
    log = "".join(started.log)
    assert TOKEN not in log and all(json.loads(line)["event"] for line in log.splitlines())


def bearer(token=TOKEN):
    return {"Authorization": "Bearer " + token}


def test_tokens(guarded, sample):
    for path in ("/v1/models", "/metrics"):
        answer = guarded.get(path)
        assert answer.status == 401 and answer.headers["WWW-Authenticate"] == "Bearer"
        assert answer.json()["error"]["code"] == "unauthorized"
        assert guarded.get(path, **bearer("a-secret-of-the-tesT")).status == 401
        assert guarded.get(path, **bearer()).status == 200
    assert guarded.predict(sample).status == 401
    assert guarded.predict(sample, headers=bearer(), window="5").status == 200
    for path in ("/healthz", "/readyz", "/openapi.json", "/asyncapi.json", "/"):
        assert guarded.get(path).status == 200


def test_tokens_of_streams(guarded):
    with pytest.raises(websockets.InvalidStatus) as refused:
        connect(guarded.url)
    assert refused.value.response.status_code == 401
    with connect(guarded.url, additional_headers=bearer()) as stream:
        assert json.loads(stream.recv())["type"] == "session.created"
    with connect(guarded.url, subprotocols=["affectus", TOKEN]) as stream:
        assert stream.subprotocol == "affectus"
    with pytest.raises(websockets.InvalidStatus):
        connect(guarded.url, subprotocols=["affectus", "another"])


def test_hosts_and_origins(guarded):
    for host in ("evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80", "", "a b"):
        assert guarded.get("/healthz", Host=host).status in (400, 421), host
    for host in ("localhost", f"127.0.0.1:{guarded.port}", "[::1]:1", "page.example"):
        assert guarded.get("/healthz", Host=host).status == 200, host
    assert guarded.get("/v1/models", Origin="https://evil.example", **bearer()).status == 403
    assert guarded.get("/v1/models", Origin="null", **bearer()).status == 403
    own = guarded.get("/v1/models", Origin=guarded.address, **bearer())
    assert own.status == 200
    allowed = guarded.get("/v1/models", Origin="https://page.example", **bearer())
    assert allowed.status == 200 and allowed.headers["Access-Control-Allow-Origin"] == "https://page.example"
    asked = guarded.request("OPTIONS", "/v1/predict", headers={"Origin": "https://page.example", "Access-Control-Request-Method": "POST"})
    assert asked.status == 204 and "Authorization" in asked.headers["Access-Control-Allow-Headers"]
    with pytest.raises(websockets.InvalidStatus):
        connect(guarded.url, additional_headers=bearer(), origin="https://evil.example")


def test_the_page(guarded):
    page = guarded.get("/")
    assert page.status == 200 and page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "default-src 'self'" in page.headers["Content-Security-Policy"]
    assert guarded.get("/a.js").headers["Content-Type"] == "text/javascript; charset=utf-8"
    for path in ("/.hidden", "/out", "/../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/a.js/", "/none", "/..%5c..%5cx", "//etc/passwd"):
        answer = guarded.raw(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
        assert answer.startswith((b"HTTP/1.1 404 ", b"HTTP/1.1 400 ")), path


def test_what_the_server_says_of_itself(server):
    models = server.get("/v1/models").json()["models"]
    assert [one["name"] for one in models if one["default"]] == ["affectus"]
    assert models[0]["dimensions"] == ["activation", "valence", "dominance"] and models[0]["categories"]
    assert server.get("/openapi.json").json()["openapi"] == "3.1.0"
    assert server.get("/asyncapi.json").json()["asyncapi"] == "3.0.0"
    assert server.get("/healthz").json() == {"status": "ok"} and server.get("/readyz").json() == {"status": "ready"}
    metrics = server.get("/metrics").body.decode()
    assert 'affectus_requests_total{route="/healthz",status="200"}' in metrics and "affectus_batches_total" in metrics


def test_methods_paths_and_broken_requests(server):
    answer = server.request("DELETE", "/v1/predict")
    assert answer.status == 405 and answer.headers["Allow"] == "POST"
    assert server.get("/v1/predict").status == 405 and server.get("/v2/predict").status == 404
    assert server.get("/healthz?x=1").status == 400
    assert server.get("/v1/stream").status == 426
    head = server.request("HEAD", "/healthz")
    assert head.status == 200 and head.body == b"" and int(head.headers["Content-Length"]) > 0
    assert server.raw(b"nonsense\r\n\r\n").startswith(b"HTTP/1.1 400 ")
    assert server.raw(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * 20000 + b"\r\n\r\n").startswith(b"HTTP/1.1 431 ")
    assert server.raw(b"GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n").startswith((b"HTTP/1.1 400 ", b"HTTP/1.1 421 "))
    assert server.raw(b"GET /%zz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").startswith(b"HTTP/1.1 400 ")
    smuggled = b"POST /healthz HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    assert server.raw(smuggled).startswith((b"HTTP/1.1 400 ", b"HTTP/1.1 405 "))


def test_request_ids(server):
    assert server.get("/healthz", **{"X-Request-Id": "my-id.1"}).headers["X-Request-Id"] == "my-id.1"
    own = server.get("/healthz", **{"X-Request-Id": "no good\x7f"}).headers["X-Request-Id"]
    assert len(own) == 16 and own != server.get("/healthz").headers["X-Request-Id"]


def test_one_connection_serves_many_requests(server):
    connection = server.connection()
    for _ in range(3):
        connection.request("GET", "/healthz")
        response = connection.getresponse()
        assert response.status == 200 and response.read()
    connection.close()


@pytest.mark.parametrize("arguments", [["--host", "0.0.0.0"], ["--host", "::"], ["--certificate", "x"], ["--port", "70000"],
                                       ["--allow-origin", "page.example"], ["--max-upload", "many"], ["--max-streams", "0"]])
def test_usage_errors(arguments):
    result = subprocess.run([PROGRAM, "serve", *arguments], capture_output=True, text=True, timeout=TIMEOUT)
    assert result.returncode == 2 and arguments[0] in result.stderr and result.stdout == ""


def test_token_files(tmp_path):
    for text in ("", "# none\n", "short\n", "has blanks in it\n"):
        (tmp_path / "t").write_text(text)
        result = subprocess.run([PROGRAM, "serve", "--token-file", tmp_path / "t"], capture_output=True, text=True, timeout=TIMEOUT)
        assert result.returncode == 2 and "has blanks" not in result.stderr


def test_tls(start, tmp_path):
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", tmp_path / "key", "-out", tmp_path / "certificate",
                    "-days", "2", "-subj", "/CN=localhost"], check=True, capture_output=True)
    server = start("--certificate", tmp_path / "certificate", "--key", tmp_path / "key")
    assert server.address.startswith("https://127.0.0.1:")
    assert server.get("/healthz").status == 200
    import ssl
    with connect(server.url, ssl=ssl._create_unverified_context()) as stream:
        assert json.loads(stream.recv())["type"] == "session.created"
        stream.send('{"type": "session.close"}')
        assert json.loads(stream.recv())["reason"] == "client_request"
