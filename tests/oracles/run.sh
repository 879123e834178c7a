#!/usr/bin/env bash
# The comparisons with Python packages on all corpora that are there, for `make oracle`. Every script prints its figures beside their
# limits.
#
#   tests/oracles/run.sh PYTHON AFFECTUS
set -euo pipefail
python=$1 affectus=$2
cd "$(dirname "$0")/../.."
corpora=${AFFECTUS_CORPORA:-../shared/corpora}
"$python" tests/oracles/mel_filterbank.py "$affectus"
"$python" tests/oracles/prosody.py "$affectus"
whisper=${AFFECTUS_WHISPER:-../shared/models/whisper-tiny-en}
"$python" tests/oracles/encoders.py "$affectus" $([ ! -d "$whisper" ] || echo "$whisper")
"$python" tests/oracles/fine_tuning.py "$affectus"
if [ ! -d "$corpora" ]; then
  echo "The corpora are not at $corpora (AFFECTUS_CORPORA): the comparisons on them were not run."
  exit 0
fi
"$python" tests/oracles/mel_filterbank.py "$affectus" "$corpora/emodb"
"$python" tests/oracles/prosody.py "$affectus" "$corpora" 200
for corpus in ravdess emodb; do "$python" tests/oracles/evaluation.py "$affectus" models/affectus-mfb "$corpora/$corpus/manifest.csv"; done
