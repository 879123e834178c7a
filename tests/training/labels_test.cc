#include "training/labels.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>

namespace affectus {
namespace {

using ::testing::ElementsAre;
using ::testing::FloatNear;

constexpr float unknown = std::numeric_limits<float>::quiet_NaN();

LabelledUtterance utterance_of(std::size_t corpus, int speaker, int gender) {
  LabelledUtterance utterance{};
  utterance.corpus = corpus;
  utterance.speaker_number = speaker;
  utterance.gender_number = gender;
  utterance.targets = {0.5F, -0.5F, unknown};
  utterance.deviations = {0.2F, unknown, 0.1F};
  return utterance;
}

TEST(LabelsTest, OfAMixtureAreTheMeansOfBoth) {
  LabelledUtterance one = utterance_of(0, 3, 1), other = utterance_of(2, 4, -1);
  one.votes = {3, 1, 0};
  other.targets = {-0.1F, unknown, 0.3F};
  other.deviations = {0.4F, 0.2F, unknown};
  other.category = 2;
  Labels first = labels_of(one), second = labels_of(other);
  first.teacher = TeacherOutput{.dimensions = {1, 0, 0}, .categories = {1, 0, 0}, .embedding = {0.5F, -1}};
  second.teacher = TeacherOutput{.dimensions = {0, 0.5F, 0}, .categories = {0, 0.5F, 0.5F}, .embedding = {0.5F, 0}};
  const Labels mean = mean_of(first, second, 3, 0.3);
  EXPECT_FLOAT_EQ(mean.targets[0], 0.2F);
  EXPECT_TRUE(std::isnan(mean.targets[1]) && std::isnan(mean.targets[2]));
  EXPECT_FLOAT_EQ(mean.deviations[0], 0.3F);
  EXPECT_TRUE(std::isnan(mean.deviations[1]) && std::isnan(mean.deviations[2]));
  EXPECT_EQ(mean.category, -1);
  // Votes of .75 and .25; a category smoothed to .1, .1 and .8.
  EXPECT_THAT(mean.votes, ElementsAre(FloatNear(0.425F, 1e-6F), FloatNear(0.175F, 1e-6F), FloatNear(0.4F, 1e-6F)));
  EXPECT_EQ(mean.corpus, (VoiceClasses{0, 2}));
  EXPECT_EQ(mean.speaker, (VoiceClasses{3, 4}));
  EXPECT_EQ(mean.gender, (VoiceClasses{1, -1}));
  EXPECT_THAT(mean.teacher->dimensions, ElementsAre(0.5F, 0.25F, 0));
  EXPECT_THAT(mean.teacher->categories, ElementsAre(0.5F, 0.25F, 0.25F));
  EXPECT_THAT(mean.teacher->embedding, ElementsAre(0.5F, -0.5F));
  EXPECT_TRUE(std::isnan(mean.teacher->deviations[0]));
}

TEST(LabelsTest, WhoseCategoryIsNotKnownGivesAMixtureNone) {
  LabelledUtterance one = utterance_of(0, 0, 0);
  one.category = 1;
  for (const auto& [first, second] : {std::pair(one, utterance_of(0, 0, 0)), std::pair(utterance_of(0, 0, 0), one)})
    EXPECT_TRUE(mean_of(labels_of(first), labels_of(second), 2, 0).votes.empty());
}

// Of each utterance alike, so that on average the shares are those of all votes.
TEST(LabelsTest, DroppedVotesLeaveTheirMeanShares) {
  const std::vector<float> votes = {2, 1, 0};
  RandomStream random{1};
  std::vector<double> mean(3);
  double left = 0;
  constexpr int count = 40000;
  for (int i = 0; i < count; ++i) {
    const std::vector<float> kept = drop_votes(votes, 0.5, random);
    const double number = std::accumulate(kept.begin(), kept.end(), 0.0);
    ASSERT_GE(number, 1);
    left += number / count;
    const std::vector<float> shares = vote_shares(kept);
    for (std::size_t category = 0; category < 3; ++category) mean[category] += shares[category] / count;
  }
  EXPECT_NEAR(mean[0], 2.0 / 3, 0.01);
  EXPECT_NEAR(mean[1], 1.0 / 3, 0.01);
  EXPECT_EQ(mean[2], 0);
  EXPECT_NEAR(left, 1.5 + 0.125, 0.02);  // half of three, and one where all three are dropped
  EXPECT_EQ(drop_votes(votes, 0, random), votes);
  EXPECT_TRUE(drop_votes({}, 0.5, random).empty());
}

TEST(LabelsTest, VotesNeedNotBeWholeNumbers) {
  RandomStream random{2};
  const std::vector<float> votes = {2.5F, 0.25F, 3e9F};
  const std::vector<float> all = drop_votes(votes, 0, random);
  for (std::size_t category = 0; category < votes.size(); ++category)
    EXPECT_NEAR(all[category] / votes[category], 1, 1e-4) << category;
}

}  // namespace
}  // namespace affectus
