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
openvino=$(sed -n 's/^OpenVINO_DIR:PATH=//p' "$build/CMakeCache.txt")
cmake -S "$source/tests/package" -B "$place/build" -G Ninja -DCMAKE_PREFIX_PATH="$place/installed" -DCMAKE_BUILD_TYPE=Release \
  ${openvino:+-DOpenVINO_DIR="$openvino"} >/dev/null
cmake --build "$place/build" >/dev/null
"$place/build/core_consumer"
[ -z "$openvino" ] || "$place/build/encoder_consumer" "$source/tests/encoders/golden/hubert_layer@1" "$source/samples/sense_and_sensibility.flac"
"$place/build/consumer" "$source/models/affectus-mfb" "$source/samples/sense_and_sensibility.flac"
cd /
"$place/installed/bin/affectus" --version
"$place/installed/bin/affectus" predict "$source/samples/sense_and_sensibility.flac" --quiet
# Without the shipped models, whose licence is not the code's.
cmake -DAFFECTUS_INSTALL_MODELS=OFF "$build" >/dev/null
trap 'cmake -DAFFECTUS_INSTALL_MODELS=ON "$build" >/dev/null; rm -rf "$place"' EXIT
cmake --install "$build" --prefix "$place/bare" >/dev/null
! find "$place/bare" -name model.safetensors | grep .
message=$("$place/bare/bin/affectus" predict "$source/samples/sense_and_sensibility.flac" 2>&1 || true)
grep 'no shipped model found' <<<"$message"
