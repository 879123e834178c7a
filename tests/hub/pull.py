#!/usr/bin/env python3
"""`affectus pull` against a local server that speaks the hub's protocol, and huggingface_hub on the same cache.

    python3 tests/hub/pull.py AFFECTUS

Prints what it tried; exits with 1 at the first thing that is not as it should be, and with 77, which ctest takes for skipped,
where all but the comparison with huggingface_hub passed and that is not installed.
"""
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time

from local_hub import Hub, State, check, commit, contents, environment, etag_of, hub, serve

affectus = sys.argv[1]


def pull(home, *arguments, **more):
    return subprocess.run([affectus, "pull", *(arguments or ("owner/tiny",))], env=environment(home, **more),
                          capture_output=True, text=True, timeout=120)


def blobs(home):
    return sorted(path.name for path in (home / "hub/models--owner--tiny/blobs").glob("*"))


with tempfile.TemporaryDirectory() as scratch:
    def home(name):
        path = pathlib.Path(scratch) / name
        path.mkdir()
        return path

    plain = home("plain")
    result = pull(plain)
    snapshot = plain / "hub/models--owner--tiny/snapshots" / commit
    check(result.returncode == 0 and result.stdout.strip() == str(snapshot), "a model is fetched and its folder printed", result)
    check(" MB (licence cc-by-nc-4.0) into " in result.stderr, "its licence is said before", result)
    check(": config.json, preprocessor_config.json, README.md, model.safetensors\n" in result.stderr, "and its files", result)
    check({p.name for p in snapshot.iterdir()} == set(contents), "what a model needs, and nothing else", result)
    check(all((snapshot / n).read_bytes() == contents[n] for n in contents), "every byte is there")
    check(all((snapshot / n).is_symlink() for n in contents) and blobs(plain) == sorted(map(etag_of, contents)),
          "the cache's layout: blobs by hash, links to them")
    check((plain / "hub/models--owner--tiny/refs/main").read_text() == commit, "the branch points to the commit")
    State.large_bytes = 0
    check(pull(plain).returncode == 0 and State.large_bytes == 0, "a second pull fetches nothing again")
    result = pull(plain, "hf:owner/tiny:refs/pr/1")
    check(result.returncode == 0 and (plain / "hub/models--owner--tiny/refs/refs/pr/1").exists(), "a revision with slashes", result)
    State.requests.clear()
    check(pull(plain, HF_HUB_OFFLINE="1").returncode == 0 and not State.requests, "offline, what is there is found without a request")
    result = pull(home("offline"), HF_HUB_OFFLINE="1")
    check(result.returncode == 1 and "HF_HUB_OFFLINE" in result.stderr, "offline, what is not there is an error", result)
    result = subprocess.run([affectus, "info", "owner/tiny"], env={"HF_HOME": str(plain), "PATH": ""}, capture_output=True, text=True)
    check(str(snapshot) in result.stderr or "config.json" in result.stderr, "models are looked for there", result)

    whole = contents.pop("model.safetensors")
    parts = {"a.safetensors": b"a" * 9000, "b.safetensors": b"b" * 90}
    contents.update(parts, **{"model.safetensors.index.json": json.dumps({"weight_map": {"x": "a.safetensors",
                                                                                        "y": "b.safetensors"}}).encode()})
    sharded = home("sharded")
    result = pull(sharded)
    check(result.returncode == 0 and "fetching 0.01 MB (licence cc-by-nc-4.0) into" in result.stderr, "weights in parts, their size known before", result)
    check(all((sharded / "hub/models--owner--tiny/snapshots" / commit / n).read_bytes() == contents[n] for n in contents), "and all there")
    for part in (*parts, "model.safetensors.index.json"):
        del contents[part]
    contents["model.safetensors"] = whole

    card = State.card
    for State.card in (None, {}, {"license": 3}):
        result = pull(home(f"card {State.card}"))
        check(result.returncode == 0 and " MB (its card names no licence) into " in result.stderr,
              f"a card without a licence: {State.card}", result)
    State.card = card

    State.relative = True
    check(pull(home("relative")).returncode == 0, "a relative redirect is followed")
    State.relative = False

    State.token = "secret"
    result = pull(home("refused"))
    check(result.returncode == 1 and "HF_TOKEN" in result.stderr, "a gated model says what to do", result)
    State.storage_headers.clear()
    result = pull(home("token"), HF_TOKEN="secret")
    check(result.returncode == 0, "with its token it is fetched", result)
    check(State.storage_headers and not any("secret" in str(h) for h in State.storage_headers),
          "the token does not go to another host")
    kept = home("kept")
    (kept / "token").write_text("secret\n")
    check(pull(kept).returncode == 0, "the token that huggingface-cli has kept is taken")
    State.token = None

    State.break_after, State.large_bytes = 5000, 0
    result = pull(home("break"))
    check(result.returncode == 0 and State.large_bytes == len(contents["model.safetensors"]),
          "a break is resumed, not a byte fetched twice", result)
    State.break_after, State.ranges = 5000, False
    check(pull(home("ranges")).returncode == 0, "a server without ranges: from the start again")
    State.ranges = True
    again = home("again")
    (again / "hub/models--owner--tiny/blobs").mkdir(parents=True)
    part = again / f"hub/models--owner--tiny/blobs/{etag_of('model.safetensors')}.incomplete"
    part.write_bytes(contents["model.safetensors"][:7000])
    State.large_bytes = 0
    check(pull(again).returncode == 0 and State.large_bytes == len(contents["model.safetensors"]) - 7000 and not part.exists(),
          "a later run goes on where an earlier one ended")

    # Far from the minute after which a silent server is given up.
    stopped = home("stopped")
    State.stalls_after = 5000
    for what, signals in (("a stop is heard while nothing comes", 1), ("also while another process fetches the same", 2)):
        State.stalled.clear()
        State.goes_on.clear()
        running = [subprocess.Popen([affectus, "pull", "owner/tiny"], env=environment(stopped), stdout=subprocess.PIPE,
                                    stderr=subprocess.PIPE, text=True) for _ in range(signals)]
        State.stalled.wait(30)
        time.sleep(0.5)  # the second one waits for the first by now
        for process in running:
            process.send_signal(signal.SIGINT)
        said = [process.communicate(timeout=30)[1] for process in running]
        State.goes_on.set()
        check(all(p.returncode == 1 for p in running) and
              all("model.safetensors: stopped before the end" in text for text in said), what + f": {said}")
    State.stalls_after = None
    check(not (stopped / f"hub/models--owner--tiny/snapshots/{commit}/model.safetensors").exists() and
          etag_of("model.safetensors") not in blobs(stopped), "what a stop left half-written has no name")
    check(pull(stopped).returncode == 0, "and a later run goes on")

    def refused(what, refusals, storage=(), **more):
        State.refusals, State.storage_refusals = list(refusals), list(storage)
        State.requests.clear()
        State.storage_headers.clear()
        result = pull(home(what), **more)
        State.refusals, State.storage_refusals = [], []
        return result

    at_once = {"Retry_After": "0"}
    for status in (429, 500, 502, 503, 504):
        result = refused(f"busy {status}", [(status, at_once)])
        check(result.returncode == 0 and f"the hub answers with status {status}; asks again in 0 s (2 of 5)" in result.stderr,
              f"status {status} is asked again, and said to be", result)
    for status in (400, 401, 403, 404, 410, 418, 501, 505):
        result = refused(f"no {status}", [(status, at_once)])
        check(result.returncode == 1 and len(State.requests) == 1 and len(result.stderr.splitlines()) == 1,
              f"status {status} is not", result)
    result = refused("always busy", [(503, at_once)] * 9)
    check(result.returncode == 1 and len(State.requests) == 5 and "status 503, 5 times" in result.stderr, "five times at the most", result)
    result = refused("growing", [(503, {})] * 2)
    check(result.returncode == 0 and "in 1 s (2 of 5)" in result.stderr and "in 2 s (3 of 5)" in result.stderr,
          "after growing times where the server names none", result)
    result = refused("date", [(503, {"Retry_After": "Sun, 06 Nov 1994 08:49:37 GMT"})])
    check(result.returncode == 0 and "in 0 s" in result.stderr, "or at its date", result)
    result = refused("an hour", [(429, {"Retry_After": "3600"})])
    check(result.returncode == 1 and len(State.requests) == 1 and "asks to be left alone for 3600 s" in result.stderr,
          "but nobody waits an hour", result)
    result = refused("a connection without an answer", [None])
    check(result.returncode == 0 and "asks again in 1 s (2 of 5)" in result.stderr, "a connection that breaks is made again", result)
    result = refused("busy storage", [], [(503, at_once), (429, at_once)])
    check(result.returncode == 0 and len(State.storage_headers) == 3, "so it is with large files", result)
    result = refused("storage refuses", [], [(403, {})])
    check(result.returncode == 1 and len(State.storage_headers) == 1, "of which no other status is asked again either", result)
    State.refusals = [(503, at_once)]
    quiet = pull(home("quiet"), "--quiet", "owner/tiny")
    check(quiet.returncode == 0 and quiet.stderr == "", "--quiet says nothing of it", quiet)
    State.refusals = [(503, {"Retry_After": "250"})]
    waiting = subprocess.Popen([affectus, "pull", "owner/tiny"], env=environment(home("waiting")), stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, text=True)
    line = waiting.stderr.readline()
    waiting.send_signal(signal.SIGINT)
    rest = waiting.communicate(timeout=60)[1]
    check("asks again in 250 s" in line and waiting.returncode == 1 and "stopped before the end" in rest, "a stop is heard while it waits: " + line + rest)

    State.damaged = True
    damaged = home("damaged")
    result = pull(damaged)
    check(result.returncode == 1 and "expected content of hash" in result.stderr, "content of another hash is refused", result)
    check(etag_of("model.safetensors") not in blobs(damaged) and not list(damaged.rglob("*.incomplete")), "and not kept")
    State.damaged = False
    check(pull(damaged).returncode == 0, "and fetched again")

    result = pull(home("none"), "owner/none")
    check(result.returncode == 1 and "404" in result.stderr and len(result.stderr.splitlines()) == 1, "a model that is not there", result)
    result = pull(home("bad"), "../../etc")
    check(result.returncode == 2, "a name that is none", result)
    result = pull(home("nobody"), HF_ENDPOINT="http://127.0.0.1:1")
    check(result.returncode == 1 and len(result.stderr.splitlines()) == 1, "no server: one line", result)

    certificate = pathlib.Path(scratch) / "certificate.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=127.0.0.1", "-addext",
                    "subjectAltName=IP:127.0.0.1", "-keyout", certificate, "-out", certificate.with_suffix(".crt")],
                   check=True, capture_output=True)
    certificate.write_text(certificate.read_text() + certificate.with_suffix(".crt").read_text())
    address = f"https://127.0.0.1:{serve(Hub, certificate).server_port}"
    result = pull(home("untrusted"), HF_ENDPOINT=address)
    check(result.returncode == 1 and "certificate" in result.stderr, "a server that nobody vouches for", result)
    for variable in ("SSL_CERT_FILE", "CURL_CA_BUNDLE"):
        result = pull(home(variable), HF_ENDPOINT=address, **{variable: str(certificate)})
        check(result.returncode == 0, f"but {variable} does", result)

    full = home("full")
    limited = subprocess.run(["bash", "-c", f"ulimit -f 8; trap '' XFSZ; exec {affectus} pull owner/tiny"],
                             env={"PATH": os.environ["PATH"], "HF_HOME": str(full), "HF_ENDPOINT": f"http://127.0.0.1:{hub.server_port}"},
                             capture_output=True, text=True)
    check(limited.returncode == 1 and "cannot be written" in limited.stderr, "a full disk is reported", limited)
    check(not (full / f"hub/models--owner--tiny/snapshots/{commit}/model.safetensors").exists(), "and nothing half-written has a name")

    try:
        os.environ.update(HF_HUB_OFFLINE="1", HF_HOME=str(plain))
        import huggingface_hub
    except ImportError:
        print("SKIPPED the comparison with huggingface_hub, which is not installed here (tests/requirements.txt); the rest passed")
        sys.exit(77)
    for name in contents:
        path = huggingface_hub.hf_hub_download("owner/tiny", name, cache_dir=plain / "hub")
        check(pathlib.Path(path).read_bytes() == contents[name], f"huggingface_hub finds {name} in our cache")
    info = huggingface_hub.scan_cache_dir(plain / "hub")
    check(len(info.repos) == 1 and not info.warnings, "and takes the cache for one of its own")
    theirs = home("theirs")
    script = (f"import huggingface_hub\nfor name in {list(contents)!r}:\n"
              f"  huggingface_hub.hf_hub_download('owner/tiny', name, cache_dir={str(theirs / 'hub')!r})")
    fetched = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True,
                   env={**os.environ, "HF_HUB_OFFLINE": "0", "HF_HUB_DISABLE_XET": "1", "HF_ENDPOINT": f"http://127.0.0.1:{hub.server_port}"})
    check(fetched.returncode == 0, "huggingface_hub takes the server for the hub", fetched)
    State.large_bytes = 0
    result = pull(theirs)
    check(result.returncode == 0 and State.large_bytes == 0, "what huggingface_hub has fetched is found", result)
