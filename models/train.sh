#!/usr/bin/env bash
# Train the shipped models by their recipes, measure them, and put them in place: affectus-mfb, affectus-whisper, and affectus, whose
# teacher is affectus-whisper. This needs the corpora (AFFECTUS_CORPORA), openai/whisper-tiny.en (from the hub's cache, fetched if it is not
# there, or from AFFECTUS_WHISPER=FOLDER) and about half an hour on two cores.
#
#   models/train.sh [MODEL...]     default: all three
set -euo pipefail
cd "$(dirname "$0")/.."
affectus=build/release/affectus
encoder=(${AFFECTUS_WHISPER:+--encoder "openai/whisper-tiny.en=$AFFECTUS_WHISPER"})
models=("$@")
[ ${#models[@]} -gt 0 ] || models=(affectus-mfb affectus-whisper affectus)

# name, folder, further options of `affectus train`
train() {
  local name=$1 output=$2 teacher=()
  shift 2
  [ "$name" != affectus ] || teacher=(--teacher "$teacher_folder")
  "$affectus" train "recipes/$name.toml" --output "$output" --resume "${encoder[@]}" "${teacher[@]}" "$@"
}

for name in "${models[@]}"; do
  output=build/models/$name
  rm -rf "$output"
  teacher_folder=build/models/affectus-whisper
  [ -e "$teacher_folder/config.json" ] || teacher_folder=models/affectus-whisper
  train "$name" "$output"
  for corpus in ravdess emodb; do
    "$affectus" evaluate "$output" "$corpus" --partition test --record "${encoder[@]}"
    "$affectus" evaluate "$output" "$corpus" --partition test "${encoder[@]}" \
      --degrade white:10,babble:10,telephone,reverb:0.5,gain:-26,opus:8
  done
  mkdir -p "models/$name"
  cp "$output"/{config.json,model.safetensors} "models/$name/"

  # Leave out each corpus in turn, for the teacher, too, and measure the model on that corpus.
  for corpus in ravdess emodb; do
    rm -rf "$output-without-$corpus"
    teacher_folder=build/models/affectus-whisper-without-$corpus
    [ "$name" != affectus ] || [ -e "$teacher_folder/config.json" ] || train affectus-whisper "$teacher_folder" --leave-out "$corpus"
    train "$name" "$output-without-$corpus" --leave-out "$corpus"
    "$affectus" evaluate "$output-without-$corpus" "$corpus" --partition all "${encoder[@]}"
  done
done
echo "models/*/README.md are written by hand: compare their figures with: $affectus info models/NAME"
