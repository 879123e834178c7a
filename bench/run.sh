#!/usr/bin/env bash
# All benchmarks, each with its peers beside it. Quote ratios, from a quiet machine.
#
#   bench/run.sh PYTHON BUILD
set -euo pipefail
[ $# -eq 2 ] || { sed -n '2,4p' "$0"; exit 2; }
python=$1 build=$2
cd "$(dirname "$0")/.."
section() { printf '\n== %s\n' "$1"; }
benchmark() { "$(find "$build" -name "bench_$1" -type f)" --benchmark_min_time=0.5; }

section "machine"
lscpu | grep -E '^(Model name|CPU\(s\))'
section "front ends, a frame"
benchmark front_ends
"$python" bench/front_ends_peers.py
section "matrix products"
benchmark matrix_product
section "estimator, a frame"
benchmark estimator
section "training step, 32 x 300 frames"
benchmark training_step
"$python" bench/training_step_peer.py
section "WebAssembly"
node bench/wasm.mjs "$build" build/wasm/package
section "encoders"
bench/encoders.sh "$python" "$build"
section "long recordings"
bench/long_file.sh "$python" "$build"
section "live"
"$python" bench/live.py "$build/affectus"
"$build/bench/bench_live_work"
