#!/usr/bin/env bash
# Run clang-tidy over the sources in a build's compile_commands.json, on all cores. The static analyser, which takes minutes a file,
# reads what handles bytes from outside and raw memory.
#
#   scripts/run-clang-tidy.sh BUILD
set -euo pipefail
[ $# -eq 1 ] || { sed -n '2,5p' "$0"; exit 2; }
build=$1
tidy() { xargs -P "$(nproc)" -n 3 clang-tidy -p "$build" --quiet --extra-arg=-Wno-unknown-warning-option --warnings-as-errors='*' "$@"; }
analysed='^src/(audio|c|checkpoint|storage|tensors)/'
# clang does not take the headers of Debian's LibTorch.
sources=$(git ls-files 'src/*.cc' | grep -vE '^src/(processes|torch_encoders|training)/')
failed=0
grep -E "$analysed" <<<"$sources" | tidy --checks='clang-analyzer-*' || failed=1
grep -vE "$analysed" <<<"$sources" | tidy || failed=1
exit $failed
