#include "corpus/word_ratings.h"

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

// To the third decimal.
double sam(double rating, double strength) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3f", 4 + 3 * (strength * rating));
  return std::strtod(text, nullptr);
}

}  // namespace

bool set_word_ratings(Utterance& utterance, double strength) {
  for (const WordRating& word : word_ratings) {
    if (utterance.category != word.category) continue;
    utterance.activation = sam(word.arousal, strength);
    utterance.valence = sam(word.pleasure, strength);
    utterance.dominance = sam(word.dominance, strength);
    return true;
  }
  return false;
}

}  // namespace affectus
