// Cuts a recording for an encoder, whose memory grows with the square of its input's length.
#pragma once

#include <cstddef>
#include <string>

#include "encoder_graphs/encoder_config.h"

namespace affectus {

/// A recording longer than the window runs in windows that overlap by twice the context. Each frame comes from the window
/// whose middle part holds it. Window and context are whole hops, and all samples that a frame sees lie within its window.
struct EncoderWindows {
  std::size_t window_samples;
  std::size_t context_samples;
};

/// `window_s` of 0 means the family's usual length. `front_end` is for messages. Throws Error(invalid_argument) for lengths
/// out of range, or a window that is too short for the encoder's frames.
EncoderWindows encoder_windows(const std::string& front_end, double window_s, double context_s, const EncoderConfig& config);

}  // namespace affectus
