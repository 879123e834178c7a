// What one model of each system and seed learns from.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/manifest.h"

namespace affectus {

/// A corpus with the partitions that it has in the fold.
struct FoldCorpus {
  std::string name;  // in recipes
  std::vector<Utterance> utterances;
};

struct Fold {
  std::vector<FoldCorpus> corpora;  // at least one

  /// Utterances of a partition.
  std::size_t count(std::string_view partition) const;
  /// "crema-d, emodb"
  std::string names() const;
};

}  // namespace affectus
