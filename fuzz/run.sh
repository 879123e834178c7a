#!/usr/bin/env bash
# Run every fuzz target for a while, as many at once as there are processors; what one finds is left in BUILD/fuzz/NAME.
#
#   fuzz/run.sh BUILD SECONDS
set -euo pipefail
[ $# -eq 2 ] || { sed -n '2,4p' "$0"; exit 2; }
export build=$1 seconds=$2
one() {
  target=$1 name=${1##*/fuzz_}
  if "$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=65536 -print_final_stats=1 \
    -artifact_prefix="$build/fuzz/$name/" "$build/fuzz/$name" "fuzz/corpus/$name" >"$build/fuzz/$name.log" 2>&1; then
    echo "$name: $(sed -n 's/^stat::number_of_executed_units: *//p' "$build/fuzz/$name.log") inputs, $(sed -n 's/^stat::peak_rss_mb: *//p' "$build/fuzz/$name.log") MB at the most"
  else
    echo "$name: FAILED"
    tail -n 30 "$build/fuzz/$name.log"
    return 1
  fi
}
export -f one
targets=("$build"/fuzz/fuzz_*)
printf '%s\n' "${targets[@]}" | grep -v '\.log$' | xargs -P "$(nproc)" -I{} bash -c 'one {}'
echo "${#targets[@]} fuzz targets, $seconds s each"
