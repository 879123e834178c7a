#!/usr/bin/env bash
# A build whose options do not go together is refused at once, by a message that names them.
#
#   impossible_builds.sh SOURCE COMPILER
set -euo pipefail
[ $# -eq 2 ] || { sed -n '2,4p' "$0"; exit 2; }
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT

source=$1 compiler=$2

# refused TEXT OPTIONS...
refused() {
  if cmake -S "$source" -B "$place" -DCMAKE_CXX_COMPILER="$compiler" "${@:2}" >"$place/log" 2>&1 || ! grep -qF -- "$1" "$place/log"; then
    echo "FAILED: ${*:2}: expected it to be refused with '$1', found:"
    cat "$place/log"
    exit 1
  fi
  rm -f "$place/CMakeCache.txt"
}

refused "AFFECTUS_TRAINER=ON needs AFFECTUS_AUDIO=ON" -DAFFECTUS_TRAINER=ON -DAFFECTUS_AUDIO=OFF
refused "AFFECTUS_PROGRAM=ON needs AFFECTUS_AUDIO=ON" -DAFFECTUS_PROGRAM=ON -DAFFECTUS_AUDIO=OFF
refused "AFFECTUS_PROGRAM=ON needs AFFECTUS_HUB=ON" -DAFFECTUS_PROGRAM=ON -DAFFECTUS_HUB=OFF
refused "AFFECTUS_ENCODERS_APART=ON needs AFFECTUS_ENCODERS=ON" -DAFFECTUS_ENCODERS_APART=ON -DAFFECTUS_ENCODERS=OFF
[[ $("$compiler" --version) == *clang* ]] || refused "AFFECTUS_FUZZ=ON needs clang" -DAFFECTUS_FUZZ=ON
