// Rows that must be the same to the last bit.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "affectus/prediction.h"

namespace affectus::testing {

inline std::string codes(const std::vector<Warning>& warnings) {
  std::string text;
  for (const Warning warning : warnings) text += to_string(warning) + " ";
  return text;
}

inline void expect_same_rows(const std::vector<EmotionSegment>& found, const std::vector<EmotionSegment>& expected) {
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    SCOPED_TRACE(i);
    EXPECT_EQ(found[i].start_s, expected[i].start_s);
    EXPECT_EQ(found[i].end_s, expected[i].end_s);
    EXPECT_EQ(found[i].speech, expected[i].speech);
    EXPECT_EQ(found[i].activation, expected[i].activation);
    EXPECT_EQ(found[i].valence, expected[i].valence);
    EXPECT_EQ(found[i].dominance, expected[i].dominance);
    EXPECT_EQ(found[i].activation_sd, expected[i].activation_sd);
    EXPECT_EQ(found[i].valence_sd, expected[i].valence_sd);
    EXPECT_EQ(found[i].dominance_sd, expected[i].dominance_sd);
    EXPECT_EQ(found[i].activation_raw, expected[i].activation_raw);
    EXPECT_EQ(found[i].valence_raw, expected[i].valence_raw);
    EXPECT_EQ(found[i].dominance_raw, expected[i].dominance_raw);
    EXPECT_EQ(found[i].familiarity, expected[i].familiarity);
    EXPECT_EQ(found[i].distance, expected[i].distance);
    EXPECT_EQ(found[i].categories, expected[i].categories);
    EXPECT_EQ(found[i].embedding, expected[i].embedding);
    EXPECT_EQ(codes(found[i].warnings), codes(expected[i].warnings));
    EXPECT_EQ(found[i].label, expected[i].label);
    EXPECT_EQ(found[i].tier, expected[i].tier);
    EXPECT_EQ(found[i].speaker, expected[i].speaker);
    EXPECT_EQ(found[i].channel, expected[i].channel);
  }
}

}  // namespace affectus::testing
