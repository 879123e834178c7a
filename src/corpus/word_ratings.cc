#include "corpus/word_ratings.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace affectus {
namespace {

struct WordRating {
  const char* category;
  double pleasure, arousal, dominance;
};

// "calm" has the paper's values for "relaxed".
constexpr WordRating word_ratings[] = {
    {"neutral", 0, 0, 0},           {"calm", 0.68, -0.46, 0.06},      {"happy", 0.81, 0.51, 0.46},
    {"sad", -0.63, -0.27, -0.33},   {"angry", -0.51, 0.59, 0.25},     {"fearful", -0.64, 0.60, -0.43},
    {"disgust", -0.60, 0.35, 0.11}, {"surprised", 0.40, 0.67, -0.13}, {"bored", -0.65, -0.62, -0.33},
};

// 4 + 3 x to the third decimal.
double sam(double x) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3f", 4 + 3 * x);
  return std::strtod(text, nullptr);
}

}  // namespace

double strength_of_level(double level) { return 0.5 + level / 200; }

bool set_word_ratings(Utterance& utterance, const std::vector<EmotionShare>& emotions) {
  double activation = 0, valence = 0, dominance = 0;
  for (const EmotionShare& emotion : emotions) {
    const auto word = std::ranges::find(word_ratings, emotion.category, &WordRating::category);
    if (word == std::ranges::end(word_ratings)) return false;
    const double weight = emotion.share * emotion.strength;
    activation += weight * word->arousal;
    valence += weight * word->pleasure;
    dominance += weight * word->dominance;
  }
  if (emotions.empty()) return false;
  utterance.activation = sam(activation);
  utterance.valence = sam(valence);
  utterance.dominance = sam(dominance);
  return true;
}

bool set_word_ratings(Utterance& utterance, double strength) {
  return set_word_ratings(utterance, {{.category = utterance.category, .strength = strength}});
}

}  // namespace affectus
