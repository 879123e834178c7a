// What must hold of every model: a window of a stream is the same samples given alone.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "affectus/model.h"
#include "affectus/prediction.h"

namespace affectus::testing {

/// Pushes a signal `piece` samples at a time and ends it.
inline std::vector<EmotionSegment> predict(Predictor& predictor, std::span<const float> samples, std::size_t piece = 4096) {
  std::vector<EmotionSegment> rows;
  for (std::size_t done = 0; done < samples.size(); done += piece)
    predictor.push(samples.subspan(done, std::min(piece, samples.size() - done)), rows);
  predictor.finish(rows);
  return rows;
}

/// The rows of a signal that arrives `piece` samples at a time.
inline std::vector<EmotionSegment> predict(std::shared_ptr<const Model> model, std::span<const float> samples,
                                           const PredictionOptions& options, std::size_t piece = 4096,
                                           std::vector<Interval> intervals = {}) {
  Predictor predictor(std::move(model), options, std::move(intervals));
  return predict(predictor, samples, piece);
}

/// To the last bit.
inline void expect_windows_alone(const std::shared_ptr<const Model>& model, std::span<const float> samples) {
  const auto rows = predict(model, samples, {.window_s = 1.3, .hop_s = 0.37, .embedding = true});
  ASSERT_GT(rows.size(), 5U);
  for (const EmotionSegment& row : rows) {
    const auto start = static_cast<std::size_t>(std::llround(row.start_s * sample_rate_hz));
    const auto end = static_cast<std::size_t>(std::llround(row.end_s * sample_rate_hz));
    const auto alone = predict(model, samples.subspan(start, end - start), {.embedding = true});
    ASSERT_EQ(alone.size(), 1U);
    EXPECT_EQ(alone[0].activation, row.activation);
    EXPECT_EQ(alone[0].valence, row.valence);
    EXPECT_EQ(alone[0].dominance, row.dominance);
    EXPECT_EQ(alone[0].valence_sd, row.valence_sd);
    EXPECT_EQ(alone[0].categories, row.categories);
    EXPECT_EQ(alone[0].embedding, row.embedding);
    EXPECT_EQ(alone[0].speech, row.speech);
    EXPECT_EQ(alone[0].familiarity, row.familiarity);
    EXPECT_EQ(alone[0].distance, row.distance);
  }
}

}  // namespace affectus::testing
