#!/usr/bin/env bash
# Make a Python environment with pinned packages; does nothing where it is up to date.
#
#   scripts/make-python-environment.sh FOLDER REQUIREMENTS
set -euo pipefail
[ $# -eq 2 ] || { sed -n '2,4p' "$0"; exit 2; }
folder=$1 requirements=$2
cmp -s "$requirements" "$folder/requirements.txt" && exit 0
rm -rf "$folder"
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet --disable-pip-version-check -r "$requirements"
cp "$requirements" "$folder/requirements.txt"
