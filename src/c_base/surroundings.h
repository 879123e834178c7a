// What the C interface takes from where it runs. src/c has it of files, threads, FFmpeg and encoders; where there is none of
// these, src/c_base alone is the C interface, and who links it says what there is instead.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>

#include "affectus/front_end.h"
#include "affectus/model.h"
#include "affectus/prediction.h"
#include "affectus/signal.h"
#include "signal/signal_session.h"

namespace affectus {

/// The fields of options that describe a recording, as the caller gave them.
struct RecordingFields {
  std::int32_t track = 0;
  const char* raw = nullptr;
  double max_duration_s = 0;
};

namespace surroundings {

/// The front ends that a model from memory may name.
FrontEndRegistry front_ends();
/// The threads of a model that was opened without their number.
std::size_t threads();
/// What resamples and decodes a signal. Without a decoder, bytes are refused. Throws Error(invalid_argument) that names the
/// field.
SignalParts signal_parts(ChannelChoice channels, const RecordingFields& recording);

/// How calm speech is scored that tells where its voice's neutral lies.
struct CalmSpeech {
  PredictionOptions prediction;
  ChannelChoice channels;
  RecordingFields recording;
  std::size_t threads = 1;
};
/// Of the recording at `path`. `report` is called now and then, and its exceptions are passed on. Throws the errors of
/// neutral_voice() (affectus/batch.h), or Error(unsupported) where there are no files.
NeutralVoice neutral_voice_of(const char* path, const std::shared_ptr<const Model>& model, const CalmSpeech& options,
                              const std::function<void()>& report);

}  // namespace surroundings
}  // namespace affectus
