#include "training/batches.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <string>

#include "base/random.h"
#include "training/random_purpose.h"

namespace affectus {
namespace {

// Multiplies each utterance's weight so that the groups' shares become share^(1 - balance).
template <typename Key>
void balance_groups(std::vector<double>& weights, const std::vector<LabelledUtterance>& utterances, double balance,
                    const Key& key) {
  if (balance == 0) return;
  std::map<std::string, double> counts;
  for (const LabelledUtterance& utterance : utterances) ++counts[key(utterance)];
  for (std::size_t i = 0; i < utterances.size(); ++i) weights[i] *= std::pow(counts[key(utterances[i])], -balance);
}

// Systematic sampling: an utterance of weight w (mean 1) is drawn floor(w) or ceil(w) times, and on average w times.
std::vector<Draw> draw(std::span<const double> weights, RandomStream& random) {
  std::vector<std::size_t> order(weights.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  random.shuffle(std::span(order));
  std::vector<Draw> drawn;
  const double start = random.uniform();
  double position = 0;
  for (const std::size_t index : order) {
    position += weights[index];
    for (std::size_t repetition = 0;
         static_cast<double>(drawn.size()) + start < position - 1e-9 && drawn.size() < weights.size(); ++repetition)
      drawn.push_back({index, repetition});
  }
  return drawn;
}

}  // namespace

std::vector<double> sampling_weights(const TrainingSet& set, const Recipe& recipe) {
  std::vector<double> weights;
  for (const LabelledUtterance& utterance : set.train) weights.push_back(recipe.corpora[utterance.corpus].weight);
  balance_groups(weights, set.train, recipe.balance.category, [](const auto& utterance) { return utterance.category_name; });
  balance_groups(weights, set.train, recipe.balance.speaker, [](const auto& utterance) { return utterance.speaker; });
  balance_groups(weights, set.train, recipe.balance.corpus,
                 [](const auto& utterance) { return std::to_string(utterance.corpus); });
  const double mean = std::accumulate(weights.begin(), weights.end(), 0.0) / static_cast<double>(weights.size());
  for (double& weight : weights) weight /= mean;
  return weights;
}

std::vector<std::vector<Draw>> make_batches(std::span<const double> lengths, std::span<const double> weights,
                                            const TrainingOptions& options, std::uint64_t epoch) {
  RandomStream random{options.seed, random_batches, epoch};
  const std::vector<Draw> drawn = draw(weights, random);
  std::vector<std::pair<double, Draw>> by_length;
  for (const Draw& one : drawn)
    by_length.emplace_back(lengths[one.index] * (1 + options.bucket_noise * random.uniform(-1, 1)), one);
  std::stable_sort(by_length.begin(), by_length.end(), [](const auto& a, const auto& b) { return a.first < b.first; });

  // Batches of nearly equal size rather than full ones and a remainder: the CCC of a handful of utterances is mostly noise.
  const std::size_t count = std::max<std::size_t>(1, (drawn.size() + options.batch_size / 2) / options.batch_size);
  std::vector<std::vector<Draw>> batches(count);
  for (std::size_t batch = 0; batch < count; ++batch)
    for (std::size_t i = batch * drawn.size() / count; i < (batch + 1) * drawn.size() / count; ++i)
      batches[batch].push_back(by_length[i].second);
  random.shuffle(std::span(batches));
  return batches;
}

}  // namespace affectus
