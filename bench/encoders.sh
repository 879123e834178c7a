#!/usr/bin/env bash
# Encoders beside their peers, on the same recordings in the same run; a table of seconds of audio a second.
#
#   bench/encoders.sh PYTHON BUILD [REPEATS]
set -euo pipefail
[ $# -ge 2 ] || { sed -n '2,4p' "$0"; exit 2; }
python=$1 build=$2 repeats=${3:-5}
cd "$(dirname "$0")/.."
throughput=$(find "$build" -name bench_encoder_throughput -type f)
operators=$(find "$build" -name bench_encoder_operators -type f)
threads=$(nproc)
place=build/bench-encoders
"$python" bench/make_encoders.py "$place"
lines=$(mktemp)
trap 'rm -f "$lines"' EXIT
run() {  # MODEL SET PEERS
  : >"$lines"
  for precision in float32 bfloat16 int8; do
    AFFECTUS_BENCH_CACHE="$place/cache" "$throughput" "$place/$1@-1" "$threads" "$repeats" "$precision" "$place/$2"/*.wav >>"$lines" ||
      [ "$precision" != float32 ]  # not every CPU has the others
  done
  PEERS=$3 "$python" bench/encoder_peers.py "$place/$1" "$threads" "$repeats" "$place/$2"/*.wav 2>/dev/null | grep '^{' >>"$lines"
  printf '\n%s, %s utterances (median of %s)\n' "$1" "$2" "$repeats"
  "$python" - "$lines" <<'P'
import json, statistics, sys
for line in open(sys.argv[1]):
    row = json.loads(line)
    if "product_gflops" in row:
        print(f'{"(the machine)":45} {row["product_gflops"]:6.1f} GFLOP/s in a matrix product of 2048 x 2048 (PyTorch)')
        continue
    rate = row["audio_s"] / statistics.median(row["all_s"])
    alone = f'{row["one_audio_s"] / statistics.median(row["one_s"]):6.1f}' if row["one_s"] else "     -"
    second = f', second {row["second_start_s"]:.2f}' if "second_start_s" in row else ""
    print(f'{row.get("peer", "affectus " + row.get("precision", "")):45} {rate:6.1f} x real time, one alone {alone}, start {row["start_s"]:.2f} s{second}')
P
}
run hubert-base short torch,onnx,openvino,product
run hubert-large short torch,onnx,openvino,product
run whisper-base short torch,onnx,openvino,ctranslate2
run hubert-base mixed torch8
printf '\nWhere the time goes, HuBERT-large, 5 s, one thread\n'
"$operators" "$place/hubert-large" 5 5
