#include "training/batches.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <numeric>
#include <string>

#include "affectus/error.h"
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

double sum_of(std::span<const double> values) { return std::accumulate(values.begin(), values.end(), 0.0); }

// Lowers the weights of the corpora that have more than `share` of the sum, until each has just that. With n corpora at that
// level L and a sum R of the others, L = share x (n L + R).
void limit_corpora(std::vector<double>& weights, const std::vector<LabelledUtterance>& utterances, double share) {
  std::map<std::size_t, double> sums;
  for (std::size_t i = 0; i < utterances.size(); ++i) sums[utterances[i].corpus] += weights[i];
  share = std::max(share, 1 / static_cast<double>(sums.size()));
  std::vector<double> largest_first;
  for (const auto& [corpus, sum] : sums) largest_first.push_back(sum);
  std::ranges::sort(largest_first, std::greater());
  double rest = sum_of(largest_first), level = share * rest;
  std::size_t limited = 0;
  while (limited + 1 < largest_first.size() && largest_first[limited] > level) {
    rest -= largest_first[limited++];
    level = share * rest / (1 - share * static_cast<double>(limited));
  }
  for (std::size_t i = 0; i < utterances.size(); ++i) weights[i] *= std::min(1.0, level / sums[utterances[i].corpus]);
}

// Systematic sampling: an utterance of weight w is drawn floor(w) or ceil(w) times, and on average w times.
std::vector<Draw> draw(std::span<const double> weights, RandomStream& random) {
  const auto count = static_cast<std::size_t>(std::llround(sum_of(weights)));
  std::vector<std::size_t> order(weights.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  random.shuffle(std::span(order));
  std::vector<Draw> drawn;
  const double start = random.uniform();
  double position = 0;
  for (const std::size_t index : order) {
    position += weights[index];
    for (std::size_t repetition = 0; static_cast<double>(drawn.size()) + start < position - 1e-9 && drawn.size() < count;
         ++repetition)
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
  const double mean = sum_of(weights) / static_cast<double>(weights.size());
  for (double& weight : weights) weight /= mean;

  const bool is_shorter = recipe.balance.corpus_share < 1 || recipe.loss.views() > 1;
  if (!is_shorter) return weights;
  if (recipe.balance.corpus_share < 1) limit_corpora(weights, set.train, recipe.balance.corpus_share);
  const double sum = sum_of(weights), views = static_cast<double>(recipe.loss.views());
  const double draws = std::floor(sum / views + 1e-6);
  if (draws * views < static_cast<double>(recipe.training.batch_size))
    throw Error(ErrorCode::invalid_argument, recipe.file + ": corpus_share of [balance]: expected at least a batch of " +
                                                 std::to_string(recipe.training.batch_size) +
                                                 " utterances an epoch, found " +
                                                 std::to_string(std::llround(draws * views)));
  for (double& weight : weights) weight *= draws / sum;
  return weights;
}

std::vector<std::vector<Draw>> make_batches(std::span<const double> lengths, std::span<const double> weights,
                                            const TrainingOptions& options, std::uint64_t epoch, std::size_t views) {
  RandomStream random{options.seed, random_batches, epoch};
  const std::vector<Draw> drawn = draw(weights, random);
  std::vector<std::pair<double, Draw>> by_length;
  for (const Draw& one : drawn)
    by_length.emplace_back(lengths[one.index] * (1 + options.bucket_noise * random.uniform(-1, 1)), one);
  std::stable_sort(by_length.begin(), by_length.end(), [](const auto& a, const auto& b) { return a.first < b.first; });

  // Batches of nearly equal size rather than full ones and a remainder: the CCC of a handful of utterances is mostly noise.
  const std::size_t size = options.batch_size / views;
  const std::size_t count = std::max<std::size_t>(1, (drawn.size() + size / 2) / size);
  std::vector<std::vector<Draw>> batches(count);
  for (std::size_t batch = 0; batch < count; ++batch)
    for (std::size_t view = 0; view < views; ++view)
      for (std::size_t i = batch * drawn.size() / count; i < (batch + 1) * drawn.size() / count; ++i) {
        batches[batch].push_back(by_length[i].second);
        batches[batch].back().view = view;
      }
  random.shuffle(std::span(batches));
  return batches;
}

}  // namespace affectus
