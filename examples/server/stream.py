#!/usr/bin/env python3
"""Streams a recording to `affectus serve` at the speed of speech and prints each measurement.

    stream.py RECORDING [ADDRESS]      ADDRESS: ws://127.0.0.1:8080 unless given; AFFECTUS_TOKEN: the server's token, if it needs one

Needs `websockets` (pip install websockets) and ffmpeg, which decodes the recording here; a microphone's samples would do as well.
"""
import asyncio
import json
import os
import sys

import websockets

RATE_HZ = 16000
PIECE_S = 0.1


async def send(stream, samples):
    """Pieces of a tenth of a second, each at its time."""
    begin, size = asyncio.get_running_loop().time(), int(2 * RATE_HZ * PIECE_S)
    for number, at in enumerate(range(0, len(samples), size)):
        await asyncio.sleep(begin + number * PIECE_S - asyncio.get_running_loop().time())
        await stream.send(samples[at:at + size])
    await stream.send(json.dumps({"type": "session.close"}))


async def main(recording, address):
    decoder = await asyncio.create_subprocess_exec("ffmpeg", "-loglevel", "error", "-i", recording, "-f", "s16le", "-ac", "1", "-ar", str(RATE_HZ),
                                                   "-", stdout=asyncio.subprocess.PIPE)
    samples, _ = await decoder.communicate()
    token = os.environ.get("AFFECTUS_TOKEN")
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    async with websockets.connect(address + "/v1/stream", additional_headers=headers) as stream:
        await stream.send(json.dumps({"type": "session.update", "session": {"window_s": 3, "hop_s": 1, "scale": "signed"}}))
        sending = asyncio.create_task(send(stream, samples))
        async for text in stream:
            event = json.loads(text)
            if event["type"] == "measurement":
                print(f"{event['end_s']:7.2f} s  activation {event['activation']:+.2f}  valence {event['valence']:+.2f}  dominance {event['dominance']:+.2f}",
                      flush=True)
            elif event["type"] == "error":
                print("error:", event["message"], file=sys.stderr)
        await sending


if len(sys.argv) not in (2, 3):
    sys.exit(__doc__)
asyncio.run(main(sys.argv[1], sys.argv[2] if len(sys.argv) == 3 else "ws://127.0.0.1:8080"))
