#!/usr/bin/env bash
# A step of fine-tuning HuBERT base and Whisper base (random weights) beside transformers with peft. BENCH_STEP is
# bench/fine_tuning_step of a build; with AFFECTUS_LIBTORCH it has the LibTorch of PyTorch's wheel (docs/fine-tuning.md).
#
#   THREADS=N bench/fine_tuning.sh PYTHON BENCH_STEP... [-- STEPS]        (default: all processors)
set -euo pipefail
[ $# -ge 2 ] || { sed -n '2,5p' "$0"; exit 2; }
python=$1
shift
programs=() steps=5
while [ $# -gt 0 ]; do
  [ "$1" != -- ] || { steps=$2; break; }
  programs+=("$1")
  shift
done
cd "$(dirname "$0")/.."
encoders=${AFFECTUS_BENCH_ENCODERS:-build/bench-encoders}
"$python" bench/make_encoders.py "$encoders" >/dev/null 2>&1
threads=${THREADS:-$(nproc)}
for name in hubert-base whisper-base; do
  for program in "${programs[@]}"; do "$program" "$encoders/$name" "$threads" "$steps"; done
  for part in layers whole; do "$python" bench/fine_tuning_peer.py "$encoders/$name" "$threads" "$steps" --part "$part" 2>/dev/null; done
done
