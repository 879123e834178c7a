#include <gtest/gtest.h>

#include <cmath>

#include "affectus/model.h"
#include "affectus/prediction.h"
#include "model_folder.h"
#include "prediction/windows_alone.h"
#include "speech_sample.h"
#include "temporary_folder.h"

namespace affectus {
namespace {

class PredictorTest : public ::testing::Test {
 protected:
  std::vector<EmotionSegment> predict(std::span<const float> samples, const PredictionOptions& options,
                                      std::size_t piece = 4096) const {
    return testing::predict(model_, samples, options, piece);
  }

  Model model_ = Model::load(AFFECTUS_SOURCE_DIR "/models/affectus-mfb");
  std::vector<float> speech_ = testing::speech_sample();
};

TEST_F(PredictorTest, AWindowEqualsTheSameSamplesAlone) { testing::expect_windows_alone(model_, speech_); }

// Front ends side by side at half their rate, with a selection of their values: fused early, projected, and late.
TEST_F(PredictorTest, AWindowEqualsTheSameSamplesAloneForFusedModels) {
  const testing::TemporaryFolder folder;
  ModelConfig config{
      .front_ends = {{.name = "mfb", .options = "{}", .dim = 40}, {.name = "prosody", .options = "{}", .dim = 3}},
      .frame_rate_hz = 50,
      .categories = {"happy", "sad"}};
  config.front_ends[0].selected = {1, 2, 3, 5, 8, 13, 21, 34};
  config.front_ends[1].normalization.utterance = Normalization::Utterance::none;
  config.estimator.deviations = 3;
  ModelConfig projected = config, late = config;
  projected.estimator.projection_units = 4;
  late.estimator.fusion = EstimatorShape::Fusion::late;
  for (const ModelConfig& one : {config, projected, late}) {
    testing::write_random_model(folder.path(), one);
    const Model model = Model::load(folder.path());
    testing::expect_windows_alone(model, speech_);
    EXPECT_EQ(testing::predict(model, speech_, {.embedding = true})[0].embedding.size(),
              one.estimator.fusion == EstimatorShape::Fusion::late ? 256 : 128);
  }
}

// A spread is a distance: scales stretch it, but do not shift it.
TEST_F(PredictorTest, DeviationsAreOnTheScaleOfTheirDimensions) {
  const testing::TemporaryFolder folder;
  ModelConfig config{.front_ends = {{.name = "mfb", .options = "{}", .dim = 40}}};
  config.estimator.deviations = 3;
  testing::write_random_model(folder.path(), config);
  const Model model = Model::load(folder.path());
  const auto row = [&](Scale scale) { return testing::predict(model, speech_, {.scale = scale})[0]; };
  const double own = model.estimator().run(model.frames(speech_)).deviations[1];
  EXPECT_GT(own, 0);
  EXPECT_NEAR(*row(Scale::signed_).valence_sd, own, 1e-6);
  EXPECT_NEAR(*row(Scale::sam).valence_sd, 3 * own, 1e-6);
  EXPECT_NEAR(*row(Scale::unit).valence_sd, own / 2, 1e-6);
  EXPECT_FALSE(predict(speech_, {})[0].valence_sd);
}

TEST_F(PredictorTest, PiecesDoNotMatter) {
  const auto whole = predict(speech_, {.window_s = 1}, speech_.size());
  for (const std::size_t piece : {777U, 16000U}) {
    const auto rows = predict(speech_, {.window_s = 1}, piece);
    ASSERT_EQ(rows.size(), whole.size());
    for (std::size_t i = 0; i < rows.size(); ++i) EXPECT_EQ(rows[i].valence, whole[i].valence);
  }
}

TEST_F(PredictorTest, ScalesAreMapsOfEachOther) {
  const double sam = *predict(speech_, {.scale = Scale::sam})[0].activation;
  EXPECT_NEAR(*predict(speech_, {.scale = Scale::unit})[0].activation, (sam - 1) / 6, 1e-9);
  EXPECT_NEAR(*predict(speech_, {.scale = Scale::signed_})[0].activation, (sam - 4) / 3, 1e-9);
}

TEST_F(PredictorTest, SilenceAndASingleSampleAreFinite) {
  for (const std::size_t count : {1U, 399U, 16000U}) {
    const auto rows = predict(std::vector<float>(count, 0.0F), {});
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_TRUE(std::isfinite(*rows[0].valence));
    EXPECT_EQ(rows[0].speech, 0);
  }
  EXPECT_TRUE(predict({}, {}).empty());
}

}  // namespace
}  // namespace affectus
