// Folds over speakers: no speaker is in two partitions of a fold.
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "corpus/manifest.h"

namespace affectus {

/// A corpus's utterances with the partitions of one fold.
using Division = std::vector<Utterance>;

/// `group_of` gives each utterance's place among `groups` (at least 3). In fold f (from 0) group f is the test partition,
/// the next group is the development partition, and the others are the train partition. So each utterance is tested in one
/// fold.
std::vector<Division> rotate_partitions(const std::vector<Utterance>& utterances, std::size_t groups,
                                        const std::function<std::size_t(const Utterance&)>& group_of);

/// Sorts speakers by gender, then name, and assigns them to `folds` groups in turn, so that the genders are balanced.
/// Depends only on the speakers' names and genders. Throws Error(invalid_argument) for fewer than 3 folds, or fewer speakers
/// than folds, or an utterance without a speaker.
std::vector<Division> speaker_folds(const std::vector<Utterance>& utterances, std::size_t folds);

/// IEMOCAP's sessions, which its speakers' names ("iemocap-01F") begin with. Throws Error(invalid_format) for other names.
std::vector<Division> session_folds(const std::vector<Utterance>& utterances);

}  // namespace affectus
