// What the C interface finds where it runs as WebAssembly: a caller, and nothing else. Besides, opening a session by plain
// numbers, so that the script need not know how a struct is laid out.
#include "affectus/c.h"
#include "affectus/error.h"
#include "c_base/surroundings.h"
#include "signal/sinc_resampler.h"

namespace affectus::surroundings {

FrontEndRegistry front_ends() { return {}; }

std::size_t threads() { return 1; }

SignalParts signal_parts(ChannelChoice, const RecordingFields&) {
  return {.resampler = [](int rate_hz) { return std::make_unique<SincResampler>(rate_hz); }, .decoder = {}};
}

NeutralVoice neutral_voice_of(const char*, const std::shared_ptr<const Model>&, const CalmSpeech&,
                              const std::function<void()>&) {
  throw Error(ErrorCode::unsupported, "baseline: expected \"running\", because there are no files here");
}

}  // namespace affectus::surroundings

/// affectus_session_open() for mono samples. `running`: not 0 for the running baseline.
extern "C" AFFECTUS_EXPORT affectus_session* affectus_wasm_session_open(const affectus_model* model, int32_t sampling_rate,
                                                                        double window_s, double hop_s, int32_t scale,
                                                                        int32_t embedding, size_t windows_together,
                                                                        int32_t running, affectus_error** error) {
  const affectus_session_options options{.size = sizeof(affectus_session_options),
                                         .window_s = window_s,
                                         .hop_s = hop_s,
                                         .scale = scale,
                                         .embedding = embedding,
                                         .windows_together = windows_together,
                                         .baseline = running != 0 ? "running" : nullptr};
  return affectus_session_open(model, &options, sampling_rate, 1, error);
}
