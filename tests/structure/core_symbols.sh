#!/usr/bin/env bash
# The core computes only: its objects must not want files, environment variables, threads or the clock from the system.
#
#   core_symbols.sh LIBRARY
set -euo pipefail
[ $# -eq 1 ] || { sed -n '2,4p' "$0"; exit 2; }
# That it knows std::filesystem::filesystem_error, which others throw, opens nothing.
wanted=$(nm -u -C "$1" | sed 's/^ *U //' | sort -u)
[ -n "$wanted" ] || { echo "$1: no symbols were found"; exit 1; }
forbidden=$(grep -P '^(open|open64|fopen|fopen64|read|write|mmap|mmap64|stat|getenv|secure_getenv|setenv|pthread_create|clock_gettime|system|dlopen|socket)(@|$)|std::(basic_)?[io]?fstream|std::basic_filebuf|std::filesystem::(?!__cxx11::filesystem_error)|std::thread|std::chrono::_V2' <<<"$wanted" || true)
if [ -n "$forbidden" ]; then
  echo "the core uses:"
  echo "$forbidden"
  exit 1
fi
echo "$(wc -l <<<"$wanted") symbols, none of files, environment, threads or the clock"
