#include <algorithm>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "affectus/c.h"
#include "affectus/error.h"
#include "affectus/frames.h"
#include "c_base/absent.h"
#include "c_base/baseline.h"
#include "c_base/errors.h"
#include "c_base/model.h"
#include "c_base/options.h"
#include "c_base/rows.h"
#include "c_base/surroundings.h"
#include "signal/signal_limits.h"
#include "signal/signal_session.h"

struct affectus_session {
  affectus::SignalSession session;
  std::size_t channels;  // of samples that are pushed; 0: bytes are
  affectus_scale scale;
  void (*on_rows)(void*, const affectus_rows*);
  void* user;
  std::vector<affectus::EmotionSegment> rows;  // that were not taken

  affectus_rows take() {
    return {std::exchange(rows, {}), session.received_s(), affectus::mask_of(session.warnings()), scale, {}};
  }

  affectus_rows take_turns() {
    affectus_rows taken{{}, session.received_s(), affectus::mask_of(session.warnings()), scale, {}};
    for (affectus::TurnEvent& event : session.take_turns()) {
      const bool has_ended = event.kind == affectus::TurnEvent::Kind::ended;
      taken.turns.push_back(has_ended ? AFFECTUS_TURN_ENDED : AFFECTUS_TURN_STARTED);
      if (!has_ended) {
        event.row.start_s = event.row.end_s = event.start_s;
        event.row.speech = static_cast<float>(affectus::absent);
        event.row.channel = event.channel;
      }
      taken.rows.push_back(std::move(event.row));
    }
    return taken;
  }
};

namespace affectus {
namespace {

constexpr double standard_window_s = 3, standard_hop_s = 0.25;

// Padding at its end would be taken for a field that a later version adds. Where pointers are short there is some, and
// library and caller are of one version (WebAssembly).
static_assert(sizeof(void*) < sizeof(double) ||
              sizeof(affectus_session_options) == offsetof(affectus_session_options, longest_turn_s) + sizeof(double));

PredictionOptions prediction_options_of(const affectus_session_options& given) {
  PredictionOptions options{.window_s = window_of(given.window_s == 0 ? standard_window_s : given.window_s),
                            .scale = scale_of(given.scale),
                            .embedding = given.embedding != 0,
                            .windows_together = given.windows_together == 0 ? 1 : given.windows_together};
  if (given.hop_s != 0) {
    options.hop_s = given.hop_s;
  } else if (options.window_s) {
    options.hop_s = standard_hop_s;
  }
  return options;
}

std::optional<TurnOptions> turns_of(const affectus_session_options& given) {
  if (given.turn_silence_s == 0) return std::nullopt;
  TurnOptions options{.silence_s = given.turn_silence_s};
  if (given.turn_speech_s != 0) options.speech_s = given.turn_speech_s;
  if (given.longest_turn_s != 0) options.longest_s = given.longest_turn_s;
  return options;
}

SignalSession session_of(const affectus_model& model, const affectus_session_options& given, int sampling_rate,
                         int channels) {
  SignalOptions options{.sampling_rate = sampling_rate,
                        .channels = channels,
                        .channel = channels_of(given.channels, given.channel),
                        .prediction = prediction_options_of(given),
                        .turns = turns_of(given)};
  const RecordingFields recording = recording_of(given.track, given.raw, given.max_duration_s);
  if (sampling_rate != 0 || channels != 0) {
    require_samples(recording);
  } else {
    // Bytes say theirs; any will do that have the chosen channel.
    options.sampling_rate = sample_rate_hz;
    options.channels = std::min(options.channel.index, most_channels - 1) + 1;
  }
  SignalParts parts = surroundings::signal_parts(options.channel, recording);
  if (sampling_rate == 0 && channels == 0 && !parts.decoder)
    throw Error(ErrorCode::unsupported,
                "sampling_rate: expected that of samples, because nothing here decodes a recording's bytes");
  options.prediction.baseline = baseline_of(
      given.baseline, model.model,
      {.prediction = options.prediction, .channels = options.channel, .recording = recording, .threads = model.threads});
  return {model.model, std::move(options), std::move(parts)};
}

// Does what may give rows. Those that are known before a failure stay.
template <typename Work>
affectus_code advance(affectus_session* session, affectus_error** error, const Work& work) noexcept {
  const affectus_code code = guarded(error, [&] { work(required(session, "session")); });
  if (session == nullptr || session->on_rows == nullptr || session->rows.empty()) return code;
  const affectus_rows rows = session->take();
  session->on_rows(session->user, &rows);
  return code;
}

void push(affectus_session& session, const float* samples, std::size_t frames) {
  if (session.channels == 0)
    throw Error(ErrorCode::invalid_argument, "samples: expected a session that was opened with their sampling rate");
  if (frames > 0) required(samples, "samples");
  session.session.push({samples, frames * session.channels}, session.rows);
}

void push_encoded(affectus_session& session, const std::byte* bytes, std::size_t size) {
  if (session.channels != 0)
    throw Error(ErrorCode::invalid_argument, "bytes: expected a session that was opened without a sampling rate");
  if (size > 0) required(bytes, "bytes");
  session.session.push_encoded({bytes, size}, session.rows);
}

}  // namespace
}  // namespace affectus

affectus_session* affectus_session_open(const affectus_model* model, const affectus_session_options* options,
                                        int32_t sampling_rate, int32_t channels, affectus_error** error) {
  return affectus::given(error, [&] {
    const affectus_model& opened = affectus::required(model, "model");
    const affectus_session_options read = affectus::read_options(options);
    affectus::SignalSession session = affectus::session_of(opened, read, sampling_rate, channels);
    return std::make_unique<affectus_session>(affectus_session{std::move(session),
                                                               static_cast<std::size_t>(channels),
                                                               static_cast<affectus_scale>(read.scale),
                                                               read.on_rows,
                                                               read.user,
                                                               {}});
  });
}

affectus_code affectus_session_push(affectus_session* session, const float* samples, size_t frames, affectus_error** error) {
  return affectus::advance(session, error, [&](affectus_session& opened) { affectus::push(opened, samples, frames); });
}

affectus_code affectus_session_push_encoded(affectus_session* session, const void* bytes, size_t size,
                                            affectus_error** error) {
  return affectus::advance(session, error, [&](affectus_session& opened) {
    affectus::push_encoded(opened, static_cast<const std::byte*>(bytes), size);
  });
}

affectus_code affectus_session_flush(affectus_session* session, affectus_error** error) {
  return affectus::advance(session, error, [](affectus_session& opened) { opened.session.flush(opened.rows); });
}

affectus_code affectus_session_finish(affectus_session* session, affectus_error** error) {
  return affectus::advance(session, error, [](affectus_session& opened) { opened.session.finish(opened.rows); });
}

affectus_rows* affectus_session_take(affectus_session* session) {
  return affectus::given(nullptr, [&] {
    auto rows = std::make_unique<affectus_rows>();
    *rows = affectus::required(session, "session").take();
    return rows;
  });
}

affectus_rows* affectus_session_take_turns(affectus_session* session) {
  return affectus::given(nullptr, [&] {
    auto rows = std::make_unique<affectus_rows>();
    *rows = affectus::required(session, "session").take_turns();
    return rows;
  });
}

affectus_code affectus_session_reset(affectus_session* session, affectus_error** error) {
  return affectus::guarded(error, [&] {
    affectus::required(session, "session").session.reset();
    session->rows.clear();
  });
}

void affectus_session_cancel(affectus_session* session) {
  if (session != nullptr) session->session.cancel();
}

double affectus_session_received_s(const affectus_session* session) {
  return session == nullptr ? affectus::absent : session->session.received_s();
}

void affectus_session_free(affectus_session* session) { std::unique_ptr<affectus_session>{session}; }
