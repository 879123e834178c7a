#!/usr/bin/env bash
# Train the shipped models by their recipes, measure them where they are unfamiliar, and put them in place. This needs the corpora
# (AFFECTUS_CORPORA), the programs of scripts/make-read-speech.sh, openai/whisper-base (from the hub's cache, fetched if it is not
# there, or from AFFECTUS_WHISPER=FOLDER) and about two hours on two cores.
#
#   models/train.sh [MODEL...]     default: all four
#
# How the recipes do on corpora that were left out of the training: docs/results/README.md has the commands.
set -euo pipefail
cd "$(dirname "$0")/.."
affectus=build/release/affectus
encoder=(${AFFECTUS_WHISPER:+--encoder "openai/whisper-base=$AFFECTUS_WHISPER"})
read_speech=build/corpora/read-speech
models=("$@")
[ ${#models[@]} -gt 0 ] || models=(affectus-mfb affectus-whisper affectus affectus-research)

# Corpora, or partitions of them, from which a model has not learned: "CORPUS PARTITION".
unfamiliar() {
  case $1 in  # affectus-research has learned from all four
    affectus | affectus-whisper) printf '%s\n' 'ravdess all' 'nemo all' ;;
    affectus-mfb) printf '%s\n' 'ravdess test' 'emodb test' 'crema-d all' 'nemo all' ;;
  esac
}

for name in "${models[@]}"; do
  output=build/models/$name
  if grep -q '^name = "read-speech"' "recipes/$name.toml" && [ ! -e "$read_speech" ]; then
    mkdir -p "${read_speech%/*}"
    scripts/make-read-speech.sh "$read_speech"
  fi
  rm -rf "$output"
  "$affectus" train "recipes/$name.toml" --output "$output" --resume --corpus "read-speech=$read_speech" "${encoder[@]}"
  while read -r corpus partition; do
    "$affectus" evaluate "$output" "$corpus" --partition "$partition" --record "${encoder[@]}"
  done < <(unfamiliar "$name")
  mkdir -p "models/$name"
  cp "$output"/{config.json,model.safetensors} "models/$name/"
done
echo "models/*/README.md are written by hand: compare their figures with: $affectus info models/NAME"
