#!/usr/bin/env bash
# Writes sample documents, then holds EAF against the rules of its schema and reads TextGrid back with Praat.
#
#   tests/oracles/check_documents.sh PYTHON WRITE_SAMPLE_DOCUMENTS
set -euo pipefail
python=$1 write_sample_documents=$2
here=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$write_sample_documents" "$folder"
cd "$folder"
"$python" "$here/eaf_rules.py" ./*.eaf
for name in windows intervals channels silent many; do
  echo "== $name"
  hop=()
  [[ $name == windows ]] && hop=(0.5)
  "$python" "$here/textgrid.py" "$name.TextGrid" "$name.csv" "${hop[@]}"
done
