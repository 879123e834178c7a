#include "corpus/word_ratings.h"

#include <algorithm>
#include <cmath>
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

const WordRating* word_rating(const EmotionShare& emotion) {
  const auto word = std::ranges::find(word_ratings, emotion.category, &WordRating::category);
  return word == std::ranges::end(word_ratings) ? nullptr : word;
}

bool have_words(const std::vector<EmotionShare>& emotions) {
  return !emotions.empty() && std::ranges::all_of(emotions, word_rating);
}

double third_decimal(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3f", value);
  return std::strtod(text, nullptr);
}

// The mean over voters of one dimension, -1 to 1.
double mean_of(const std::vector<EmotionShare>& emotions, double WordRating::*dimension) {
  double sum = 0;
  for (const EmotionShare& emotion : emotions) sum += emotion.share * emotion.strength * word_rating(emotion)->*dimension;
  return sum;
}

// On the scale of 1 to 7.
double spread_of(const std::vector<EmotionShare>& emotions, double WordRating::*dimension, double votes) {
  const double mean = mean_of(emotions, dimension);
  double variance = 0;
  for (const EmotionShare& emotion : emotions)
    variance += emotion.share * std::pow(emotion.strength * word_rating(emotion)->*dimension - mean, 2);
  return third_decimal(3 * std::sqrt(variance * votes / (votes - 1)));
}

}  // namespace

double vote_count(const std::map<std::string, double>& votes) {
  double all = 0;
  for (const auto& [category, count] : votes) all += count;
  return all;
}

std::vector<EmotionShare> shares_of(const std::map<std::string, double>& votes, double strength) {
  const double all = vote_count(votes);
  std::vector<EmotionShare> shares;
  for (const auto& [category, count] : votes)
    if (count > 0) shares.push_back({.category = category, .share = count / all, .strength = strength});
  return shares;
}

double strength_of_level(double level) { return 0.5 + level / 200; }

bool set_word_ratings(Utterance& utterance, const std::vector<EmotionShare>& emotions) {
  if (!have_words(emotions)) return false;
  utterance.activation = third_decimal(4 + 3 * mean_of(emotions, &WordRating::arousal));
  utterance.valence = third_decimal(4 + 3 * mean_of(emotions, &WordRating::pleasure));
  utterance.dominance = third_decimal(4 + 3 * mean_of(emotions, &WordRating::dominance));
  return true;
}

bool set_word_ratings(Utterance& utterance, double strength) {
  return set_word_ratings(utterance, {{.category = utterance.category, .strength = strength}});
}

bool set_word_spread(Utterance& utterance, const std::vector<EmotionShare>& emotions, double votes) {
  if (votes < 2 || !have_words(emotions)) return false;
  utterance.activation_sd = spread_of(emotions, &WordRating::arousal, votes);
  utterance.valence_sd = spread_of(emotions, &WordRating::pleasure, votes);
  utterance.dominance_sd = spread_of(emotions, &WordRating::dominance, votes);
  return true;
}

}  // namespace affectus
