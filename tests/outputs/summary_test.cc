#include <gtest/gtest.h>

#include <cmath>

#include "affectus/results.h"
#include "outputs/sample_results.h"

namespace affectus {
namespace {

using testing::sample_segment;

Summary summarize(const std::vector<EmotionSegment>& rows) {
  Summary summary;
  for (const EmotionSegment& row : rows) summary.add(row);
  return summary;
}

TEST(SummaryTest, WeighsLengthTimesSpeech) {
  EmotionSegment loud = sample_segment(0, 1, 6), quiet = sample_segment(1, 4, 2);
  loud.speech = 0.9F;
  quiet.speech = 0.1F;
  EXPECT_NEAR(*summarize({loud, quiet}).activation(), (0.9 * 6 + 0.3 * 2) / 1.2, 1e-6);
}

TEST(SummaryTest, WithoutSpeechItWeighsLength) {
  EmotionSegment one = sample_segment(0, 1, 6), other = sample_segment(1, 4, 2);
  one.speech = other.speech = 0;
  EXPECT_DOUBLE_EQ(*summarize({one, other}).activation(), 3);
}

TEST(SummaryTest, RowsOfNoLengthCountAlike) {
  EXPECT_DOUBLE_EQ(*summarize({sample_segment(1, 1, 6), sample_segment(2, 2, 2)}).activation(), 4);
}

TEST(SummaryTest, RowsWithoutADimensionDoNotCount) {
  EmotionSegment without = sample_segment(0, 1), undefined = sample_segment(0, 1);
  without.activation.reset();
  undefined.activation = std::nan("");
  EXPECT_DOUBLE_EQ(*summarize({without, sample_segment(1, 2, 5), undefined}).activation(), 5);
  EXPECT_FALSE(summarize({without, undefined}).activation().has_value());
  EXPECT_FALSE(summarize({}).valence().has_value());
}

// Each dimension has its own rows: one that only silence has is averaged over the silence.
TEST(SummaryTest, DimensionsDoNotWeighEachOther) {
  EmotionSegment loud = sample_segment(0, 1, 6), silent = sample_segment(1, 4, 2);
  loud.valence.reset();
  silent.speech = 0;
  silent.valence = 3;
  EXPECT_DOUBLE_EQ(*summarize({loud, silent}).activation(), 6);
  EXPECT_DOUBLE_EQ(*summarize({loud, silent}).valence(), 3);
  EXPECT_DOUBLE_EQ(*summarize({loud}).dominance(), 4);
}

class KeptResults : public ResultCollector {
 public:
  std::vector<FileResult> results;

 private:
  void take(FileResult&& result) override { results.push_back(std::move(result)); }
};

TEST(ResultCollectorTest, ARecordingIsItsRowsAndItsEnd) {
  KeptResults kept;
  for (const char* file : {"a.wav", "b.wav"}) {
    kept.begin({.file = file});
    kept.row(sample_segment(0, 1));
    kept.row(sample_segment(1, 2));
    kept.end({.duration_s = 2.5, .warnings = {Warning::truncated}});
  }
  ASSERT_EQ(kept.results.size(), 2);
  for (const FileResult& result : kept.results) {
    EXPECT_EQ(result.segments.size(), 2);
    EXPECT_EQ(result.duration_s, 2.5);
    EXPECT_EQ(result.warnings, std::vector{Warning::truncated});
    EXPECT_FALSE(result.failure);
  }
  EXPECT_EQ(kept.results[0].file, "a.wav");
  EXPECT_EQ(kept.results[1].file, "b.wav");
}

TEST(ResultCollectorTest, AFailedRecordingHasNoRowsAndTheNextOneItsOwn) {
  KeptResults kept;
  kept.begin({.file = "a.wav"});
  kept.row(sample_segment(0, 1));
  kept.end({.failure = Failure{ErrorCode::unreadable, "broken"}});
  kept.begin({.file = "b.wav"});
  kept.row(sample_segment(0, 1));
  kept.end({.duration_s = 1});
  ASSERT_EQ(kept.results.size(), 2);
  EXPECT_TRUE(kept.results[0].segments.empty());
  EXPECT_EQ(kept.results[0].failure->code, ErrorCode::unreadable);
  EXPECT_EQ(kept.results[1].segments.size(), 1);
  EXPECT_FALSE(kept.results[1].failure);
}

}  // namespace
}  // namespace affectus
