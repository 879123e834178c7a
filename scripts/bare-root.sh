#!/usr/bin/env bash
# Run a script as root in a bare Debian of this machine's release, as on a new user's machine.
#
#   scripts/bare-root.sh FOLDER SCRIPT [FILE...]      the files are in /root of the bare Debian, where the script begins
#
# FOLDER.base is made by debootstrap on the first call and kept; FOLDER is a fresh copy of it on every call. Needs root. The sources of
# packages, certificates and the settings of proxies and pip are this machine's.
set -euo pipefail
[ $# -ge 2 ] || { sed -n '2,7p' "$0"; exit 2; }
root=$(realpath -m "$1") script=$2
shift 2
[ "$(id -u)" -eq 0 ] || { echo "bare-root: needs root (debootstrap and chroot)" >&2; exit 1; }

unmount() { for place in dev/shm dev proc; do ! mountpoint -q "$root/$place" || umount "$root/$place"; done; }
trap unmount EXIT
unmount

if [ ! -d "$root.base" ]; then
  . /etc/os-release
  mirror=$(sed -nE 's/^(URIs: |deb )(http[^ ]+).*/\2/p' /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null | head -n 1 || true)
  command -v debootstrap >/dev/null || { echo "bare-root: needs debootstrap" >&2; exit 1; }
  rm -rf --one-file-system "$root.part"
  debootstrap --variant=minbase --include=ca-certificates "$VERSION_CODENAME" "$root.part" "$mirror" >"$root.log" 2>&1 ||
    { tail -n 5 "$root.log" >&2; exit 1; }
  rm -f "$root.part/etc/apt/sources.list"
  for file in /etc/apt/sources.list /etc/apt/sources.list.d/* /etc/apt/apt.conf.d/*proxy* /etc/apt/apt.conf.d/99* /etc/pip.conf /etc/hosts /etc/resolv.conf; do
    [ ! -f "$file" ] || cp --remove-destination -L "$file" "$root.part$file"
  done
  cp --remove-destination -L /etc/ssl/certs/ca-certificates.crt "$root.part/etc/ssl/certs/"
  mv "$root.part" "$root.base"
fi

rm -rf --one-file-system "$root"
cp -a "$root.base" "$root"
mount -t proc proc "$root/proc"
mount --bind /dev "$root/dev"
mkdir -p "$root/dev/shm"
mount -t tmpfs shm "$root/dev/shm"
[ $# -eq 0 ] || cp -r "$@" "$root/root/"
cp "$script" "$root/root/script"
mapfile -t settings < <(env | grep -E '^(PIP_|SSL_CERT|REQUESTS_CA|CURL_CA|https?_proxy=|no_proxy=|HTTPS?_PROXY=|NO_PROXY=)' | grep -v FIND_LINKS)
chroot "$root" env -i HOME=/root PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 \
  DEBIAN_FRONTEND=noninteractive "${settings[@]}" bash -c 'cd /root && exec bash -euo pipefail ./script'
