#include "training/training_data.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <set>
#include <string>
#include <vector>

#include "temporary_folder.h"
#include "wave_file.h"

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

TEST(TrainingDataTest, CopiesWithOtherVoicesAreOthers) {
  const testing::TemporaryFolder folder;
  const auto seen = [&](const TrainingSet& set) {
    const TrainingData data(recipe_of("noise_probability = 1\nnoise_kinds = [\"babble\"]\nsnr_db = [0, 0]\ncopies = 1\n"),
                            set, FeatureCache(FrameCache(folder.path())), {}, nullptr, 2, [](std::size_t, std::size_t) {});
    return frames_seen(data, 0, 20);
  };
  const TrainingSet first = two_utterances();
  TrainingSet more = first;  // another partition of the same manifest
  more.corpora[0].train_count = 30;
  std::vector<float> clicks(16000);
  for (std::size_t i = 0; i < clicks.size(); i += 100) clicks[i] = 0.5F;
  testing::write_wave(folder / "clicks.wav", clicks);
  LabelledUtterance other{};
  other.path = folder / "clicks.wav";
  more.train.resize(30, other);
  EXPECT_NE(seen(first), seen(more));
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

// Two tones of two corpora: 500 Hz for a second, and a shorter one of 3000 Hz without a rating of valence.
TrainingSet two_tones(const testing::TemporaryFolder& folder) {
  TrainingSet set;
  for (std::size_t i = 0; i < 2; ++i) {
    std::vector<float> tone(16000 - 4000 * i);
    for (std::size_t j = 0; j < tone.size(); ++j)
      tone[j] = 0.1F * std::sin(2 * std::numbers::pi_v<float> * (i == 0 ? 500.0F : 3000.0F) * static_cast<float>(j) / 16000);
    LabelledUtterance utterance{};
    utterance.path = folder / (std::to_string(i) + ".wav");
    testing::write_wave(utterance.path, tone);
    utterance.corpus = i;
    utterance.targets = {0.5F, 0.25F, -0.5F};
    if (i == 1) utterance.targets = {-0.25F, std::numeric_limits<float>::quiet_NaN(), -0.5F};
    set.corpora.push_back({.name = "c" + std::to_string(i), .manifest_hash = "1", .train_count = 1, .development_count = 0});
    set.train.push_back(utterance);
  }
  return set;
}

// The mean over time of the loudest of a few filters around a tone.
float level_of(const Frames& frames, std::size_t first, std::size_t last) {
  float loudest = -100;
  for (std::size_t i = first; i <= last; ++i) {
    float sum = 0;
    for (std::size_t frame = 0; frame < frames.count(); ++frame) sum += frames[frame][i];
    loudest = std::max(loudest, sum / static_cast<float>(frames.count()));
  }
  return loudest;
}

TEST(TrainingDataTest, AMixtureHasBothVoicesAndTheMeanOfTheirLabels) {
  const testing::TemporaryFolder folder;
  const TrainingData data(recipe_of("mix_probability = 0.5\nmix_db = [0, 0]\n"), two_tones(folder),
                          FeatureCache(FrameCache(folder / "cache")), {}, nullptr, 2, [](std::size_t, std::size_t) {});
  const std::vector<Draw> draws = {{.index = 0, .repetition = 0}, {.index = 0, .repetition = 0, .view = 1}};
  std::set<bool> seen;
  std::size_t longest = 0;
  for (std::uint64_t epoch = 1; epoch <= 40; ++epoch) {
    const Batch batch = data.train_batch(draws, epoch);
    const bool is_mixed = batch.corpora[0][1] == 1;
    seen.insert(is_mixed);
    for (std::size_t view = 0; view < 2; ++view) {
      EXPECT_EQ(batch.corpora[view], (VoiceClasses{0, is_mixed ? 1 : 0}));
      EXPECT_EQ(batch.targets[view][0], is_mixed ? 0.125F : 0.5F);
      EXPECT_EQ(std::isnan(batch.targets[view][1]), is_mixed);
      EXPECT_EQ(batch.targets[view][2], -0.5F);
      // Of 40 filters those around 3000 Hz, of natural logarithms of power.
      EXPECT_EQ(level_of(batch.frames[view], 26, 32) > level_of(batch.frames[view], 36, 39) + 5, is_mixed);
      longest = std::max(longest, batch.frames[view].count());
      EXPECT_EQ(batch.frames[view].count(), longest);
    }
  }
  EXPECT_EQ(seen.size(), 2u);
}

TEST(TrainingDataTest, TheSecondViewIsAnotherAndTheFirstAsEver) {
  const testing::TemporaryFolder folder;
  const TrainingData data(recipe_of("gain_probability = 1\n"), two_utterances(), FeatureCache(FrameCache(folder.path())), {},
                          nullptr, 2, [](std::size_t, std::size_t) {});
  const std::vector<Draw> alone = {{.index = 1, .repetition = 0}},
                          both = {alone[0], {.index = 1, .repetition = 0, .view = 1}};
  const auto values = [](const Frames& frames) {
    return std::vector<float>(frames.data(), frames.data() + frames.count() * frames.dim());
  };
  const Batch first = data.train_batch(alone, 1), views = data.train_batch(both, 1);
  EXPECT_EQ(values(first.frames[0]), values(views.frames[0]));
  EXPECT_NE(values(views.frames[0]), values(views.frames[1]));
}

TEST(TrainingDataTest, VotesAreDroppedAnewInEveryEpoch) {
  const testing::TemporaryFolder folder;
  Recipe recipe = recipe_of("");
  TrainingSet set = two_utterances();
  set.categories = {"happy", "sad"};
  set.train[0].votes = {3, 1};
  const std::vector<Draw> draws = {{.index = 0, .repetition = 0}, {.index = 1, .repetition = 0}};
  const auto seen = [&] {
    const TrainingData data(recipe, set, FeatureCache(FrameCache(folder.path())), {}, nullptr, 2,
                            [](std::size_t, std::size_t) {});
    std::set<std::vector<float>> votes;
    for (std::uint64_t epoch = 1; epoch <= 200; ++epoch) {
      const Batch batch = data.train_batch(draws, epoch);
      votes.insert(batch.votes[0]);
      EXPECT_TRUE(batch.votes[1].empty());
    }
    return votes;
  };
  EXPECT_EQ(seen(), (std::set<std::vector<float>>{{0.75F, 0.25F}}));
  recipe.loss.vote_dropout = 0.5;
  const std::set<std::vector<float>> several = seen();
  for (const std::vector<float>& possible : std::vector<std::vector<float>>{{1, 0}, {0, 1}, {0.5F, 0.5F}, {0.75F, 0.25F}})
    EXPECT_TRUE(several.contains(possible)) << possible[0];
}

}  // namespace
}  // namespace affectus
