// A dialogue's file of labels in IEMOCAP (Busso et al., Language Resources and Evaluation 42, 2008):
//
//   [6.2901 - 8.2357]<TAB>Ses01F_impro01_F000<TAB>neu<TAB>[2.5000, 2.5000, 2.5000]      (valence, activation, dominance)
//   C-E2:<TAB>Neutral;<TAB>()                                                           one rater's category
//   A-E3:<TAB>val 3; act 2; dom  2;<TAB>()                                              one rater's grades
//
// on a scale of 1 to 5, which becomes 1 to 7. The actors' own ratings (C-F1, A-M1) are ignored.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "corpus/manifest.h"

namespace affectus {

/// Reads the turns, without a partition; paths are relative to the session's sentences/wav. `name` names the text in errors.
/// Throws Error(invalid_format) that names the line, what was expected and what was found.
std::vector<Utterance> read_iemocap_dialogue(std::string_view text, const std::string& name);

}  // namespace affectus
