#include "affectus/session.h"

#include <algorithm>
#include <atomic>
#include <optional>
#include <utility>

#include "affectus/error.h"
#include "audio/sample_converter.h"
#include "audio/silence_marks.h"
#include "prediction/channel_rows.h"
#include "session/push_decoder.h"

namespace affectus {

struct Session::Impl {
  Impl(std::shared_ptr<const Model> a_model, SessionOptions the_options) : model(std::move(a_model)), options(the_options) {
    options.prediction.validate();
    begin();
  }

  std::shared_ptr<const Model> model;
  SessionOptions options;
  std::optional<SampleConverter> converter;
  std::optional<PushDecoder> decoder;  // once bytes came
  std::vector<Predictor> predictors;   // one a signal; of bytes, once their number is known
  std::optional<ChannelRows> joined;
  std::vector<std::vector<float>> signals;
  std::vector<EmotionSegment> scored;
  std::size_t received = 0;  // samples a signal
  bool has_samples = false;
  bool has_ended = false;
  bool has_failed = false;  // while it estimated: parts of the signal may be missing
  std::vector<Warning> warnings;
  std::atomic<bool> cancelled = false;

  void begin() {
    converter.emplace(options.sampling_rate, options.channels, options.channel);
    decoder.reset();
    predictors.clear();
    joined.reset();
    signals.clear();
    scored.clear();  // what a call left that was cancelled
    received = 0;
    has_samples = has_ended = has_failed = false;
    warnings.clear();
    cancelled = false;
  }

  static void refuse(const char* what) { throw Error(ErrorCode::invalid_argument, what); }

  void check() const {
    throw_if_cancelled();
    if (has_failed) refuse("session: expected reset() after a call that failed, found another call");
  }
  void check(bool encoded) const {
    check();
    if (has_ended) refuse("session: expected reset() after finish(), found more of the signal");
    if (encoded ? has_samples : decoder.has_value())
      refuse("session: expected either samples or a recording's bytes, found both");
  }

  void throw_if_cancelled() const {
    if (cancelled.load(std::memory_order_relaxed)) throw Error(ErrorCode::cancelled, "stopped before the end");
  }

  void warn(Warning warning) {
    if (std::ranges::find(warnings, warning) == warnings.end()) warnings.push_back(warning);
  }

  // What was converted or decoded goes to the predictors.
  void score(std::vector<EmotionSegment>& rows) {
    if (signals.empty()) return;
    if (predictors.empty()) {
      for (std::size_t i = 0; i < signals.size(); ++i) predictors.emplace_back(model, options.prediction);
      joined.emplace(signals.size(), options.channel.kind == ChannelChoice::Kind::each);
    }
    received += signals.front().size();
    for_each_signal(rows, [&](std::size_t i) {
      // In pieces of a second, so that a cancel is heard.
      std::span<const float> samples = signals[i];
      while (!samples.empty()) {
        throw_if_cancelled();
        const std::size_t piece = std::min<std::size_t>(samples.size(), sample_rate_hz);
        predictors[i].push(samples.first(piece), scored);
        samples = samples.subspan(piece);
      }
      signals[i].clear();
    });
  }

  void decode(std::vector<EmotionSegment>& rows) {
    for (bool has_more = true; has_more; score(rows)) {
      throw_if_cancelled();
      has_more = decoder->next(signals);
    }
  }

  template <typename Step>
  void for_each_signal(std::vector<EmotionSegment>& rows, const Step& step) {
    try {
      for (std::size_t i = 0; i < predictors.size(); ++i) {
        step(i);
        joined->add(i, std::exchange(scored, {}));
      }
      const std::size_t before = rows.size();
      if (joined) joined->take(rows);
      if (decoder) mark_silences(std::span(rows).subspan(before), decoder->silences());
    } catch (...) {
      has_failed = true;
      throw;
    }
  }
};

Session::Session(std::shared_ptr<const Model> model, SessionOptions options)
    : impl_(std::make_unique<Impl>(std::move(model), options)) {}
Session::Session(Session&&) noexcept = default;
Session::~Session() = default;

void Session::push(std::span<const float> interleaved, std::vector<EmotionSegment>& rows) {
  impl_->check(/*encoded=*/false);
  impl_->has_samples = true;
  impl_->signals.resize(impl_->converter->signal_count());
  if (impl_->converter->push(interleaved, impl_->signals)) impl_->warn(Warning::damaged);
  impl_->score(rows);
}

void Session::push_encoded(std::span<const std::byte> bytes, std::vector<EmotionSegment>& rows) {
  impl_->check(/*encoded=*/true);
  if (!impl_->decoder) impl_->decoder.emplace(impl_->options.channel, impl_->options.recording);
  impl_->decoder->push(bytes);
  impl_->decode(rows);
}

void Session::flush(std::vector<EmotionSegment>& rows) {
  impl_->check();
  impl_->for_each_signal(rows, [&](std::size_t i) { impl_->predictors[i].flush(impl_->scored); });
}

void Session::finish(std::vector<EmotionSegment>& rows) {
  Impl& impl = *impl_;
  impl.check();
  if (impl.has_ended) return;
  impl.has_ended = true;
  if (impl.decoder) {
    impl.decoder->end();
    impl.decode(rows);
    for (const Warning warning : impl.decoder->warnings()) impl.warn(warning);
  } else if (impl.has_samples) {
    impl.converter->finish(impl.signals);
  }
  impl.score(rows);
  impl.for_each_signal(rows, [&](std::size_t i) { impl.predictors[i].finish(impl.scored); });
}

void Session::reset() { impl_->begin(); }

// The predictors are not told: they may be made at the same moment. They are left within a second of audio.
void Session::cancel() noexcept { impl_->cancelled.store(true, std::memory_order_relaxed); }

double Session::received_s() const { return static_cast<double>(impl_->received) / sample_rate_hz; }
const std::vector<Warning>& Session::warnings() const { return impl_->warnings; }

}  // namespace affectus
