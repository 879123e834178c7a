// Activation, valence and dominance for acted emotions that nobody rated. They replace ratings, but are not ratings.
#pragma once

#include <string>

#include "corpus/manifest.h"

namespace affectus {

/// Sets the three dimensions from the mean pleasure, arousal and dominance of the category's word (Russell and Mehrabian,
/// Evidence for a three-factor theory of emotions, Journal of Research in Personality 11, 1977), p from -1 to 1 as 4 + 3p,
/// `strength` times as far from neutral. "neutral" is 4 in all. False for a category without a word.
bool set_word_ratings(Utterance& utterance, double strength);

}  // namespace affectus
