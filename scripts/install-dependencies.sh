#!/usr/bin/env bash
# Install the Debian packages that the given groups need and that are not there yet.
#
#   scripts/install-dependencies.sh GROUP...     groups: demo build test fuzz aarch64 bench lint speech packages root wheel web wasm
#
# Needs root, or a user with sudo, only where something is missing.
set -euo pipefail

declare -A packages=(
  [demo]="g++ cmake ninja-build pkg-config libavformat-dev libavcodec-dev libavdevice-dev libavutil-dev libswresample-dev libhwy-dev nlohmann-json3-dev libcli11-dev libutf8proc-dev libtomlplusplus-dev libcurl4-openssl-dev libssl-dev libboost1.81-dev python3-venv python3-dev"
  [build]="libtorch-dev libgloo-dev libblis4-serial"
  [test]="libgtest-dev libgmock-dev python3 ffmpeg sox libsox-fmt-base pulseaudio pulseaudio-utils openssl curl nodejs node-ws"
  [fuzz]="clang libclang-rt-14-dev"
  [aarch64]="g++-aarch64-linux-gnu qemu-user googletest"
  [bench]="libbenchmark-dev time sox libsox-fmt-all"
  [lint]="clang-format clang-tidy"
  [wasm]="emscripten libhwy-dev nlohmann-json3-dev cmake ninja-build nodejs ffmpeg"
  [web]="nodejs npm chromium fonts-dejavu-core ffmpeg"
  [speech]="flite festival festvox-us-slt-hts festvox-kallpc16k festvox-kdlpc16k espeak-ng"
  [wheel]="python3-dev nasm make xz-utils dpkg-dev"
  [root]="debootstrap ca-certificates"
  [packages]="dpkg-dev file fakeroot ocl-icd-libopencl1"
)
declare -A includes=([wheel]="demo" [packages]="demo build" [build]="demo" [test]="demo build" [fuzz]="demo" [aarch64]="demo" [bench]="demo build" [lint]="" [wasm]="" [web]="" [speech]="")

[ $# -ge 1 ] || { sed -n '2,6p' "$0"; exit 2; }
wanted=()
for group in "$@"; do
  [ -n "${packages[$group]:-}" ] || { echo "install-dependencies: unknown group '$group' (known: ${!packages[*]})" >&2; exit 2; }
  for name in ${includes[$group]:-} "$group"; do wanted+=(${packages[$name]}); done
done

missing=()
for package in "${wanted[@]}"; do
  dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q '^install ok installed$' && continue
  [ "$package" = npm ] && command -v npm >/dev/null && continue  # where Node comes from elsewhere, Debian's npm cannot be installed
  missing+=("$package")
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
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=600 install -y -qq --no-install-recommends "${missing[@]}" >"$log" 2>&1
}
# The package lists may be old or absent: refresh them only where needed. Another installation, such as the system's own, is waited for.
install || { "${as_root[@]}" apt-get -o DPkg::Lock::Timeout=600 update -qq && install; } || { cat "$log" >&2; exit 1; }
