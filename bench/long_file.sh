#!/usr/bin/env bash
# Prediction of long recordings, decoding and start-up included: real-time factor of one hour, peak memory of ten
# minutes and of ten hours, what overlap costs in time and memory; and openSMILE's eGeMAPS features of ten minutes for comparison.
#
#   bench/long_file.sh PYTHON BUILD     needs 1.3 GB in ${TMPDIR:-/tmp}
set -euo pipefail
[ $# -eq 2 ] || { sed -n '2,5p' "$0"; exit 2; }
python=$1 affectus=$2/affectus
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT

sox samples/sense_and_sensibility.flac "$place/part.wav" repeat 24 trim 0 600
sox "$place/part.wav" "$place/hour.wav" repeat 5
sox "$place/part.wav" "$place/ten_hours.wav" repeat 59
sox "$place/part.wav" "$place/two_minutes.wav" trim 0 120
predict() { # NAME OPTIONS..., on $threads threads
  /usr/bin/time -f '%e s wall, %U s user, %M kB peak' -o "$place/time" \
    "$affectus" predict "$place/$1.wav" "${@:2}" --threads "$threads" --format csv --output "$place/rows.csv" --quiet
  echo "affectus predict ${*:2} --threads $threads, $1 ($(soxi -D "$place/$1.wav") s): $(cat "$place/time"), $(wc -l <"$place/rows.csv") lines"
}
threads=1
for name in part hour ten_hours; do predict "$name" --window 5; done
predict hour --window 5 --model affectus-mfb
predict part --window 5 --hop 0.5
for threads in 1 "$(nproc)"; do
  for hop in 60 1 0.1; do predict two_minutes --window 60 --hop "$hop"; done
done
"$python" - "$place/part.wav" <<'PYTHON'
import sys, time
import opensmile
smile = opensmile.Smile(feature_set=opensmile.FeatureSet.eGeMAPSv02, feature_level=opensmile.FeatureLevel.Functionals)
begin = time.perf_counter()
smile.process_file(sys.argv[1])
print(f"openSMILE eGeMAPS, 600 s: {600 / (time.perf_counter() - begin):.0f} times real time")
PYTHON
