#!/usr/bin/env bash
# Run clang-tidy over the sources in a build's compile_commands.json, on all cores.
set -euo pipefail
build=$1
git ls-files 'src/*.cc' | grep -v '^src/training/' | xargs -P "$(nproc)" -n 4 clang-tidy -p "$build" --quiet --extra-arg=-Wno-unknown-warning-option --warnings-as-errors='*'
