#!/usr/bin/env bash
# Put OpenVINO's C++ package, from its wheel on PyPI, into a folder; does nothing where it is there.
#
#   scripts/install-openvino.sh FOLDER       (CMake then takes -DOpenVINO_DIR=FOLDER/openvino/cmake)
set -euo pipefail
[ $# -eq 1 ] || { sed -n '2,4p' "$0"; exit 2; }
folder=$1
version=2026.4.1
[ "$(cat "$folder/version" 2>/dev/null)" != "$version" ] || exit 0

echo "Installing: OpenVINO $version"
rm -rf "$folder"
python3 -m venv "$folder"
# The library needs none of what its Python interface needs.
"$folder/bin/pip" install --quiet --disable-pip-version-check --no-deps "openvino==$version"
package=$(echo "$folder"/lib/python3*/site-packages/openvino)
ln -s "$(realpath --relative-to="$folder" "$package")" "$folder/openvino"
echo "$version" >"$folder/version"
