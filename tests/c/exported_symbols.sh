#!/usr/bin/env bash
# Hold the shared library, the header and the consumer of tests/package to the list of symbols.
#
#   tests/c/exported_symbols.sh LIBRARY SOURCE [NM]
set -euo pipefail
[ $# -ge 2 ] || { sed -n '2,4p' "$0"; exit 2; }
library=$1 source=$2 nm=${3:-nm}
export LC_ALL=C
list=$source/src/c/exported_symbols.txt

sort -c -u "$list"
echo "$library exports:"
"$nm" -D --defined-only "$library" | awk '{print $3}' | sort | diff "$list" -
echo "as listed; affectus/c.h declares:"
grep -A 3 '^AFFECTUS_EXPORT' "$source/include/affectus/c.h" | grep -o '\baffectus_[a-z0-9_]*(' | tr -d '(' | sort -u | diff "$list" -
echo "as listed; c_consumer.c calls:"
grep -o '\baffectus_[a-z0-9_]*(' "$source/tests/package/c_consumer.c" | tr -d '(' | sort -u | diff "$list" -
echo "as listed"
