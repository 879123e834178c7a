#include "corpus/word_ratings.h"

#include <gtest/gtest.h>

namespace affectus {
namespace {

TEST(WordRatings, ACategoryHasItsWordsNorm) {
  Utterance utterance;
  utterance.category = "angry";
  ASSERT_TRUE(set_word_ratings(utterance, 1));
  EXPECT_DOUBLE_EQ(*utterance.activation, 5.77);
  EXPECT_DOUBLE_EQ(*utterance.valence, 2.47);
  EXPECT_DOUBLE_EQ(*utterance.dominance, 4.75);
  ASSERT_TRUE(set_word_ratings(utterance, 0.5));
  EXPECT_DOUBLE_EQ(*utterance.activation, 4.885);
  utterance.category = "neutral";
  ASSERT_TRUE(set_word_ratings(utterance, 1));
  EXPECT_DOUBLE_EQ(*utterance.valence, 4);
}

TEST(WordRatings, SharesOfVotesAreWeightedByTheirStrength) {
  Utterance utterance;
  // .5 * 1 * .59 + .25 * .5 * -.27 + .25 * 0, to the third decimal of 4 + 3 x.
  ASSERT_TRUE(set_word_ratings(utterance, {{"angry", 0.5, 1}, {"sad", 0.25, 0.5}, {"neutral", 0.25, 1}}));
  EXPECT_DOUBLE_EQ(*utterance.activation, 4.784);
  EXPECT_DOUBLE_EQ(*utterance.valence, 2.999);
  EXPECT_DOUBLE_EQ(*utterance.dominance, 4.251);
  EXPECT_EQ(strength_of_level(0), 0.5);
  EXPECT_EQ(strength_of_level(100), 1);
}

TEST(WordRatings, VotersWhoHeardOtherThingsSpread) {
  Utterance utterance;
  // Three voters at .59, one at 0: mean .4425, sum of squares 3 x .1475^2 + .4425^2 = .2610750, times 3^2 / 3.
  ASSERT_TRUE(set_word_spread(utterance, {{"angry", 0.75, 1}, {"neutral", 0.25, 1}}, 4));
  EXPECT_DOUBLE_EQ(*utterance.activation_sd, 0.885);
  EXPECT_DOUBLE_EQ(*utterance.valence_sd, 0.765);
  EXPECT_DOUBLE_EQ(*utterance.dominance_sd, 0.375);
  ASSERT_TRUE(set_word_spread(utterance, {{"angry", 1, 0.5}}, 9));
  EXPECT_DOUBLE_EQ(*utterance.activation_sd, 0);
  Utterance untouched;
  EXPECT_FALSE(set_word_spread(untouched, {{"angry", 1, 1}}, 1));
  EXPECT_FALSE(set_word_spread(untouched, {{"angry", 0.5, 1}, {"other", 0.5, 1}}, 4));
  EXPECT_FALSE(untouched.activation_sd || untouched.valence_sd || untouched.dominance_sd);
}

TEST(WordRatings, WithoutAWordNothingIsSet) {
  Utterance utterance;
  EXPECT_FALSE(set_word_ratings(utterance, 1));
  EXPECT_FALSE(set_word_ratings(utterance, {{"angry", 0.5, 1}, {"other", 0.5, 1}}));
  EXPECT_FALSE(set_word_ratings(utterance, std::vector<EmotionShare>()));
  EXPECT_FALSE(utterance.activation || utterance.valence || utterance.dominance);
}

}  // namespace
}  // namespace affectus
