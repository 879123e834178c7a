#include "reproduction/simulated_conditions.h"

#include <gtest/gtest.h>

#include <map>

#include "distortion/degradation.h"

namespace affectus {
namespace {

std::vector<Utterance> people(const std::map<std::string, std::size_t>& utterances_of) {
  std::vector<Utterance> all;
  for (const auto& [speaker, count] : utterances_of)
    for (std::size_t i = 0; i < count; ++i)
      all.push_back({.path = speaker + std::to_string(i) + ".wav", .speaker = speaker});
  return all;
}

std::map<std::string, std::size_t> counts(const std::vector<Utterance>& utterances) {
  std::map<std::string, std::size_t> counts;
  for (const Utterance& one : utterances) ++counts[one.speaker];
  return counts;
}

TEST(SimulatedConditions, AreDegradationsButTheFirst) {
  ASSERT_GT(simulated_conditions().size(), 2u);
  EXPECT_EQ(simulated_conditions().front(), clean_condition);
  for (std::size_t i = 1; i < simulated_conditions().size(); ++i)
    EXPECT_FALSE(Degradation::parse(simulated_conditions()[i]).steps.empty());
}

TEST(SimulatedConditions, ASampleHasAsManyOfEachSpeaker) {
  const std::vector<Utterance> all = people({{"ann", 20}, {"bob", 2}, {"cy", 20}});
  const std::vector<Utterance> sample = spread_over_speakers(all, 10);
  EXPECT_EQ(counts(sample), (std::map<std::string, std::size_t>{{"ann", 4}, {"bob", 2}, {"cy", 4}}));
  const std::vector<Utterance> again = spread_over_speakers(all, 10);
  for (std::size_t i = 0; i < sample.size(); ++i) EXPECT_EQ(sample[i].path, again[i].path);
  EXPECT_TRUE(std::ranges::is_sorted(
      sample, {}, [&](const Utterance& one) { return std::ranges::find(all, one.path, &Utterance::path) - all.begin(); }));
}

TEST(SimulatedConditions, OfFewUtterancesTheSampleIsAll) {
  EXPECT_EQ(spread_over_speakers(people({{"ann", 2}, {"bob", 1}}), 10).size(), 3u);
  EXPECT_TRUE(spread_over_speakers(people({{"ann", 2}}), 0).empty());
  EXPECT_TRUE(spread_over_speakers({}, 10).empty());
}

}  // namespace
}  // namespace affectus
