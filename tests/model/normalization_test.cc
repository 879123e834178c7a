#include <gtest/gtest.h>

#include <cmath>

#include "affectus/model.h"

namespace affectus {
namespace {

Frames frames_of(const std::vector<std::vector<float>>& rows) {
  Frames frames(rows.front().size());
  for (const auto& row : rows) std::copy(row.begin(), row.end(), frames.append().begin());
  return frames;
}

using Utterance = Normalization::Utterance;

TEST(NormalizationTest, MeanIsSubtractedFromEachValue) {
  Frames frames = frames_of({{1, 10}, {3, 30}});
  Normalization{.utterance = Utterance::mean}.apply(frames);
  EXPECT_FLOAT_EQ(frames[0][0], -1);
  EXPECT_FLOAT_EQ(frames[1][1], 10);
}

TEST(NormalizationTest, LevelIsOneNumber) {
  Frames frames = frames_of({{1, 10}, {3, 30}});
  Normalization{.utterance = Utterance::level}.apply(frames);
  EXPECT_FLOAT_EQ(frames[0][0], -10);
  EXPECT_FLOAT_EQ(frames[1][1], 19);
}

TEST(NormalizationTest, VarianceIsOneAndAConstantStaysFinite) {
  Frames frames = frames_of({{1, 5}, {3, 5}, {5, 5}});
  Normalization{.utterance = Utterance::mean_variance}.apply(frames);
  EXPECT_NEAR(frames[2][0], 2 / std::sqrt(8.0 / 3), 1e-6);
  EXPECT_FLOAT_EQ(frames[2][1], 0);
}

TEST(NormalizationTest, ConstantsOfTheTrainingSetComeAfterTheUtterance) {
  Frames frames = frames_of({{0, 0}, {4, 8}});
  Normalization{.utterance = Utterance::mean_variance, .mean = {1, 0}, .scale = {2, 4}}.apply(frames);
  EXPECT_FLOAT_EQ(frames[1][0], (1.0F - 1) / 2);
  EXPECT_FLOAT_EQ(frames[0][1], -0.25F);
}

TEST(NormalizationTest, TheFloorFollowsTheLargestValue) {
  Frames frames = frames_of({{-100, 10}, {4, 0}});
  Normalization{.dynamic_range = 8, .utterance = Utterance::none}.apply(frames);
  EXPECT_FLOAT_EQ(frames[0][0], 2);
  EXPECT_FLOAT_EQ(frames[1][0], 4);
  EXPECT_FLOAT_EQ(frames[1][1], 2);
}

TEST(NormalizationTest, NoFramesAreLeftAlone) {
  Frames frames(3);
  Normalization{}.apply(frames);
  EXPECT_TRUE(frames.empty());
}

}  // namespace
}  // namespace affectus
