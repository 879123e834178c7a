#!/usr/bin/env bash
# The comparisons with large Python packages, for `make oracle`. Every script prints its figures beside their limits.
#
#   tests/oracles/run.sh PYTHON AFFECTUS
set -euo pipefail
python=$1 affectus=$2
cd "$(dirname "$0")/../.."
