#!/usr/bin/env bash
# Put the libraries that a wheel needs into it, by auditwheel, but for OpenVINO's, which its own wheel has; and their licences.
#
#   [FFMPEG=FOLDER] scripts/repair-wheel.sh FOLDER WHEEL
#
# FOLDER: where the result is put. FFMPEG: as scripts/make-ffmpeg.sh made it. auditwheel, patchelf and wheel: on the PATH.
set -euo pipefail
[ $# -eq 2 ] || { sed -n '2,6p' "$0"; exit 2; }
folder=$1 wheel=$2 ffmpeg=${FFMPEG:-build/ffmpeg}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
# The oldest glibc that this machine's libraries run with is its own.
glibc=$(ldd --version | sed -nE '1s/.* ([0-9]+)\.([0-9]+)$/\1_\2/p')
auditwheel repair --plat "${AUDITWHEEL_PLAT:-manylinux_${glibc}_$(uname -m)}" --exclude 'libopenvino*' --exclude 'libtbb*' \
  --wheel-dir "$scratch" "$wheel" >"$scratch/log" 2>&1 || { tail -n 20 "$scratch/log" >&2; exit 1; }

# auditwheel puts a hash before the first dot of a name (libssl-0123abcd.so.3,
# liblber-2-0123abcd.5.so.0). A library is FFmpeg's, or of a Debian package, which has a copyright file.
wheel unpack --dest "$scratch" "$scratch"/*.whl >/dev/null
content=$(echo "$scratch"/affectus-*/)
licences=$content/affectus/share/affectus/licences
mkdir -p "$licences"
cp "$ffmpeg/source/COPYING.LGPLv2.1" "$licences/ffmpeg"
echo "FFmpeg's libraries are built from $(basename "$ffmpeg"/source/*.tar.*) by scripts/make-ffmpeg.sh of affectus." >>"$licences/ffmpeg"
for library in "$content"/affectus.libs/*; do
  name=$(basename "$library" | sed -E 's/-[0-9a-f]{8}\././')
  [ ! -e "$ffmpeg/lib/$name" ] || continue
  file=$(ldconfig -p | sed -nE 's/^\s*'"${name%%.so*}"'\.so\S* .* => (.*)/\1/p' | while read -r one; do realpath "$one"; done | grep -F "/$name" | head -n 1) ||
    { echo "repair-wheel: $name: not found among this machine's libraries" >&2; exit 1; }
  # Debian's list has files by the folder that it had before /usr was merged.
  package=$(dpkg -S "$file" 2>/dev/null || dpkg -S "${file#/usr}")
  package=${package%%:*}
  cp "/usr/share/doc/$package/copyright" "$licences/$package"
done
mkdir -p "$folder"
wheel pack --dest-dir "$folder" "${content%/}" >/dev/null
