#!/usr/bin/env bash
# Unpack Debian's arm64 packages of the core library's dependencies into a folder, for cmake/aarch64.cmake.
#
#   scripts/make-aarch64-sysroot.sh FOLDER
#
# Needs no root: apt works on package lists of its own, and the system's architectures stay as they are.
set -euo pipefail

[ $# -eq 1 ] || { sed -n '2,6p' "$0"; exit 2; }
folder=$1
packages=(libhwy-dev libhwy1 nlohmann-json3-dev)
[ "$(cat "$folder/packages" 2>/dev/null)" != "${packages[*]}" ] || exit 0

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir -p "$scratch"/{lists/partial,cache/archives/partial,packages} "$folder"
apt=(apt-get -qq -o APT::Architecture=arm64 -o APT::Architectures::=arm64 -o APT::Sandbox::User=
     -o Dir::State::Lists="$scratch/lists" -o Dir::Cache="$scratch/cache" -o Dir::State::Status=/dev/null)
echo "Unpacking for arm64: ${packages[*]}"
"${apt[@]}" update
(cd "$scratch/packages" && "${apt[@]}" download "${packages[@]}")
for package in "$scratch"/packages/*.deb; do dpkg-deb --extract "$package" "$folder"; done
echo "${packages[*]}" >"$folder/packages"
