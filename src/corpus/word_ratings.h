// Activation, valence and dominance of emotions that were named, by an actor's instruction or by listeners' votes. They
// replace ratings, but are not ratings.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "corpus/manifest.h"

namespace affectus {

/// How much of an utterance is an emotion.
struct EmotionShare {
  std::string category;
  double share = 1;     // of the votes; 1 of the category that was acted
  double strength = 1;  // how far the emotion goes from neutral, as a share of its word's distance
};

double vote_count(const std::map<std::string, double>& votes);
/// Of votes by category, all of one strength.
std::vector<EmotionShare> shares_of(const std::map<std::string, double>& votes, double strength);

/// Strength of an emotion whose listeners gave it this level, 0 to 100: .5 to 1.
double strength_of_level(double level);

/// Sets the three dimensions to 4 + 3 times the sum over `emotions` of share x strength x norm, to the third decimal. The
/// norm is the mean pleasure, arousal or dominance of the category's word, -1 to 1 (Russell and Mehrabian, Evidence for a
/// three-factor theory of emotions, Journal of Research in Personality 11, 1977); that of "neutral" is 0. False, and nothing
/// set, if there are no emotions or one has no word.
bool set_word_ratings(Utterance& utterance, const std::vector<EmotionShare>& emotions);
/// The same for the utterance's category alone.
bool set_word_ratings(Utterance& utterance, double strength);
/// Sets the three standard deviations to those of `votes` voters (with n - 1, to the third decimal), where each voter stands
/// for 4 + 3 times the strength x norm of the emotion that he or she chose. False, and nothing set, for fewer than two
/// votes, and where set_word_ratings() sets nothing.
bool set_word_spread(Utterance& utterance, const std::vector<EmotionShare>& emotions, double votes);

}  // namespace affectus
