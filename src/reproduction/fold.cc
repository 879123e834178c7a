#include "reproduction/fold.h"

#include <algorithm>

#include "text/joined.h"

namespace affectus {

std::size_t Fold::count(std::string_view partition) const {
  std::ptrdiff_t count = 0;
  for (const FoldCorpus& corpus : corpora) count += std::ranges::count(corpus.utterances, partition, &Utterance::partition);
  return static_cast<std::size_t>(count);
}

std::string Fold::names() const { return joined(corpora, &FoldCorpus::name); }

}  // namespace affectus
