#include "training/batches.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>
#include <string>
#include <vector>

#include "base/random.h"
#include "failure.h"

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

// So many utterances of each corpus, and a recipe for them in batches of 8.
TrainingSet corpora_of(const std::vector<std::size_t>& counts, Recipe& recipe) {
  TrainingSet set;
  for (std::size_t corpus = 0; corpus < counts.size(); ++corpus) {
    LabelledUtterance utterance{};
    utterance.corpus = corpus;
    set.train.insert(set.train.end(), counts[corpus], utterance);
  }
  recipe.corpora.resize(counts.size());
  recipe.training.batch_size = 8;
  return set;
}

// The sum of the weights of each corpus.
std::vector<double> drawn_of_corpora(const std::vector<std::size_t>& counts, double share, double balance = 0) {
  Recipe recipe;
  const TrainingSet set = corpora_of(counts, recipe);
  recipe.balance.corpus_share = share;
  recipe.balance.corpus = balance;
  const std::vector<double> weights = sampling_weights(set, recipe);
  std::vector<double> sums(counts.size());
  for (std::size_t i = 0; i < weights.size(); ++i) sums[set.train[i].corpus] += weights[i];
  return sums;
}

void expect_near(const std::vector<double>& found, const std::vector<double>& expected) {
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) EXPECT_NEAR(found[i], expected[i], 1e-9) << i;
}

TEST(BatchesTest, ACorpusHasAtMostItsShareAndTheEpochIsShorter) {
  expect_near(drawn_of_corpora({100, 10, 10}, 0.5), {20, 10, 10});
  expect_near(drawn_of_corpora({100, 10, 10}, 1), {100, 10, 10});
  expect_near(drawn_of_corpora({10, 60, 10, 100}, 0.4), {10, 40, 10, 40});  // two of them
  expect_near(drawn_of_corpora({40, 30, 30}, 0.5), {40, 30, 30});           // nothing is above it
  expect_near(drawn_of_corpora({30}, 0.5), {30});                           // of one corpus there is nothing else
  expect_near(drawn_of_corpora({30, 12}, 0.1), {12, 12});                   // no share is below the mean
  expect_near(drawn_of_corpora({80, 20}, 0.6, 1), {50, 50});                // balanced before
  // The sum is whole, and the share as it should be: 7 others and 7 x .7 / .3 make 23 and a third.
  expect_near(drawn_of_corpora({100, 7}, 0.7), {0.7 * 23, 0.3 * 23});
}

TEST(BatchesTest, EveryEpochHasAsManyDrawsAsTheWeightsSum) {
  Recipe recipe;
  const TrainingSet set = corpora_of({100, 7}, recipe);
  recipe.balance.corpus_share = 0.7;
  const std::vector<double> weights = sampling_weights(set, recipe), lengths = random_lengths(set.train.size());
  double of_first = 0;
  constexpr std::size_t epochs = 200;
  for (std::size_t epoch = 1; epoch <= epochs; ++epoch) {
    const auto batches = make_batches(lengths, weights, recipe.training, epoch);
    EXPECT_EQ(batches.size(), 3U);
    std::size_t draws = 0;
    for (const auto& batch : batches) {
      draws += batch.size();
      of_first += static_cast<double>(
          std::ranges::count_if(batch, [&](const Draw& draw) { return set.train[draw.index].corpus == 0; }));
    }
    EXPECT_EQ(draws, 23U);
  }
  EXPECT_NEAR(of_first / epochs / 23, 0.7, 0.01);
}

TEST(BatchesTest, AnEpochOfLessThanABatchIsRefused) {
  EXPECT_THAT(testing::failure(
                  [] {
                    drawn_of_corpora({100, 3}, 0.6);
                  },
                  ErrorCode::invalid_argument),
              ::testing::HasSubstr("at least a batch of 8 utterances an epoch, found 7"));
}

TEST(BatchesTest, TwoViewsStandInTheHalvesOfABatch) {
  Recipe recipe;
  const TrainingSet set = corpora_of({203}, recipe);
  recipe.training.batch_size = 32;
  const std::vector<double> lengths = random_lengths(203);
  const std::size_t steps = make_batches(lengths, sampling_weights(set, recipe), recipe.training, 1).size();
  recipe.loss.agreement_weight = 1;
  std::map<std::size_t, std::size_t> counts;
  constexpr std::size_t epochs = 100;
  for (std::size_t epoch = 1; epoch <= epochs; ++epoch) {
    const auto batches = make_batches(lengths, sampling_weights(set, recipe), recipe.training, epoch, 2);
    EXPECT_EQ(batches.size(), steps);
    for (const auto& batch : batches) {
      ASSERT_EQ(batch.size() % 2, 0U);
      EXPECT_NEAR(static_cast<double>(batch.size()), 32, 3);
      const std::size_t half = batch.size() / 2;
      for (std::size_t i = 0; i < half; ++i) {
        EXPECT_EQ(batch[i].index, batch[half + i].index);
        EXPECT_EQ(batch[i].view, 0U);
        EXPECT_EQ(batch[half + i].view, 1U);
        ++counts[batch[i].index];
      }
    }
  }
  EXPECT_EQ(counts.size(), 203U);
  for (const auto& [index, count] : counts) EXPECT_NEAR(static_cast<double>(count), 50, 25) << index;
}

}  // namespace
}  // namespace affectus
