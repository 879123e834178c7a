#!/usr/bin/env bash
# A program that was built without encoders does everything else, and says what it lacks.
#
#   tests/cli/without_encoders.sh AFFECTUS
set -euo pipefail
affectus=$1
root=$(cd "$(dirname "$0")/../.." && pwd)
sample=$root/samples/sense_and_sensibility.flac
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# expect CODE TEXT COMMAND...: the command exits with CODE and its messages have TEXT.
expect() {
  local code=0
  "${@:3}" >"$scratch/out" 2>"$scratch/err" || code=$?
  if [ "$code" -ne "$1" ] || ! grep -qF -- "$2" "$scratch/err"; then
    echo "FAILED: ${*:3}: expected exit code $1 and '$2', found $code and:"
    cat "$scratch/err"
    exit 1
  fi
}

none="no encoders are built in"
no_front_end="an encoder (this build has none)"
expect 0 "times real time" "$affectus" predict "$sample" --window 10 --format csv
[ "$(wc -l <"$scratch/out")" -eq 4 ] || { echo "FAILED: expected 4 lines of results"; cat "$scratch/out"; exit 1; }
"$affectus" extract "$sample" --frontend mfb --output "$scratch/x.npy"
expect 2 "$no_front_end" "$affectus" extract "$sample" --frontend hf:owner/name@3 --output "$scratch/y.npy"
expect 2 "$none" "$affectus" predict "$sample" --device gpu
expect 2 "$none" "$affectus" predict "$sample" --precision int8
expect 0 "calibration $sample: without effect" "$affectus" predict "$sample" --device CPU --calibration "$sample"
expect 2 "another project's checkpoint" "$affectus" predict "$sample" --labels calm
expect 1 "$none" "$affectus" predict "$sample" --model "$root/tests/encoders/golden_emotion/dense_dimensions"
mkdir "$scratch/model"
sed 's|"name": *"mfb"|"name": "hf:owner/name@3"|' "$root/models/affectus-mfb/config.json" >"$scratch/model/config.json"
grep -qF hf:owner/name@3 "$scratch/model/config.json"
ln -s "$root/models/affectus-mfb/model.safetensors" "$scratch/model"
expect 1 "$no_front_end" "$affectus" predict "$sample" --model "$scratch/model"
