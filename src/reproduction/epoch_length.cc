#include "reproduction/epoch_length.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numeric>
#include <vector>

#include "training/batches.h"

namespace affectus {

std::size_t epoch_length(const Recipe& recipe, const Fold& fold) {
  TrainingSet set;
  for (std::size_t i = 0; i < recipe.corpora.size(); ++i) {
    const CorpusChoice& choice = recipe.corpora[i];
    const auto corpus = std::ranges::find(fold.corpora, choice.name, &FoldCorpus::name);
    if (corpus == fold.corpora.end()) continue;
    std::vector<Utterance> learned;
    std::ranges::copy_if(corpus->utterances, std::back_inserter(learned), [&](const Utterance& one) {
      return std::ranges::find(choice.train, one.partition) != choice.train.end();
    });
    std::ranges::move(labelled_utterances(learned, i, choice.labelled), std::back_inserter(set.train));
  }
  const std::vector<double> weights = sampling_weights(set, recipe);
  const double draws = std::accumulate(weights.begin(), weights.end(), 0.0);
  return static_cast<std::size_t>(std::llround(draws)) * recipe.loss.views();
}

}  // namespace affectus
