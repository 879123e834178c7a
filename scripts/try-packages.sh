#!/usr/bin/env bash
# Install the packages of scripts/make-packages.sh into a bare Debian, and use them there: the program alone, with models, with
# encoders and with the trainer, and a program in C that is compiled against the library.
#
#   scripts/try-packages.sh FOLDER      FOLDER: for the bare Debian (scripts/bare-root.sh), which needs root
set -euo pipefail
[ $# -eq 1 ] || { sed -n '2,5p' "$0"; exit 2; }
source=$(cd "$(dirname "$0")/.." && pwd)
script=$(mktemp)
trap 'rm -f "$script"' EXIT
cat >"$script" <<'INSIDE'
install() { apt-get install -y -qq --no-install-recommends "$@" >log 2>&1 || { cat log; exit 1; }; }
# expect CODE TEXT COMMAND...: the command ends with CODE and says TEXT.
expect() {
  local code=0
  "${@:3}" >out 2>&1 || code=$?
  [ "$code" -eq "$1" ] && { [ -z "$2" ] || grep -qF -- "$2" out; } || { echo "FAILED: ${*:3}: expected $1 and '$2', found $code and:"; cat out; exit 1; }
}
sample=/usr/share/affectus/samples/sense_and_sensibility.flac
apt-get update -qq

echo "== affectus alone"
install ./packages/affectus_*.deb
expect 0 "affectus 0." affectus --version
expect 0 "predict" affectus --help
expect 0 "affectus predict" zcat /usr/share/man/man1/affectus.1.gz
expect 1 "no shipped model found" affectus predict $sample
! dpkg -l | grep -E 'libtorch|openvino' || { echo "FAILED: the program needs more than it says"; exit 1; }

echo "== models"
install ./packages/affectus-models_*.deb ./packages/affectus-models-noncommercial_*.deb
expect 0 "activation" affectus predict $sample --window 5
expect 0 "CC" affectus info affectus-mfb
expect 0 "activation" affectus predict $sample --window 5 --model affectus-research
affectus predict $sample --window 5 --format csv --quiet >without.csv
expect 1 "needs the encoders, which are not installed (Debian's package affectus-encoders" affectus predict $sample --model affectus-whisper
expect 1 "needs the encoders" affectus predict $sample --precision int8
expect 1 "needs the encoders" affectus extract $sample --frontend encoder@1 --output x.npy
expect 1 "affectus-trainer" affectus train recipe.toml --output x

echo "== encoders"
install ./packages/affectus-encoders_*.deb
expect 0 "" affectus extract $sample --frontend encoder@1 --output x.npy
[ "$(stat -c %s x.npy)" -gt 1000 ] || { echo "FAILED: no frames"; exit 1; }
affectus predict $sample --window 5 --format csv --quiet >with.csv
cmp without.csv with.csv
expect 0 "" affectus predict $sample --model checkpoint
LD_DEBUG=files affectus predict $sample 2>&1 | grep -q 'libopenvino' && { echo "FAILED: OpenVINO is loaded where nothing needs it"; exit 1; }

echo "== trainer"
if ls packages/affectus-trainer_*.deb >/dev/null 2>&1; then
  install ./packages/affectus-trainer_*.deb
  expect 0 "recipe" affectus train --help
fi

echo "== library"
install ./packages/libaffectus0_*.deb ./packages/libaffectus-dev_*.deb gcc libc6-dev pkg-config
# shellcheck disable=SC2046
gcc -std=c99 -Wall -Werror c_consumer.c -o c_consumer $(pkg-config --cflags --libs affectus) -lm
./c_consumer /usr/share/affectus/models/affectus-mfb $sample
apt-get remove -y -qq affectus-encoders >/dev/null 2>&1
./c_consumer /usr/share/affectus/models/affectus-mfb $sample >/dev/null

echo "== all is gone after it is removed"
apt-get purge -y -qq 'affectus*' 'libaffectus*' >/dev/null 2>&1
! find /usr -path '*affectus*' | grep . || { echo "FAILED: files are left"; exit 1; }
echo "The packages work."
INSIDE
files=$(mktemp -d)
trap 'rm -rf "$script" "$files"' EXIT
mkdir "$files/packages"
cp "$source"/build/packages/packages/*.deb "$files/packages"
cp -r "$source/tests/encoders/golden/hubert_layer" "$files/encoder"
cp -r "$source/tests/encoders/golden_emotion/dense_dimensions" "$files/checkpoint"
cp "$source/tests/package/c_consumer.c" "$files"
"$source/scripts/bare-root.sh" "$1" "$script" "$files"/*
