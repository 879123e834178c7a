#include "outputs/result.h"

#include <gtest/gtest.h>

#include <cmath>

#include "outputs/sample_results.h"

namespace affectus {
namespace {

using testing::sample_segment;

TEST(Summarize, WeighsLengthTimesSpeech) {
  EmotionSegment loud = sample_segment(0, 1, 6), quiet = sample_segment(1, 4, 2);
  loud.speech = 0.9F;
  quiet.speech = 0.1F;
  EXPECT_NEAR(*summarize({loud, quiet}).activation, (0.9 * 6 + 0.3 * 2) / 1.2, 1e-6);
}

TEST(Summarize, WithoutSpeechItWeighsLength) {
  EmotionSegment one = sample_segment(0, 1, 6), other = sample_segment(1, 4, 2);
  one.speech = other.speech = 0;
  EXPECT_DOUBLE_EQ(*summarize({one, other}).activation, 3);
}

TEST(Summarize, RowsOfNoLengthCountAlike) {
  EXPECT_DOUBLE_EQ(*summarize({sample_segment(1, 1, 6), sample_segment(2, 2, 2)}).activation, 4);
}

TEST(Summarize, RowsWithoutADimensionDoNotCount) {
  EmotionSegment without = sample_segment(0, 1), undefined = sample_segment(0, 1);
  without.activation.reset();
  undefined.activation = std::nan("");
  EXPECT_DOUBLE_EQ(*summarize({without, sample_segment(1, 2, 5), undefined}).activation, 5);
  EXPECT_FALSE(summarize({without, undefined}).activation.has_value());
  EXPECT_FALSE(summarize({}).valence.has_value());
}

}  // namespace
}  // namespace affectus
