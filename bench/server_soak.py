"""50 streams, with a row every HOP seconds (.25), come and go for some minutes; the server's memory and descriptors must not grow:

  server_soak.py PROGRAM SERVER_LOAD MINUTES

Prints both every half minute. Fails where a stream fails, where more descriptors are open at the end than at the start, or where
the median memory of the last quarter exceeds that of the second by more than 5 %. (The median: where the machine has other work for a
minute, audio waits in memory.)
"""
import os
import statistics
import subprocess
import sys
import time

if len(sys.argv) != 4:
    sys.exit(__doc__)
program, load, minutes = sys.argv[1], sys.argv[2], float(sys.argv[3])

file = "build/server_load.s16"
with open(file, "wb") as stream:
    subprocess.run(["ffmpeg", "-loglevel", "error", "-i", "samples/sense_and_sensibility.flac", "-f", "s16le", "-ac", "1", "-ar", "16000", "-"],
                   stdout=stream, check=True)
server = subprocess.Popen([program, "serve", "--port", "0", "--quiet"], stdout=subprocess.PIPE, text=True)
port = server.stdout.readline().strip().rsplit(":", 1)[1]


def descriptors():
    return len(os.listdir(f"/proc/{server.pid}/fd"))


def megabytes():
    with open(f"/proc/{server.pid}/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("RssAnon:")) / 1000


at_start = descriptors()
begin = time.monotonic()
client = subprocess.Popen([load, port, file, "--streams", "50", "--hop", os.environ.get("HOP", "0.25"), "--seconds", str(60 * minutes), "--lifetime", "8"],
                          stdout=subprocess.PIPE, text=True)
memory, said = [], begin
while client.poll() is None:
    time.sleep(1)
    memory.append(megabytes())
    if time.monotonic() - said >= 30:
        said = time.monotonic()
        print(f"{(said - begin) / 60:5.1f} min: {memory[-1]:.1f} MB, {descriptors()} descriptors", flush=True)
print(client.stdout.read().strip())
time.sleep(2)
at_end = descriptors()
quarter = len(memory) // 4
before, after = (statistics.median(part) for part in (memory[quarter:2 * quarter], memory[-quarter:]))
server.terminate()
code = server.wait()
print(f"descriptors {at_start} before, {at_end} after; memory {before:.1f} MB in the second quarter, {after:.1f} MB in the last, {max(memory):.1f} MB at the most")
sys.exit(client.returncode != 0 or code != 0 or at_end > at_start or after > 1.05 * before)
