// Codes for problems of a row or a recording.
#pragma once

#include <string>

#include "affectus/export.h"

namespace affectus {

/// A problem that matters before one relies on a row or a recording.
enum class Warning {
  no_speech,        // no frame holds speech: the values mean little
  channels_cancel,  // the mean of the channels is silence, but the channels are not
  gap,              // samples are missing within the recording
  late_start,       // the sound begins after the recording does
  truncated,        // the recording is cut short
  damaged,          // parts could not be decoded
  out_of_depth,     // unlike the model's training data
  beyond_end,       // the interval reaches beyond the recording
};
/// The code in every output: "no_speech".
AFFECTUS_EXPORT std::string to_string(Warning warning);

}  // namespace affectus
