// How the C interface's options describe the reading of a recording.
#pragma once

#include "affectus/audio.h"
#include "affectus/batch.h"
#include "c_base/surroundings.h"

namespace affectus {

/// Throws Error(invalid_argument) if `raw` is no format.
RecordingOptions recording_options_of(const RecordingFields& fields);
BatchOptions batch_options_of(const surroundings::CalmSpeech& options);

}  // namespace affectus
