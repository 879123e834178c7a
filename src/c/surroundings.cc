#include "c_base/surroundings.h"

#include "affectus/open_model.h"
#include "audio/byte_input.h"
#include "audio/raw_format.h"
#include "audio/resampler.h"
#include "c/recordings.h"
#include "session/push_decoder.h"
#include "threads/processor_count.h"

namespace affectus {

RecordingOptions recording_options_of(const RecordingFields& fields) {
  RecordingOptions options;
  if (fields.track != 0) options.track = fields.track;
  if (fields.raw != nullptr) options.raw = parse_raw_format(fields.raw);
  if (fields.max_duration_s != 0) options.max_duration_s = fields.max_duration_s;
  return options;
}

BatchOptions batch_options_of(const surroundings::CalmSpeech& options) {
  return {.prediction = options.prediction,
          .channels = options.channels,
          .recording = recording_options_of(options.recording),
          .threads = options.threads};
}

namespace surroundings {

FrontEndRegistry front_ends() { return open_front_ends({.fetch = false}); }

std::size_t threads() { return processor_count(); }

SignalParts signal_parts(ChannelChoice channels, const RecordingFields& recording) {
  const RecordingOptions options = recording_options_of(recording);
  InputReader::check(options);
  return {.resampler = make_resampler, .decoder = make_decoder(channels, options)};
}

NeutralVoice neutral_voice_of(const char* path, const std::shared_ptr<const Model>& model, const CalmSpeech& options,
                              const std::function<void()>& report) {
  BatchObserver observer;
  if (report) observer.progress = [&report](const BatchProgress&) { report(); };
  return neutral_voice(model, path, batch_options_of(options), observer);
}

}  // namespace surroundings
}  // namespace affectus
