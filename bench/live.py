"""How long after the last byte of its window a pipe's row comes: a WAV is written to `affectus predict -` at the speed at which it
would be spoken, in pieces of 20 ms. Scoring is within the time. Fails where 95 % of the rows are not within 50 ms.

  live.py PROGRAM
"""

import json
import subprocess
import sys
import threading
import time

if len(sys.argv) != 2:
    sys.exit(__doc__)
program = sys.argv[1]
seconds, window, hop = 14, 3, 0.25
limit_ms = 50  # for 95 % of the rows


def delays(rate_hz):
    """Milliseconds of all rows, ascending."""
    command = ["ffmpeg", "-loglevel", "error", "-i", "samples/sense_and_sensibility.flac", "-t", str(seconds), "-ar", str(rate_hz),
               "-ac", "1", "-f", "wav", "-"]
    recording = subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout
    header = recording.index(b"data") + 8
    samples = recording[header:]
    sent = []  # bytes so far, when
    predict = subprocess.Popen(
        [program, "predict", "-", "--window", str(window), "--hop", str(hop), "--format", "jsonl", "--quiet"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def feed():
        begin = time.perf_counter()
        predict.stdin.write(recording[:header])
        step = 2 * rate_hz // 50
        for at in range(0, len(samples), step):
            piece = samples[at:at + step]
            time.sleep(max(0, begin + (at + len(piece)) / (2 * rate_hz) - time.perf_counter()))
            predict.stdin.write(piece)
            predict.stdin.flush()
            sent.append((at + len(piece), time.perf_counter()))
        predict.stdin.close()

    feeder = threading.Thread(target=feed)
    feeder.start()
    found = []
    for line in predict.stdout:
        now = time.perf_counter()
        needed = 2 * round(json.loads(line)["end_s"] * rate_hz)
        complete = next((when for count, when in sent if count >= needed), now)
        found.append(1000 * (now - complete))
    feeder.join()
    if predict.wait() != 0:
        sys.exit("affectus predict failed")
    return sorted(found)


is_late = False
for rate_hz in (8000, 16000, 44100, 48000):
    found = delays(rate_hz)
    late = found[int(len(found) * 0.95)]
    is_late = is_late or late > limit_ms
    print(f"rows of a pipe at {rate_hz} Hz, windows of {window} s every {hop} s: median {found[len(found) // 2]:.1f} ms, "
          f"95 % within {late:.1f} ms, the last within {found[-1]:.1f} ms, {len(found)} rows")
sys.exit(f"more than {limit_ms} ms" if is_late else 0)
