#!/usr/bin/env bash
# An NVIDIA GPU: encoders beside transformers, then steps of fine-tuning beside transformers with peft. Random weights.
#
#   bench/nvidia.sh PYTHON BUILD [REPEATS]
#
# BUILD has the LibTorch of PyTorch's wheel for CUDA and the benchmarks (docs/fine-tuning.md); PYTHON has that torch,
# transformers, peft and soundfile.
set -euo pipefail
[ $# -ge 2 ] || { sed -n '2,7p' "$0"; exit 2; }
python=$1 build=$2 repeats=${3:-3}
cd "$(dirname "$0")/.."
nvidia-smi --query-gpu=name,driver_version --format=csv,noheader
threads=$(nproc)
place=build/bench-encoders
"$python" bench/make_encoders.py "$place" hubert-base wavlm-large whisper-base whisper-large-v3 >/dev/null 2>&1
lines=$(mktemp)
trap 'rm -f "$lines"' EXIT
throughput=$(find "$build" -name bench_encoder_throughput -type f)
step=$(find "$build" -name fine_tuning_step -type f)

for name in hubert-base wavlm-large whisper-large-v3; do
  printf '\n%s, 5 minutes in utterances of 1 to 10 s\n' "$name"
  {
    for precision in float32 bfloat16; do
      AFFECTUS_BENCH_DEVICE=cuda "$throughput" "$place/$name@-1" "$threads" "$repeats" "$precision" "$place/mixed"/*.wav || true
    done
    PEERS=cuda,cuda_bfloat16 "$python" bench/encoder_peers.py "$place/$name" "$threads" "$repeats" "$place/mixed"/*.wav 2>/dev/null |
      grep '^{' || echo "(the peer failed)" >&2
  } >"$lines"
  "$python" - "$lines" <<'P'
import json, statistics, sys
for row in map(json.loads, open(sys.argv[1])):
    rate = row["audio_s"] / statistics.median(row["all_s"])
    alone = f'{row["one_audio_s"] / statistics.median(row["one_s"]):6.0f}' if row["one_s"] else "     -"
    print(f'{row.get("peer", "affectus " + row.get("precision", "")):60} {rate:7.0f} x real time, one alone {alone}, start {row["start_s"]:.1f} s')
P
done

fine_tune() {  # ENCODER 'KEYS' PEER'S OPTIONS...
  local name=$1 keys=$2
  shift 2
  "$step" "$place/$name" "$threads" 10 "$keys" cuda 32 5.6 || true
  "$python" bench/fine_tuning_peer.py "$place/$name" "$threads" 10 --part layers --device cuda --utterances 32 --seconds 5.6 "$@" \
    2>/dev/null || echo "(the peer failed)"
}
printf '\nFine-tuning\n'
for name in hubert-base whisper-base; do
  fine_tune "$name" 'train = "lora"'
  fine_tune "$name" 'train = "lora", precision = "bfloat16"' --bfloat16
done
# Not beside peft: transformers' attention of WavLM takes the weights of its products past the matrices of low rank.
"$step" "$place/wavlm-large" "$threads" 10 'train = "lora", precision = "bfloat16"' cuda 32 5.6
fine_tune wavlm-large 'train = "top", layers = 15, precision = "bfloat16"' --train top --layers 15 --bfloat16
fine_tune wavlm-large 'train = "all", precision = "bfloat16"' --train all --bfloat16
