#!/usr/bin/env bash
# Install the Debian packages that the given groups need and that are not there yet.
#
#   scripts/install-dependencies.sh GROUP...     groups: demo build test fuzz aarch64 bench lint speech
#
# Needs root, or a user with sudo, only where something is missing.
set -euo pipefail

declare -A packages=(
  [demo]="g++ cmake ninja-build pkg-config libavformat-dev libavcodec-dev libavdevice-dev libavutil-dev libswresample-dev libhwy-dev nlohmann-json3-dev libcli11-dev libutf8proc-dev libtomlplusplus-dev libcurl4-openssl-dev libssl-dev libboost1.81-dev python3-venv"
  [build]="libtorch-dev"
  [test]="libgtest-dev libgmock-dev python3 ffmpeg sox libsox-fmt-base pulseaudio pulseaudio-utils openssl curl nodejs node-ws"
  [fuzz]="clang libclang-rt-14-dev"
  [aarch64]="g++-aarch64-linux-gnu qemu-user googletest"
  [bench]="libbenchmark-dev time sox libsox-fmt-all"
  [lint]="clang-format clang-tidy"
  [speech]="flite festival festvox-us-slt-hts festvox-kallpc16k festvox-kdlpc16k espeak-ng"
)
declare -A includes=([build]="demo" [test]="demo build" [fuzz]="demo" [aarch64]="demo" [bench]="demo build" [lint]="" [speech]="")

[ $# -ge 1 ] || { sed -n '2,6p' "$0"; exit 2; }
wanted=()
for group in "$@"; do
  [ -n "${packages[$group]:-}" ] || { echo "install-dependencies: unknown group '$group' (known: ${!packages[*]})" >&2; exit 2; }
  for name in ${includes[$group]:-} "$group"; do wanted+=(${packages[$name]}); done
done

missing=()
for package in "${wanted[@]}"; do
  dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q '^install ok installed$' || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

command -v apt-get >/dev/null || { echo "install-dependencies: expected Debian's apt-get; install by hand: ${missing[*]}" >&2; exit 1; }
as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || { echo "install-dependencies: run as root, or install sudo, or install by hand: ${missing[*]}" >&2; exit 1; }
  as_root=(sudo)
fi
echo "Installing: ${missing[*]}"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
install() {
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >"$log" 2>&1
}
# The package lists may be old or absent: refresh them only where needed.
install || { "${as_root[@]}" apt-get update -qq && install; } || { cat "$log" >&2; exit 1; }
