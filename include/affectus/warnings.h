// What is odd about a row or a recording, as codes.
#pragma once

#include <string>

#include "affectus/export.h"

namespace affectus {

/// What a reader of a row or a recording must know before relying on it.
enum class Warning {
  no_speech,        // no frame holds speech: the values mean little
  channels_cancel,  // the channels' mean is silence, the channels are not
  gap,              // samples are missing within the recording
  late_start,       // the sound begins after the recording does
  truncated,        // the recording is cut short
  damaged,          // parts of it could not be decoded
  out_of_depth,     // unlike all that the model has learned from
  beyond_end,       // the interval reaches beyond the recording
};
/// The code that every output has: "no_speech".
AFFECTUS_EXPORT std::string to_string(Warning warning);

}  // namespace affectus
