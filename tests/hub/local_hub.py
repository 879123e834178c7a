"""A local server that speaks the hub's protocol, for tests.

It has one model of one commit, owner/tiny: small files by their git hash, weights in "large file storage" on another port, as on
the hub. It can break off, redirect, lie about content, refuse ranges, be too busy and ask for a token (State); what it holds can
be changed (contents).
"""
import hashlib
import http.server
import json
import os
import pathlib
import ssl
import sys
import threading

golden = pathlib.Path(__file__).parents[1] / "encoders/golden/hubert_group"
commit = "0123456789abcdef0123456789abcdef01234567"
contents = {name: (golden / name).read_bytes() for name in ("config.json", "preprocessor_config.json", "model.safetensors")}
contents["README.md"] = b"# A card\n"
large = {"model.safetensors"}


class State:
    break_after = None  # bytes of a large file after which the connection ends, once
    damaged = False
    card = {"license": "cc-by-nc-4.0", "tags": ["audio"]}  # what the model card says of itself; None: there is none
    ranges = True
    token = None
    relative = False
    storage_headers = []
    requests = []
    refusals = []  # what the hub answers next, once each: (status, headers), or None for a connection that ends without an answer
    storage_refusals = []  # likewise of large files
    large_bytes = 0
    stalls_after = None  # bytes of a large file after which nothing more comes, until `goes_on`
    stalled = threading.Event()
    goes_on = threading.Event()


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def etag_of(name):
    data = contents[name]
    return sha256(data) if name in large else hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()


class Server(http.server.ThreadingHTTPServer):
    def handle_error(self, request, address):
        pass  # a client that goes away


class Quiet(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def answer(self, status, body=b"", **headers):
        self.send_response(status)
        for key, value in headers.items():
            self.send_header(key.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


    def refuses(self, refusals):
        if not refusals:
            return False
        refusal = refusals.pop(0)
        if refusal is None:
            self.close_connection = True
        else:
            self.answer(refusal[0], b"busy", **refusal[1])
        return True


class Hub(Quiet):
    def do_HEAD(self):
        self.do_GET()

    def do_GET(self):
        self.path = self.path.split("?")[0]
        State.requests.append((self.command, self.path))
        if self.refuses(State.refusals):
            return
        if State.token and self.headers.get("Authorization") != f"Bearer {State.token}":
            return self.answer(401)
        if self.path in ("/api/models/owner/tiny", "/api/models/owner/tiny/revision/main", "/api/models/owner/tiny/revision/refs/pr/1"):
            description = {"id": "owner/tiny", "sha": commit,
                           "siblings": [{"rfilename": n} for n in [*contents, "pytorch_model.bin", "tf_model.h5"]]}
            if State.card is not None:
                description["cardData"] = State.card
            return self.answer(200, json.dumps(description).encode())
        prefix = f"/owner/tiny/resolve/{commit}/"
        self.path = self.path.replace("/resolve/main/", f"/resolve/{commit}/")
        if self.path.startswith("/moved/"):
            prefix = "/moved/"
        if not self.path.startswith(prefix) or self.path[len(prefix):] not in contents:
            return self.answer(404)
        name = self.path[len(prefix):]
        if name in large:
            return self.answer(302, Location=f"http://localhost:{storage.server_port}/{name}", X_Repo_Commit=commit,
                               X_Linked_Etag=f'"{etag_of(name)}"', X_Linked_Size=str(len(contents[name])))
        if State.relative and prefix != "/moved/":
            return self.answer(307, Location=f"/moved/{name}", X_Repo_Commit=commit)
        self.answer(200, contents[name], ETag=f'"{etag_of(name)}"', X_Repo_Commit=commit)


class Storage(Quiet):
    def do_GET(self):
        State.storage_headers.append(dict(self.headers))
        if self.refuses(State.storage_refusals):
            return
        data = contents[self.path[1:]]
        if State.damaged:
            data = data[:-1] + bytes([data[-1] ^ 1])
        start = 0
        if self.headers.get("Range"):
            if not State.ranges:
                return self.answer(416)
            start = int(self.headers["Range"].removeprefix("bytes=").rstrip("-"))
        self.send_response(206 if start else 200)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
        self.send_header("Content-Length", str(len(data) - start))
        self.end_headers()
        end = len(data)
        if State.break_after is not None:
            end, State.break_after = start + State.break_after, None
            self.close_connection = True
        if State.stalls_after is not None:
            self.wfile.write(data[start:start + State.stalls_after])
            State.stalled.set()
            State.goes_on.wait()
            self.close_connection = True
            return
        State.large_bytes += len(data[start:end])
        self.wfile.write(data[start:end])


def serve(handler, certificate=None):
    """With a certificate (a file that has its key, too) by TLS."""
    server = Server(("127.0.0.1", 0), handler)
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


hub, storage = serve(Hub), serve(Storage)


def environment(home, **more):
    """Nothing of the user's own, but what the sanitizers' runs say to TBB and the leak sanitizer."""
    kept = {name: value for name, value in os.environ.items() if name == "PATH" or name.startswith(("TBB_", "LSAN_"))}
    return {**kept, "HOME": str(home), "HF_HOME": str(home), "AFFECTUS_CACHE_DIR": str(home / "affectus"),
            "HF_ENDPOINT": f"http://127.0.0.1:{hub.server_port}/", **more}


def check(condition, what, result=None):
    print(("ok      " if condition else "FAILED  ") + what)
    if not condition:
        print(result.stdout if result else "", result.stderr if result else "")
        sys.exit(1)
