#!/usr/bin/env bash
# Install the build to a temporary place, build another project against it, and run both it and the installed program.
#
#   tests/package/run.sh BUILD SOURCE
set -euo pipefail
[ $# -eq 2 ] || { sed -n '2,4p' "$0"; exit 2; }
build=$1 source=$2
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cmake --install "$build" --prefix "$place/installed" >/dev/null
cmake -S "$source/tests/package" -B "$place/build" -G Ninja -DCMAKE_PREFIX_PATH="$place/installed" -DCMAKE_BUILD_TYPE=Release >/dev/null
cmake --build "$place/build" >/dev/null
"$place/build/consumer" "$source/models/affectus-mfb" "$source/samples/sense_and_sensibility.flac"
cd /
"$place/installed/bin/affectus" --version
"$place/installed/bin/affectus" predict "$source/samples/sense_and_sensibility.flac" --quiet
