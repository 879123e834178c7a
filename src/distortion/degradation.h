// A recording made worse in a named way, to see what a model makes of it.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/random.h"

namespace affectus {

/// "white:10", "telephone", or several one after the other: "reverb:0.5+white:10".
struct Degradation {
  struct Step {
    std::string kind;
    std::optional<double> level;
  };
  std::string text;
  std::vector<Step> steps;

  /// Throws Error(invalid_argument) that says which kinds there are and what their levels mean.
  static Degradation parse(const std::string& text);
};

/// Kinds and levels, a line each, for the help text.
std::string degradation_help();

/// "dB", "kbit/s"; nothing for a kind without a level.
std::string level_unit(const std::string& kind);

/// Samples of other speakers (mono, 16 kHz), of which babble is made: voice(i) for i from 0 to voice_count - 1.
struct BabbleVoices {
  std::size_t count = 0;
  std::function<std::vector<float>(std::size_t)> voice;
};

/// The same length; what chance decides comes from `random`. Throws Error as the codecs do, and Error(invalid_argument) for
/// babble without voices.
std::vector<float> degrade(std::span<const float> samples, const Degradation& degradation, const BabbleVoices& voices,
                           RandomStream& random);

}  // namespace affectus
