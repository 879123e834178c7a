#!/usr/bin/env bash
# How a model takes calm speech: telephone prompts that professionals read in five languages (Debian's asterisk-core-sounds-*-wav,
# CC BY-SA 3.0, 8 kHz), those of two seconds and more, and the reader of a novel (samples/, windows of 4 s every 2 s). No model
# learned from them. Prints the share whose most probable category is neutral, calm or bored, and the mean dimensions.
#
#   scripts/score-calm-prompts.sh FOLDER AFFECTUS [OPTION...]      options of `affectus predict`, --model above all
#
# FOLDER keeps the packages, 40 MB; they are fetched with `apt-get download` if it has none.
set -euo pipefail
[ $# -ge 2 ] || { sed -n '2,9p' "$0"; exit 2; }
folder=$1 affectus=$2
shift 2
sample=$(cd "$(dirname "$0")/.." && pwd)/samples/sense_and_sensibility.flac
languages=(en es fr it ru)
mkdir -p "$folder"
for language in "${languages[@]}"; do
  [ -d "$folder/$language" ] && continue
  (cd "$folder" && apt-get -q download "asterisk-core-sounds-$language-wav")
  dpkg-deb -x "$folder/asterisk-core-sounds-$language-wav"_*.deb "$folder/$language.partial"
  mv "$folder/$language.partial" "$folder/$language"
done

# Reads the CSV rows of `affectus predict`, sums for each NAME; prints a line.
summary() {
  awk -F, -v name="$1" '
    NR == 1 { for (i = 1; i <= NF; ++i) column[$i] = i; next }
    {
      best = ""
      for (key in column) if (key ~ /^category_/ && $column[key] != "" && (best == "" || $column[key] + 0 > $column[best] + 0)) best = key
      ++rows; ++category[substr(best, 10)]
      activation += $column["activation"]; valence += $column["valence"]; dominance += $column["dominance"]
    }
    END {
      if (rows == 0) { print name ": no rows"; exit 1 }
      calm = category["neutral"] + category["calm"] + category["bored"]
      others = ""
      for (key in category) if (key !~ /^(neutral|calm|bored)$/ && category[key] > 0) others = others sprintf(", %s %.2f", key, category[key] / rows)
      printf "%-9s %4d rows, neutral, calm or bored %.2f%s; activation %.2f, valence %.2f, dominance %.2f\n", name, rows, calm / rows, others, activation / rows, valence / rows, dominance / rows
    }'
}
for language in "${languages[@]}"; do
  find "$folder/$language" -name '*.wav' -size +32000c | sort >"$folder/$language.txt"
  "$affectus" predict "@$folder/$language.txt" --format csv --quiet "$@" | tee "$folder/$language.csv" | summary "$language"
done
{ head -n 1 "$folder/en.csv"; for language in "${languages[@]}"; do tail -n +2 "$folder/$language.csv"; done; } | summary all
"$affectus" predict "$sample" --window 4 --hop 2 --format csv --quiet "$@" | summary narrator
