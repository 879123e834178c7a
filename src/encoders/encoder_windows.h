// How a recording is cut for an encoder, whose memory grows with the square of what it sees at once.
#pragma once

#include <cstddef>
#include <string>

#include "encoders/encoder_config.h"

namespace affectus {

/// A recording longer than the window is done in windows that overlap by twice the context; frames come from the window in
/// whose middle they are. Both are whole hops, and whatever a frame sees lies within its window.
struct EncoderWindows {
  std::size_t window_samples;
  std::size_t context_samples;
};

/// `window_s` of 0 is what the family is used to. `front_end` is for messages. Throws Error(invalid_argument) for lengths
/// out of range, or a window that is too short for the encoder's frames.
EncoderWindows encoder_windows(const std::string& front_end, double window_s, double context_s, const EncoderConfig& config);

}  // namespace affectus
