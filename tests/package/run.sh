#!/usr/bin/env bash
# Install the build to a temporary place, build another project against it, and run both it and the installed program.
#
#   tests/package/run.sh BUILD SOURCE
set -euo pipefail
[ $# -eq 2 ] || { sed -n '2,4p' "$0"; exit 2; }
build=$1 source=$2
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
sample=$source/samples/sense_and_sensibility.flac model=$source/models/affectus-mfb
cmake --install "$build" --prefix "$place/installed" >/dev/null
openvino=$(sed -n 's/^OpenVINO_DIR:PATH=//p' "$build/CMakeCache.txt")
cmake -S "$source/tests/package" -B "$place/build" -G Ninja -DCMAKE_PREFIX_PATH="$place/installed" -DCMAKE_BUILD_TYPE=Debug \
  ${openvino:+-DOpenVINO_DIR="$openvino"} >/dev/null
cmake --build "$place/build" >"$place/log" || { cat "$place/log"; exit 1; }

run() { # a consumer and its shared twin
  for program in "$place/build/$1" "$place/build/$1_shared"; do
    [ -x "$program" ] || [ "${program%_shared}" != "$program" ] || { echo "$1 was not built"; exit 1; }
    [ ! -x "$program" ] || { echo "== $(basename "$program")"; "$program" "${@:2}"; }
  done
}
run core_consumer
run own_front_end "$place/energetic"
run batch_consumer "$model" "$sample"
run hub_consumer
if [ -n "$openvino" ]; then
  run encoder_consumer "$source/tests/encoders/golden/hubert_layer@1" "$sample"
  run opening_consumer "$model" "$sample"
fi

# The C interface, from C99, with every allocation watched.
libraries=$(dirname "$(find "$place/installed" -name libaffectus.so)")
if [ "$libraries" != . ]; then
  export PKG_CONFIG_PATH="$libraries/pkgconfig"
  echo "== c_consumer"
  # shellcheck disable=SC2046
  cc -std=c99 -pedantic -Wall -Werror -g -fsanitize=address,undefined "$source/tests/package/c_consumer.c" \
    -o "$place/c_consumer" $(pkg-config --cflags --libs affectus) -lm -Wl,-rpath,"$(pkg-config --variable=libdir affectus)"
  ASAN_OPTIONS=detect_leaks=1 TBB_ENABLE_SANITIZERS=1 "$place/c_consumer" "$model" "$sample"
fi

cd /
echo "== the installed program"
"$place/installed/bin/affectus" --version
"$place/installed/bin/affectus" predict "$sample" --quiet
# Without the shipped models, whose licence is not the code's.
cmake -DAFFECTUS_INSTALL_MODELS=OFF "$build" >/dev/null
trap 'cmake -DAFFECTUS_INSTALL_MODELS=ON "$build" >/dev/null; rm -rf "$place"' EXIT
cmake --install "$build" --prefix "$place/bare" >/dev/null
! find "$place/bare" -name model.safetensors | grep .
message=$("$place/bare/bin/affectus" predict "$sample" 2>&1 || true)
grep 'no shipped model found' <<<"$message"
