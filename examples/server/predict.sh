#!/bin/sh
# Sends a recording to `affectus serve` by curl and prints the rows as they come, a line of JSON each.
#
#   predict.sh RECORDING [ADDRESS]      ADDRESS: http://127.0.0.1:8080 unless given; AFFECTUS_TOKEN: the server's token, if it needs one
set -eu
[ $# -ge 1 ] || { sed -n '2,4p' "$0"; exit 2; }
exec curl --silent --show-error --fail-with-body --no-buffer ${AFFECTUS_TOKEN:+--header "Authorization: Bearer $AFFECTUS_TOKEN"} \
  --form "file=@$1" --form window=3 --form hop=1 --form format=jsonl "${2:-http://127.0.0.1:8080}/v1/predict"
