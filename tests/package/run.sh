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
encoders=$(sed -n 's/^AFFECTUS_ENCODERS:BOOL=//p' "$build/CMakeCache.txt")
shared=$(sed -n 's/^AFFECTUS_SHARED:BOOL=//p' "$build/CMakeCache.txt")
openvino=$(sed -n 's/^OpenVINO_DIR:[A-Z]*=//p' "$build/CMakeCache.txt")
cmake -S "$source/tests/package" -B "$place/build" -G Ninja -DCMAKE_PREFIX_PATH="$place/installed" -DCMAKE_BUILD_TYPE=Debug \
  ${openvino:+-DOpenVINO_DIR="$openvino"} >/dev/null
cmake --build "$place/build" >"$place/log" || { cat "$place/log"; exit 1; }

run() { # a consumer and its shared twin
  local program
  for program in "$1" "$1_shared"; do
    [ "$program" = "$1" ] || [ "$shared" = ON ] || continue
    echo "== $program"
    [ -x "$place/build/$program" ] || { echo "was not built"; exit 1; }
    "$place/build/$program" "${@:2}"
  done
}
run core_consumer
run own_front_end "$place/energetic"
run batch_consumer "$model" "$sample"
run hub_consumer
[ "$encoders" = OFF ] || run encoder_consumer "$source/tests/encoders/golden/hubert_layer@1" "$sample"
run opening_consumer "$model" "$sample"
run c_consumer "$model" "$sample"

# Who links the core needs nothing of what the others need, and is told of it where more is asked for.
echo "== without FFmpeg, curl, OpenSSL and OpenVINO"
alone() {
  cmake -S "$source/tests/package" -B "$place/core" -G Ninja -DCMAKE_PREFIX_PATH="$place/installed" \
    -DCMAKE_DISABLE_FIND_PACKAGE_{PkgConfig,CURL,OpenSSL,OpenVINO}=ON "$@" 2>&1
}
alone >"$place/log" || { cat "$place/log"; exit 1; }
grep -q 'affectus::audio is left out: it needs FFmpeg' "$place/log"
cmake --build "$place/core" --target core_consumer >"$place/log" || { cat "$place/log"; exit 1; }
"$place/core/core_consumer"
if alone -DCOMPONENTS='core;audio' >"$place/log"; then echo "audio was found"; exit 1; fi
tr -s ' \n' ' ' <"$place/log" | grep -q 'affectus::audio needs FFmpeg (libavformat' || { cat "$place/log"; exit 1; }

# The C interface, from C99, with every allocation watched.
libraries=$(dirname "$(find "$place/installed" -name libaffectus.so)")
if [ "$libraries" != . ]; then
  export PKG_CONFIG_PATH="$libraries/pkgconfig"
  echo "== c_consumer"
  # shellcheck disable=SC2046
  cc -std=c99 -pedantic -Wall -Werror -g -fsanitize=address,undefined "$source/tests/package/c_consumer.c" \
    -o "$place/c_consumer" $(pkg-config --cflags --libs affectus) -lm -Wl,-rpath,"$(pkg-config --variable=libdir affectus)"
  leaks_of_others=suppressions=$source/tests/leaks_of_others.txt:print_suppressions=0
  ASAN_OPTIONS=detect_leaks=1 LSAN_OPTIONS=$leaks_of_others TBB_ENABLE_SANITIZERS=1 "$place/c_consumer" "$model" "$sample"
fi

cd /
echo "== the installed program"
"$place/installed/bin/affectus" --version
"$place/installed/bin/affectus" predict "$sample" --quiet
[ -f "$place/installed/share/affectus/LICENSE" ]
[ -f "$place/installed/share/affectus/LICENSE-MODELS.md" ]
# Without the shipped models, whose licence is not the code's.
cmake -DAFFECTUS_INSTALL_MODELS=OFF "$build" >/dev/null
trap 'cmake -DAFFECTUS_INSTALL_MODELS=ON "$build" >/dev/null; rm -rf "$place"' EXIT
cmake --install "$build" --prefix "$place/bare" >/dev/null
if find "$place/bare" -name model.safetensors -o -name LICENSE-MODELS.md | grep .; then exit 1; fi
message=$("$place/bare/bin/affectus" predict "$sample" 2>&1 || true)
grep 'no shipped model found' <<<"$message"
