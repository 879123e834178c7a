#!/usr/bin/env bash
# Train the shipped model by its recipe, measure it on both test partitions, and put it in place. Needs the corpora (AFFECTUS_CORPORA)
# and about ten minutes on two cores.
set -euo pipefail
cd "$(dirname "$0")/.."
affectus=build/release/affectus
output=build/models/affectus-mfb

rm -rf "$output"
"$affectus" train recipes/affectus-mfb.toml --output "$output"
for corpus in ravdess emodb; do
  "$affectus" evaluate "$output" "$corpus" --partition test --record
done
mkdir -p models/affectus-mfb
cp "$output"/{config.json,model.safetensors} models/affectus-mfb/
cp "$output/learning_curves.html" build/models/
echo "models/affectus-mfb/README.md is written by hand: compare its figures with: $affectus info models/affectus-mfb"
