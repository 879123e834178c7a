// Folds that leave corpora out, so that each corpus is judged by models that have not heard its recordings.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "corpus/manifest.h"

namespace affectus {

struct CorporaLeftOut {
  std::vector<std::vector<std::size_t>> folds;  // the corpora that each learns from; no two are the same, none is empty
  std::vector<std::optional<std::size_t>> judged_by;  // the fold of each corpus; absent: none
  std::vector<bool> is_repeated;                      // the corpus shares recordings with one before it
};

/// Each of `corpora` is judged by the fold that learns from all those of the first `learned` ones which share no recording
/// with it. So a corpus among these is left out itself, and with it every other manifest over the same recordings. A
/// recording is a file, however its path is written; a copy of it is another one. Every fold learns from the `beside`
/// corpora that follow the learned ones, too, but for those that share a recording; nothing judges these. A corpus for which
/// none of the learned ones is left has no fold.
CorporaLeftOut leave_corpora_out(const std::vector<std::vector<Utterance>>& corpora, std::size_t learned,
                                 std::size_t beside = 0);

/// A corpus's utterances for such a fold: the other partitions become train, since the corpus is not judged there. The
/// development partition stays if both have labels; else it becomes train, too.
std::vector<Utterance> to_learn_from(std::vector<Utterance> utterances);

}  // namespace affectus
