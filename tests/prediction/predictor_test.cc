#include <gtest/gtest.h>

#include <cmath>

#include "affectus/model.h"
#include "affectus/prediction.h"
#include "speech_sample.h"

namespace affectus {
namespace {

class PredictorTest : public ::testing::Test {
 protected:
  std::vector<EmotionSegment> predict(std::span<const float> samples, const PredictionOptions& options,
                                      std::size_t piece = 4096) const {
    Predictor predictor(model_, options);
    std::vector<EmotionSegment> rows;
    for (std::size_t done = 0; done < samples.size(); done += piece)
      predictor.push(samples.subspan(done, std::min(piece, samples.size() - done)), rows);
    predictor.finish(rows);
    return rows;
  }

  Model model_ = Model::load(AFFECTUS_SOURCE_DIR "/models/affectus-mfb");
  std::vector<float> speech_ = testing::speech_sample();
};

TEST_F(PredictorTest, AWindowEqualsTheSameSamplesAlone) {
  const auto rows = predict(speech_, {.window_s = 1.3, .hop_s = 0.37, .embedding = true});
  ASSERT_GT(rows.size(), 5U);
  for (const EmotionSegment& row : rows) {
    const auto start = static_cast<std::size_t>(std::llround(row.start_s * sample_rate_hz));
    const auto end = static_cast<std::size_t>(std::llround(row.end_s * sample_rate_hz));
    const auto alone = predict(std::span(speech_).subspan(start, end - start), {.embedding = true});
    ASSERT_EQ(alone.size(), 1U);
    EXPECT_EQ(alone[0].activation, row.activation);
    EXPECT_EQ(alone[0].valence, row.valence);
    EXPECT_EQ(alone[0].dominance, row.dominance);
    EXPECT_EQ(alone[0].categories, row.categories);
    EXPECT_EQ(alone[0].embedding, row.embedding);
    EXPECT_EQ(alone[0].speech, row.speech);
  }
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
