// The text files of an MSP-Podcast release, read into one table of its turns. Each reader takes a file's text, and its name
// for messages. It throws Error(invalid_format) that names the file, the line (or the entry), what was expected and what was
// found.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "corpus/manifest.h"
#include "corpus/rater_grades.h"

namespace affectus {

struct MspPodcastTables {
  struct Turn {
    Utterance utterance;  // without its path
    bool labelled = false;
  };
  std::map<std::string, Turn> turns;           // by file name
  std::map<std::string, RaterGrades> grades;   // by file name
  std::map<std::string, std::string> genders;  // by speaker: male, female, or nothing

  /// labels_consensus.csv: FileName, EmoClass, EmoAct, EmoVal, EmoDom, and optionally SpkrID, Gender, Split_Set.
  void read_consensus_csv(std::string_view text, const std::string& name);
  /// labels_consensus.json: the same fields by file name.
  void read_consensus_json(std::string_view text, const std::string& name);
  /// labels.txt: for each file a line "NAME.wav; N; A:2.4; V:4.0; D:2.8;", then one line for each rater, then an empty one.
  /// The first line is ignored unless `take_consensus`.
  void read_labels_txt(std::string_view text, const std::string& name, bool take_consensus);
  /// labels_detailed.csv: one row for each rater, in several columns (EmoClass_Major, EmoAct ...) or in one, EmoDetail.
  void read_detailed_csv(std::string_view text, const std::string& name);
  /// labels_detailed.json: {file: {rater: {EmoClass_Major, EmoAct, EmoDom, EmoVal}}}.
  void read_detailed_json(std::string_view text, const std::string& name);
  /// Partitions.txt: "Train; NAME.wav".
  void read_partitions(std::string_view text, const std::string& name);
  /// Speaker_ids.txt: "Speaker_1; Male" at the head, then "NAME.wav;1". Sets the speaker of known turns that have none.
  void read_speakers(std::string_view text, const std::string& name);
};

}  // namespace affectus
