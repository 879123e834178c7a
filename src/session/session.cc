#include "affectus/session.h"

#include <utility>

#include "audio/byte_input.h"
#include "audio/resampler.h"
#include "base/failure.h"
#include "session/push_decoder.h"
#include "signal/signal_session.h"

namespace affectus {
namespace {

SignalSession session_of(std::shared_ptr<const Model> model, SessionOptions options) {
  options.prediction.validate();
  InputReader::check(options.recording);
  SignalParts parts{.resampler = make_resampler, .decoder = make_decoder(options.channel, options.recording)};
  return {std::move(model),
          {.sampling_rate = options.sampling_rate,
           .channels = options.channels,
           .channel = options.channel,
           .prediction = std::move(options.prediction),
           .turns = options.turns},
          std::move(parts)};
}

}  // namespace

struct Session::Impl {
  SignalSession session;
};

Session::Session(std::shared_ptr<const Model> model, SessionOptions options)
    : impl_(throwing_errors(
          "signal", [&] { return std::make_unique<Impl>(Impl{session_of(std::move(model), std::move(options))}); })) {}
Session::Session(Session&&) noexcept = default;
Session::~Session() = default;

void Session::push(std::span<const float> interleaved, std::vector<EmotionSegment>& rows) {
  impl_->session.push(interleaved, rows);
}
void Session::push_encoded(std::span<const std::byte> bytes, std::vector<EmotionSegment>& rows) {
  impl_->session.push_encoded(bytes, rows);
}
void Session::flush(std::vector<EmotionSegment>& rows) { impl_->session.flush(rows); }
void Session::finish(std::vector<EmotionSegment>& rows) { impl_->session.finish(rows); }
void Session::add_tail() { impl_->session.add_tail(); }
void Session::add_waiting(std::vector<SampleWindow>& windows) { impl_->session.add_waiting(windows); }
void Session::settle(std::span<WindowEstimate> estimates, std::vector<EmotionSegment>& rows) {
  impl_->session.settle(estimates, rows);
}
std::vector<TurnEvent> Session::take_turns() { return impl_->session.take_turns(); }
void Session::reset() { impl_->session.reset(); }
void Session::cancel() noexcept { impl_->session.cancel(); }
double Session::received_s() const { return impl_->session.received_s(); }
const std::vector<Warning>& Session::warnings() const { return impl_->session.warnings(); }

}  // namespace affectus
