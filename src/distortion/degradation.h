// Degrades a recording in a named way, to test a model on it.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/random.h"

namespace affectus {

/// "white:10", "telephone", or several in sequence: "reverb:0.5+white:10".
struct Degradation {
  struct Step {
    std::string kind;
    std::optional<double> level;
  };
  std::string text;
  std::vector<Step> steps;

  /// Throws Error(invalid_argument) that lists the kinds and the meaning of their levels.
  static Degradation parse(const std::string& text);
};

/// Kinds and levels for the help text, one line each.
std::string degradation_help();

/// "dB", "kbit/s"; empty for a kind without a level.
std::string level_unit(const std::string& kind);

/// Samples of other speakers (mono, 16 kHz) for babble: voice(i) for i from 0 to voice_count - 1.
struct BabbleVoices {
  std::size_t count = 0;
  std::function<std::vector<float>(std::size_t)> voice;
};

/// The result has the same length. Random choices come from `random`. Throws the errors of the codecs, and
/// Error(invalid_argument) for babble without voices.
std::vector<float> degrade(std::span<const float> samples, const Degradation& degradation, const BabbleVoices& voices,
                           RandomStream& random);

}  // namespace affectus
