#!/usr/bin/env bash
# Install the wheel of scripts/make-wheel.sh into a bare Debian that has Python and nothing else, and use it there.
#
#   scripts/try-wheel.sh FOLDER      FOLDER: for the bare Debian (scripts/bare-root.sh), which needs root
set -euo pipefail
[ $# -eq 1 ] || { sed -n '2,4p' "$0"; exit 2; }
source=$(cd "$(dirname "$0")/.." && pwd)
script=$(mktemp) files=$(mktemp -d)
trap 'rm -rf "$script" "$files"' EXIT
cat >"$script" <<'INSIDE'
apt-get update -qq
apt-get install -y -qq --no-install-recommends python3 python3-venv >log 2>&1 || { cat log; exit 1; }
! dpkg -l | grep -E 'ffmpeg|libavcodec|libcurl|openvino' || { echo "FAILED: the root is not bare"; exit 1; }
python3 -m venv new
new/bin/pip install -q ./*.whl
cd files
echo "== the README's lines of Python"
cat readme.py
../new/bin/python readme.py
test -s emotion.png
echo "== the program"
../new/bin/affectus --version
../new/bin/affectus predict samples/sense_and_sensibility.flac --window 10
for kind in mp3 m4a ogg opus webm; do ../new/bin/affectus predict "speech.$kind" --quiet --format csv | tail -n 1; done
echo "== an encoder"
../new/bin/affectus extract samples/sense_and_sensibility.flac --frontend encoder@1 --output x.npy --quiet
../new/bin/python -c 'import affectus; print(affectus.extract("samples/sense_and_sensibility.flac", "encoder@1").shape)'
echo "== licences"
../new/bin/python -c 'import importlib.metadata as m; print([str(f) for f in m.files("affectus") if "licen" in str(f).lower()])'
echo "The wheel works."
INSIDE
mkdir -p "$files/files/samples"
cp "$source"/build/wheel/*.whl "$files"
cp "$source/samples/sense_and_sensibility.flac" "$files/files/samples"
cp -r "$source/tests/encoders/golden/hubert_layer" "$files/files/encoder"
# The first block of Python of the README.
sed -n '/^```python/,/^```$/{//!p;}' "$source/README.md" | sed '/^```/,$d' >"$files/files/readme.py"
for kind in mp3 m4a ogg opus webm; do
  ffmpeg -v error -y -i "$source/samples/sense_and_sensibility.flac" -t 8 "$files/files/speech.$kind"
done
"$source/scripts/bare-root.sh" "$1" "$script" "$files"/*
