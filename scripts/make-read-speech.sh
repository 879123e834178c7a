#!/usr/bin/env bash
# Synthesise a corpus of calm reading: sentences of recipes/read-speech/sentences.tsv by the voices of Flite, Festival and eSpeak NG, at
# varied rates and pitches, all labelled neutral. The actors of emotion corpora hardly ever read calmly at length; a model that has
# learned from them alone calls readers sad or disgusted.
#
#   scripts/make-read-speech.sh FOLDER      writes FOLDER/manifest.csv and FOLDER/audio; about a minute, 100 MB
#
# Needs Debian's packages of the group `speech` (scripts/install-dependencies.sh speech). The voices of Flite and Festival
# may be used for any purpose under their licences (BSD and alike); eSpeak NG's speech is made by rule, and its licence does not reach it.
set -euo pipefail
[ $# -eq 1 ] || { sed -n '2,10p' "$0"; exit 2; }
folder=$1 sentences=$(dirname "$0")/../recipes/read-speech/sentences.tsv
for program in flite text2wave espeak-ng; do
  command -v "$program" >/dev/null || { echo "$program: expected the program, found none (Debian: flite, festival, espeak-ng)" >&2; exit 1; }
done
[ ! -e "$folder" ] || { echo "$folder: expected no such folder, found one" >&2; exit 1; }
RANDOM=1
partial=$folder.partial
rm -rf "$partial"
mkdir -p "$partial/audio"
manifest=$partial/manifest.csv
echo 'path,speaker,gender,language,partition,category,activation,valence,dominance' >"$manifest"

# LOW HIGH: sets `drawn`. Not in a subshell, where bash would draw other numbers each time.
draw() { drawn=$(($1 + RANDOM % ($2 - $1 + 1))); }

# ENGINE VOICE LANGUAGE GENDER PARTITION COUNT [PITCH]: COUNT sentences by one voice
voice() {
  local engine=$1 voice=$2 language=$3 gender=$4 partition=$5 count=$6 pitch=${7:-} texts text file stretch mean deviation rate height
  mapfile -t texts < <(awk -F '\t' -v language="$language" '$1 == language { print $2 }' "$sentences")
  for ((i = 0; i < count; i++)); do
    text=${texts[RANDOM % ${#texts[@]}]}
    file=audio/$engine-${voice//+/-}-$(printf %03d "$i").wav
    draw 85 130; printf -v stretch '%d.%02d' $((drawn / 100)) $((drawn % 100))
    draw 85 125; mean=$((${pitch:-0} * drawn / 100))
    draw 8 35; deviation=$drawn
    draw 120 190; rate=$drawn
    draw 30 75; height=$drawn
    case $engine in
      flite)
        flite -voice "$voice" --setf "duration_stretch=$stretch" --setf "int_f0_target_mean=$mean" \
          --setf "int_f0_target_stddev=$deviation" -t "$text" -o "$partial/$file" ;;
      festival) text2wave -o "$partial/$file" -eval "(voice_$voice)" -eval "(Parameter.set 'Duration_Stretch $stretch)" <<<"$text" ;;
      espeak) espeak-ng -v "$voice" -s "$rate" -p "$height" -w "$partial/$file" "$text" ;;
    esac
    echo "$file,$engine-$voice,$gender,$language,$partition,neutral,4,4,4" >>"$manifest"
  done
}

voice flite rms en male train 60 100
voice flite slt en female train 60 190
voice flite awb en male train 60 130
voice flite kal16 en male development 40 110
voice festival cmu_us_slt_arctic_hts en female train 50
voice festival kal_diphone en male development 20
voice festival ked_diphone en male test 40
voice espeak en-us en male train 20
voice espeak en-gb+f3 en female train 20
voice espeak en-us+f2 en female train 20
voice espeak de de male train 16
voice espeak de+f4 de female train 16
voice espeak fr+f2 fr female train 16
voice espeak fr+m3 fr male train 16
voice espeak es es male train 16
voice espeak es+f5 es female train 16
voice espeak it+f3 it female train 16
voice espeak it+m2 it male train 16
voice espeak pl+f2 pl female train 16
voice espeak ru+f4 ru female train 16
voice espeak ru+m1 ru male train 16
mv "$partial" "$folder"
echo "$folder/manifest.csv: $(($(wc -l <"$folder/manifest.csv") - 1)) utterances"
