#include "training/batches.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <numeric>
#include <set>
#include <string>
#include <vector>

#include "base/random.h"

namespace affectus {
namespace {

std::vector<double> random_lengths(std::size_t count) {
  RandomStream random{1};
  std::vector<double> lengths;
  for (std::size_t i = 0; i < count; ++i) lengths.push_back(100 + 400 * random.uniform());
  return lengths;
}

TEST(BatchesTest, EqualWeightsGiveEveryUtteranceOnce) {
  const std::vector<double> lengths = random_lengths(203), weights(203, 1.0);
  TrainingOptions options;
  const auto batches = make_batches(lengths, weights, options, 1);
  std::set<std::size_t> seen;
  for (const auto& batch : batches) {
    EXPECT_NEAR(static_cast<double>(batch.size()), 32, 3);
    for (const Draw& draw : batch) EXPECT_TRUE(seen.insert(draw.index).second);
  }
  EXPECT_EQ(seen.size(), 203u);
}

TEST(BatchesTest, LengthsInABatchAreSimilar) {
  const std::vector<double> lengths = random_lengths(640), weights(640, 1.0);
  double used = 0, padded = 0;
  for (const auto& batch : make_batches(lengths, weights, TrainingOptions{}, 3)) {
    double longest = 0;
    for (const Draw& draw : batch) {
      used += lengths[draw.index];
      longest = std::max(longest, lengths[draw.index]);
    }
    padded += longest * static_cast<double>(batch.size());
  }
  EXPECT_LT(padded / used, 1.25);
}

TEST(BatchesTest, EpochsDifferAndRepeatExactly) {
  const std::vector<double> lengths = random_lengths(100), weights(100, 1.0);
  const auto flat = [&](std::uint64_t epoch) {
    std::vector<std::size_t> all;
    for (const auto& batch : make_batches(lengths, weights, TrainingOptions{}, epoch))
      for (const Draw& draw : batch) all.push_back(draw.index);
    return all;
  };
  EXPECT_EQ(flat(1), flat(1));
  EXPECT_NE(flat(1), flat(2));
}

TEST(BatchesTest, WeightsDecideHowOftenUtterancesAreDrawn) {
  const std::vector<double> lengths = random_lengths(100);
  std::vector<double> weights(100, 0.5);
  for (std::size_t i = 0; i < 20; ++i) weights[i] = 3;
  std::map<std::size_t, std::size_t> counts;
  constexpr std::size_t epochs = 400;
  for (std::size_t epoch = 1; epoch <= epochs; ++epoch) {
    std::set<std::pair<std::size_t, std::size_t>> repetitions;
    for (const auto& batch : make_batches(lengths, weights, TrainingOptions{}, epoch))
      for (const Draw& draw : batch) {
        ++counts[draw.index];
        EXPECT_TRUE(repetitions.insert({draw.index, draw.repetition}).second);
      }
    EXPECT_EQ(repetitions.size(), 100u);
  }
  EXPECT_NEAR(static_cast<double>(counts[0]) / epochs, 3, 0.1);
  EXPECT_NEAR(static_cast<double>(counts[50]) / epochs, 0.5, 0.1);
}

TEST(BatchesTest, FullBalanceGivesGroupsTheSameShare) {
  TrainingSet set;
  for (int i = 0; i < 40; ++i) {
    LabelledUtterance utterance;
    utterance.category_name = i < 30 ? "happy" : "sad";
    set.train.push_back(utterance);
  }
  Recipe recipe;
  recipe.corpora.resize(1);
  recipe.balance.category = 1;
  const std::vector<double> weights = sampling_weights(set, recipe);
  EXPECT_NEAR(std::accumulate(weights.begin(), weights.begin() + 30, 0.0), 20, 1e-9);
  recipe.balance.category = 0;
  for (const double weight : sampling_weights(set, recipe)) EXPECT_EQ(weight, 1);
}

}  // namespace
}  // namespace affectus
