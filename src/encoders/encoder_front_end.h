// An encoder as a front end: names, options, and recordings longer than a window.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "affectus/encoders.h"

namespace affectus {

/// "FOLDER@LAYERS" taken apart.
struct EncoderName {
  std::string checkpoint;              // folder, or hf:OWNER/NAME[:REVISION]
  std::vector<std::ptrdiff_t> layers;  // as given: -1 is the last; empty: all ("mix")

  /// Nothing for a name without '@'. Throws Error(invalid_argument) where what follows it is no list of layers.
  static std::optional<EncoderName> parse(const std::string& name);
};

/// A recording longer than the window is done in windows that overlap by twice the context; frames come from the window in
/// whose middle they are. Both are whole frames.
struct EncoderWindows {
  std::size_t window_samples;
  std::size_t context_samples;
};

}  // namespace affectus
