#!/usr/bin/env bash
# What `make test` does not run, one after the other: a line each with its time, its output in build/check/NAME.log. Goes on after
# a failure and ends with 1 where there was one.
#
#   scripts/check.sh NAME...      names: targets of the Makefile
set -uo pipefail
[ $# -ge 1 ] || { sed -n '2,5p' "$0"; exit 2; }
cd "$(dirname "$0")/.."
mkdir -p build/check
failed=0
for name in "$@"; do
  log=build/check/$name.log begin=$SECONDS
  if make "$name" >"$log" 2>&1 </dev/null; then result=passed; else result=FAILED failed=1; fi
  detail=$(grep -E '^[0-9]+% tests passed|^[0-9]+ fuzz targets|^oracles: |^=+ .*passed.* =+$' "$log" | tail -n 1)
  printf '%-10s %s in %d:%02d%s\n' "$name" "$result" $(((SECONDS - begin) / 60)) $(((SECONDS - begin) % 60)) "${detail:+, $detail}"
  [ "$result" = passed ] || { grep -E '\*\*\*Failed|error:|ERROR|FAILED' "$log" | head -n 5; echo "           see $log"; }
done
exit $failed
