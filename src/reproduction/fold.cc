#include "reproduction/fold.h"

#include <algorithm>

#include "text/joined.h"

namespace affectus {

bool is_rated(const Utterance& utterance) { return utterance.activation || utterance.valence || utterance.dominance; }

bool is_labelled(const Utterance& utterance) { return is_rated(utterance) || !utterance.category.empty(); }

std::size_t Fold::count(std::string_view partition) const {
  std::ptrdiff_t count = 0;
  for (const FoldCorpus& corpus : corpora) count += std::ranges::count(corpus.utterances, partition, &Utterance::partition);
  return static_cast<std::size_t>(count);
}

std::string Fold::names() const { return joined(corpora, &FoldCorpus::name); }

}  // namespace affectus
