#include "training/training_data.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "temporary_folder.h"

namespace affectus {
namespace {

// Twice the same recording, so that what differs between the two is not what is in it.
TrainingSet two_utterances() {
  TrainingSet set;
  set.corpora.push_back({.name = "sample", .manifest_hash = "1", .train_count = 2, .development_count = 0});
  LabelledUtterance utterance{};
  utterance.path = std::string(AFFECTUS_SOURCE_DIR) + "/samples/sense_and_sensibility.flac";
  set.train = {utterance, utterance};
  return set;
}

Recipe recipe_of(const std::string& augmentation) {
  return Recipe::parse(
      "name = \"r\"\n[[corpora]]\nname = \"sample\"\ndevelopment = \"\"\n[[front_ends]]\nname = \"mfb\"\n"
      "utterance_normalization = \"none\"\nglobal_normalization = false\n[augmentation]\n" +
          augmentation,
      "r.toml");
}

// The different frames that `epochs` epochs show of an utterance.
std::set<std::vector<float>> frames_seen(const TrainingData& data, std::size_t utterance, std::uint64_t epochs) {
  std::set<std::vector<float>> seen;
  const std::vector<Draw> draws = {{.index = utterance, .repetition = 0}};
  for (std::uint64_t epoch = 1; epoch <= epochs; ++epoch) {
    const Batch batch = data.train_batch(draws, epoch);
    const Frames& frames = batch.frames[0];
    seen.emplace(frames.data(), frames.data() + frames.count() * frames.dim());
  }
  return seen;
}

TEST(TrainingDataTest, CopiesAreMadeOnceAndFollowFromTheRecordingOnly) {
  const testing::TemporaryFolder folder;
  const Recipe recipe = recipe_of("gain_probability = 1\ncopies = 2\n");
  const TrainingData data(recipe, two_utterances(), FeatureCache(FrameCache(folder.path())), {}, nullptr, 2,
                          [](std::size_t, std::size_t) {});
  const std::set<std::vector<float>> first = frames_seen(data, 0, 30);
  EXPECT_EQ(first.size(), 3u);  // the recording and two copies
  EXPECT_EQ(first, frames_seen(data, 1, 30));

  // Another seed draws in another order, from the same copies.
  Recipe other = recipe;
  other.training.seed = 7;
  const TrainingData again(other, two_utterances(), FeatureCache(FrameCache(folder.path())), {}, nullptr, 1,
                           [](std::size_t, std::size_t) {});
  EXPECT_EQ(first, frames_seen(again, 0, 30));
}

TEST(TrainingDataTest, WithoutCopiesEveryEpochIsNew) {
  const testing::TemporaryFolder folder;
  const TrainingData data(recipe_of("gain_probability = 1\n"), two_utterances(), FeatureCache(FrameCache(folder.path())), {},
                          nullptr, 2, [](std::size_t, std::size_t) {});
  EXPECT_EQ(frames_seen(data, 0, 5).size(), 5u);
}

TEST(TrainingDataTest, CopiesOfOtherAugmentationsAreOthers) {
  const testing::TemporaryFolder folder;
  const auto seen = [&](const std::string& augmentation) {
    const TrainingData data(recipe_of(augmentation), two_utterances(), FeatureCache(FrameCache(folder.path())), {}, nullptr,
                            2, [](std::size_t, std::size_t) {});
    return frames_seen(data, 0, 20);
  };
  const auto quiet = seen("gain_probability = 1\ngain_db = [-20, -15]\ncopies = 1\n");
  const auto loud = seen("gain_probability = 1\ngain_db = [5, 10]\ncopies = 1\n");
  EXPECT_EQ(quiet.size(), 2u);
  EXPECT_EQ(loud.size(), 2u);
  EXPECT_NE(quiet, loud);
}

}  // namespace
}  // namespace affectus
