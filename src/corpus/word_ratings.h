// Activation, valence and dominance of emotions that were named, by an actor's instruction or by listeners' votes. They
// replace ratings, but are not ratings.
#pragma once

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

/// Strength of an emotion whose listeners gave it this level, 0 to 100: .5 to 1.
double strength_of_level(double level);

/// Sets the three dimensions to 4 + 3 times the sum over `emotions` of share x strength x norm, to the third decimal. The
/// norm is the mean pleasure, arousal or dominance of the category's word, -1 to 1 (Russell and Mehrabian, Evidence for a
/// three-factor theory of emotions, Journal of Research in Personality 11, 1977); that of "neutral" is 0. False, and nothing
/// set, if there are no emotions or one has no word.
bool set_word_ratings(Utterance& utterance, const std::vector<EmotionShare>& emotions);
/// The same for the utterance's category alone.
bool set_word_ratings(Utterance& utterance, double strength);

}  // namespace affectus
