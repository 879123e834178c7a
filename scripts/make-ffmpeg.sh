#!/usr/bin/env bash
# Build the FFmpeg that is put into wheels: audio only, under the LGPL (no part under the GPL, no library of others), as shared
# libraries. Does nothing where it is there.
#
#   [FFMPEG_TARBALL=FILE] scripts/make-ffmpeg.sh FOLDER
#
# The source is FFMPEG_TARBALL (ffmpeg-*.tar.*), else that of Debian's package, which apt fetches and checks; its list of sources is
# made from the machine's own. FOLDER/source has the tarball, for those who pass the libraries on.
set -euo pipefail
[ $# -eq 1 ] || { sed -n '2,9p' "$0"; exit 2; }
folder=$(realpath -m "$1")
options=(
  --enable-shared --disable-static --disable-programs --disable-doc --disable-debug --disable-autodetect --disable-network
  --disable-avdevice --disable-avfilter --disable-swscale --disable-postproc
  --disable-everything --enable-demuxers --enable-parsers --enable-bsfs --enable-protocol=file,pipe
  # Codecs that `affectus evaluate --degrade` degrades by, where they are FFmpeg's own.
  --enable-encoder=pcm_s16le,pcm_mulaw,pcm_alaw,adpcm_g722
)
[ "$(cat "$folder/options" 2>/dev/null)" != "${FFMPEG_TARBALL:-Debian} ${options[*]}" ] || exit 0

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
if [ -n "${FFMPEG_TARBALL:-}" ]; then
  tarball=$(realpath "$FFMPEG_TARBALL")
else
  # One-line lists and deb822 ones, with "deb-src" in place of "deb".
  mkdir -p "$scratch"/{lists/partial,cache/archives/partial,parts,source}
  sed -nE 's/^deb /deb-src /p' /etc/apt/sources.list 2>/dev/null >"$scratch/parts/own.list" || true
  for file in /etc/apt/sources.list.d/*.list; do [ ! -f "$file" ] || sed -nE 's/^deb /deb-src /p' "$file" >>"$scratch/parts/own.list"; done
  for file in /etc/apt/sources.list.d/*.sources; do
    [ ! -f "$file" ] || sed 's/^Types:.*/Types: deb-src/' "$file" >"$scratch/parts/$(basename "$file")"
  done
  apt=(apt-get -qq -o Dir::State::Lists="$scratch/lists" -o Dir::Cache="$scratch/cache" -o Dir::Etc::SourceList=/dev/null
       -o Dir::Etc::SourceParts="$scratch/parts" -o APT::Sandbox::User=)
  "${apt[@]}" update
  (cd "$scratch/source" && "${apt[@]}" source --download-only ffmpeg)
  tarball=$(echo "$scratch"/source/ffmpeg_*.orig.tar.*)
  tarball=${tarball%% *}
fi
echo "Building: FFmpeg of $(basename "$tarball"), audio only"
mkdir "$scratch/tree"
tar -xf "$tarball" -C "$scratch/tree" --strip-components=1

cd "$scratch/tree"
# The decoders of audio, from FFmpeg's own list of them: its sections have these titles.
decoders=$(sed -n '/audio codecs/,/subtitles/p' libavcodec/allcodecs.c | sed -nE 's/^extern const FFCodec ff_(\w+)_decoder;.*/\1/p' | paste -sd,)
[ "$(tr , '\n' <<<"$decoders" | wc -l)" -gt 100 ] || { echo "make-ffmpeg: the list of audio decoders was not found" >&2; exit 1; }
command -v nasm >/dev/null || options+=(--disable-x86asm)
./configure --prefix="$folder" "${options[@]}" --enable-decoder="$decoders" >"$scratch/log" 2>&1 || { tail -n 20 "$scratch/log" >&2; exit 1; }
grep -q '^License: LGPL version 2.1 or later' "$scratch/log" || { echo "make-ffmpeg: expected the LGPL" >&2; exit 1; }
make -j"$(nproc)" >"$scratch/log" 2>&1 || { tail -n 20 "$scratch/log" >&2; exit 1; }
rm -rf "$folder"
make install >"$scratch/log" 2>&1
mkdir -p "$folder/source"
cp "$tarball" COPYING.LGPLv2.1 "$folder/source"
echo "${FFMPEG_TARBALL:-Debian} ${options[*]/--disable-x86asm/}" | sed 's/ *$//' >"$folder/options"
du -shLc "$folder"/lib/*.so | tail -n 1
