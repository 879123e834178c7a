"""Everything at once, for some seconds (AFFECTUS_LOAD_SECONDS): streams that come and go, slow readers, clients that die, recordings,
half-open connections, models opened again, and the end amid it. What it brings together is what a sanitizer must see.
"""
import asyncio
import contextlib
import itertools
import json
import os
import signal
import socket
import time

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from conftest import SAMPLE, TIMEOUT, decoded, predict

SECONDS = float(os.environ.get("AFFECTUS_LOAD_SECONDS", "10"))
CLOSE = json.dumps({"type": "session.close"})
MODELS = ["affectus", "affectus-mfb"]


class Load:
    """The clients. What any of them finds wrong is an exception, which ends the test."""

    def __init__(self, server, samples, opus, expected):
        self.server, self.samples, self.opus, self.expected = server, samples, opus, expected
        self.end = time.monotonic() + SECONDS
        self.done = {}

    def goes_on(self):
        return time.monotonic() < self.end

    def count(self, what):
        self.done[what] = self.done.get(what, 0) + 1

    def open(self, **more):
        return connect(self.server.url, max_size=None, open_timeout=TIMEOUT, close_timeout=TIMEOUT, ping_timeout=TIMEOUT, compression=None, **more)

    async def send(self, stream, piece, pause_s):
        for first in range(0, len(self.samples), piece):
            await stream.send(self.samples[first:first + piece])
            await asyncio.sleep(pause_s)

    async def sessions(self, number):
        """One after the other, each with the program's rows, of one model and then the other."""
        for i in itertools.count(number):
            if not self.goes_on():
                return
            model = MODELS[i % 2]
            async with self.open() as stream:
                await stream.send(json.dumps({"type": "session.update", "session": {"hop_s": 1, "model": model, "turns": i % 3 == 0}}))
                sending = asyncio.create_task(self.send(stream, 16000 + 1000 * i, 0.02))
                events = []
                while not sending.done():
                    with contextlib.suppress(asyncio.TimeoutError):
                        events.append(json.loads(await asyncio.wait_for(stream.recv(), 0.1)))
                await sending
                await stream.send(CLOSE)
                events += [json.loads(text) async for text in stream]
            rows = [{key: value for key, value in event.items() if key != "type"} for event in events if event["type"] == "measurement"]
            assert rows == self.expected[model] and events[-1]["reason"] == "client_request", events[-1]
            self.count("sessions")

    async def containers(self):
        while self.goes_on():
            async with self.open() as stream:
                await stream.send(json.dumps({"type": "session.update", "session": {"encoding": "container", "hop_s": 1}}))
                await stream.send(self.opus)
                await stream.send('{"type": "flush"}')
                await stream.send("no message")
                await stream.send(CLOSE)
                types = [json.loads(text)["type"] async for text in stream]
            assert types[-1] == "session.closed" and {"flushed", "error", "measurement"} <= set(types)
            self.count("containers")

    async def slow_readers(self):
        """They send all and read nothing for a while."""
        while self.goes_on():
            async with self.open(max_queue=1) as stream:
                await stream.send(json.dumps({"type": "session.update", "session": {"window_s": 0.5, "hop_s": 0.05, "turns": True}}))
                await stream.send(self.samples)
                await stream.send(CLOSE)
                await asyncio.sleep(1.5)
                events = [json.loads(text) async for text in stream]
            produced = events[-1]["produced"]
            assert produced["measurements"] == produced["dropped"] + sum(event["type"] == "measurement" for event in events)
            self.count("slow readers")

    async def dying(self):
        """They send, and are gone without a word."""
        for i in itertools.count():
            if not self.goes_on():
                return
            stream = await self.open()
            await stream.send(self.samples[:32000 * (i % 20)])
            await asyncio.sleep(0.05 * (i % 5))
            stream.transport.abort()
            await stream.wait_closed()
            self.count("died")

    async def broken(self):
        """Audio that is none, more of it than may wait."""
        while self.goes_on():
            async with self.open() as stream:
                await stream.send(json.dumps({"type": "session.update", "session": {"encoding": "container"}}))
                with contextlib.suppress(ConnectionClosed):
                    for _ in range(30):
                        await stream.send(b"no container" * 10000)
                with contextlib.suppress(ConnectionClosed):
                    closed = [json.loads(text) async for text in stream][-1]
                    assert closed["reason"] == "error"
            self.count("broken")

    async def recordings(self, format):
        while self.goes_on():
            answer = await asyncio.to_thread(self.server.predict, self.samples * 3, raw="s16le:16000", window=3, hop=0.5, format=format)
            assert answer.status == 200, answer.body
            self.count("recordings")

    async def cut_uploads_and_answers(self):
        head = f"POST /v1/predict?raw=s16le:16000&window=3&hop=0.05&format=jsonl HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(self.samples)}\r\n\r\n"
        for size in itertools.cycle((1000, len(self.samples) // 2, len(self.samples))):
            if not self.goes_on():
                return
            reader, writer = await asyncio.open_connection("127.0.0.1", self.server.port)
            writer.write(head.encode() + self.samples[:size])
            await asyncio.sleep(0.1)
            if size == len(self.samples):
                await reader.read(1000)
            writer.transport.abort()
            self.count("cut")

    async def half_open(self):
        held = []
        for i in itertools.count():
            if not self.goes_on():
                break
            one = await asyncio.to_thread(socket.create_connection, ("127.0.0.1", self.server.port), TIMEOUT)
            one.sendall(b"GET /healthz HTTP/1.1\r\nHost: loc"[:i % 34])
            held.append(one)
            await asyncio.sleep(0.05)
        for one in held:
            one.close()

    async def watching(self):
        while self.goes_on():
            for path in ("/metrics", "/v1/models", "/openapi.json", "/asyncapi.json", "/none"):
                answer = await asyncio.to_thread(self.server.get, path)
                assert answer.status == (404 if path == "/none" else 200)
            self.count("watched")

    async def reopening(self):
        while self.goes_on():
            self.server.process.send_signal(signal.SIGHUP)
            await asyncio.sleep(0.7)

    async def run(self):
        async with contextlib.AsyncExitStack() as stack:
            await asyncio.gather(*(self.sessions(i) for i in range(6)), self.containers(), self.slow_readers(), self.slow_readers(), self.dying(),
                                 self.dying(), self.broken(), self.recordings("json"), self.recordings("jsonl"), self.cut_uploads_and_answers(),
                                 self.half_open(), self.watching(), self.reopening())
            # The end comes while streams are open and recordings at work.
            streams = [await stack.enter_async_context(self.open()) for _ in range(5)]
            for stream in streams:
                await stream.send(self.samples[:128000])
            asking = [asyncio.create_task(asyncio.to_thread(self.server.predict, self.samples, raw="s16le:16000")) for _ in range(4)]
            await asyncio.sleep(0.1)
            self.server.process.send_signal(signal.SIGTERM)
            for stream in streams:
                closed = [json.loads(text) async for text in stream][-1]
                assert closed["type"] == "session.closed" and closed["reason"] == "server_shutdown"
            # One that came too late is refused, or told so.
            for answer in await asyncio.gather(*asking, return_exceptions=True):
                assert isinstance(answer, ConnectionError) or answer.status in (200, 503), answer


@pytest.fixture(scope="module")
def expected():
    return {model: predict(SAMPLE, "--window", 3, "--hop", 1, "--model", model)[0]["segments"] for model in MODELS}


def test_everything_at_once(start, samples, expected):
    server = start("--model", MODELS[0], "--model", MODELS[1])
    load = Load(server, samples, decoded(SAMPLE, "-t", "12", "-c:a", "libopus", "-f", "webm"), expected)
    asyncio.run(load.run())
    assert server.stop(how=0) == 0  # it has been told
    print(load.done)
    assert set(load.done) >= {"sessions", "containers", "slow readers", "died", "broken", "recordings", "cut", "watched"}, load.done
    events = [json.loads(line)["event"] for line in server.log]
    assert "reopened" in events and events[-1] == "stopped" and not {"failed", "not reopened"} & set(events)
