#!/usr/bin/env bash
# Run every fuzz target for a while; what it finds is left in BUILD/fuzz/NAME.
#
#   fuzz/run.sh BUILD SECONDS
set -euo pipefail
[ $# -eq 2 ] || { sed -n '2,4p' "$0"; exit 2; }
build=$1 seconds=$2
for target in "$build"/fuzz/fuzz_*; do
  name=${target##*/fuzz_}
  echo "== $name, $seconds s"
  "$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=65536 -print_final_stats=1 \
    -artifact_prefix="$build/fuzz/$name/" "$build/fuzz/$name" "fuzz/corpus/$name" 2>&1 | tail -n 8
done
