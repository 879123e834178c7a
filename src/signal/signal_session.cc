#include "signal/signal_session.h"

#include <algorithm>
#include <numeric>
#include <optional>
#include <utility>

#include "affectus/frames.h"
#include "base/failure.h"
#include "prediction/channel_rows.h"
#include "prediction/signal_state.h"
#include "prediction/signal_warnings.h"
#include "prediction/turn_predictor.h"
#include "signal/sample_converter.h"
#include "signal/silence_marks.h"

namespace affectus {

struct SignalSession::Impl {
  Impl(std::shared_ptr<const Model> a_model, SignalOptions the_options, SignalParts the_parts)
      : model(std::move(a_model)), options(std::move(the_options)), parts(std::move(the_parts)) {
    options.prediction.validate();
    if (options.turns) options.turns->validate();
    begin();
  }

  std::shared_ptr<const Model> model;
  SignalOptions options;
  SignalParts parts;
  SignalState state;
  std::optional<SampleConverter> converter;
  std::unique_ptr<ByteDecoder> decoder;        // once bytes came
  std::vector<Predictor> predictors;           // one a signal; of bytes, once their number is known
  std::vector<TurnPredictor> turn_predictors;  // where turns are wanted, one a signal
  std::vector<TurnEvent> turns;                // that were not taken
  std::size_t marked_turns = 0;                // of these
  std::optional<ChannelRows> joined;
  std::vector<std::vector<float>> signals;
  std::vector<std::vector<EmotionSegment>> scored;  // one list a signal
  std::vector<std::size_t> waiting;                 // windows a signal that add_waiting() gave
  std::size_t received = 0;                         // samples a signal
  bool has_samples = false;
  SignalWarnings of_rows;
  std::vector<Warning> warnings;

  void begin() {
    converter.emplace(options.sampling_rate, options.channels, options.channel, parts.resampler);
    decoder.reset();
    predictors.clear();
    turn_predictors.clear();
    turns.clear();
    marked_turns = 0;
    joined.reset();
    signals.clear();
    scored.clear();
    waiting.clear();
    received = 0;
    has_samples = false;
    of_rows = {};
    warnings.clear();
  }

  void check(bool encoded) const {
    state.check_more();
    if (encoded ? has_samples : decoder != nullptr)
      SignalState::refuse("session: expected either samples or a recording's bytes, found both");
  }

  // Rows that are known when `work` fails are given all the same.
  template <typename Work>
  void run(std::vector<EmotionSegment>& rows, const Work& work) {
    state.run([&] {
      try {
        work();
      } catch (...) {
        give(rows);
        throw;
      }
    });
  }

  // In pieces of a second, as a decoder gives them, so that a cancel is heard and little is held.
  void push(std::span<const float> interleaved, std::vector<EmotionSegment>& rows) {
    has_samples = true;
    signals.resize(converter->signal_count());
    const std::size_t second = static_cast<std::size_t>(options.sampling_rate) * static_cast<std::size_t>(options.channels);
    do {
      const std::size_t piece = std::min(interleaved.size(), second);
      if (converter->push(interleaved.first(piece), signals)) add_once(warnings, Warning::damaged);
      interleaved = interleaved.subspan(piece);
      score(rows);
    } while (!interleaved.empty());
  }

  void decode(std::vector<EmotionSegment>& rows) {
    for (bool has_more = true; has_more; score(rows)) {
      state.throw_if_cancelled();
      has_more = decoder->next(signals);
    }
  }

  // What was converted or decoded goes to the predictors.
  void score(std::vector<EmotionSegment>& rows) {
    if (signals.empty()) return;
    if (!joined) {
      for (std::size_t i = 0; i < signals.size(); ++i) {
        predictors.emplace_back(model, options.prediction);
        if (options.turns) turn_predictors.emplace_back(model, options.prediction, *options.turns);
      }
      scored.resize(signals.size());
      joined.emplace(signals.size(), options.channel.kind == ChannelChoice::Kind::each);
    }
    received += signals.front().size();
    for (std::size_t i = 0; i < predictors.size(); ++i) {
      // A decoder's frame may be long.
      std::span<const float> samples = signals[i];
      while (!samples.empty()) {
        state.throw_if_cancelled();
        const std::size_t piece = std::min<std::size_t>(samples.size(), sample_rate_hz);
        predictors[i].push(samples.first(piece), scored[i]);
        if (options.turns) advance_turns(i, [&](TurnPredictor& turn) { turn.push(samples.first(piece), turns); });
        samples = samples.subspan(piece);
      }
      signals[i].clear();
    }
    give(rows);
  }

  // Events of a signal of its own have its number.
  template <typename Work>
  void advance_turns(std::size_t signal, const Work& work) {
    const std::size_t before = turns.size();
    work(turn_predictors[signal]);
    if (options.channel.kind != ChannelChoice::Kind::each) return;
    for (std::size_t i = before; i < turns.size(); ++i) turns[i].channel = turns[i].row.channel = static_cast<int>(signal);
  }

  void flush(std::vector<EmotionSegment>& rows) {
    for (std::size_t i = 0; i < predictors.size(); ++i) predictors[i].flush(scored[i]);
    give(rows);
  }

  void add_waiting(std::vector<SampleWindow>& windows) {
    waiting.clear();
    for (Predictor& predictor : predictors) {
      const std::size_t before = windows.size();
      predictor.add_waiting(windows);
      waiting.push_back(windows.size() - before);
    }
  }

  void settle(std::span<WindowEstimate> estimates, std::vector<EmotionSegment>& rows) {
    if (std::reduce(waiting.begin(), waiting.end()) != estimates.size())
      SignalState::refuse("session: expected an estimate for each window that waits, found another number");
    for (std::size_t i = 0; i < waiting.size(); ++i) {
      predictors[i].settle(estimates.first(waiting[i]), scored[i]);
      estimates = estimates.subspan(waiting[i]);
    }
    waiting.clear();
    give(rows);
  }

  void finish(std::vector<EmotionSegment>& rows) {
    state.end();
    if (decoder) {
      decoder->end();
      decode(rows);
      for (const Warning warning : decoder->warnings()) add_once(warnings, warning);
    } else if (has_samples) {
      converter->finish(signals);
    }
    score(rows);
    for (std::size_t i = 0; i < predictors.size(); ++i) predictors[i].finish(scored[i]);
    for (std::size_t i = 0; i < turn_predictors.size(); ++i)
      advance_turns(i, [&](TurnPredictor& turn) { turn.finish(turns); });
    give(rows);
    of_rows.add_to(warnings);
  }

  // What the predictors said becomes rows, as soon as it is known of all channels.
  void give(std::vector<EmotionSegment>& rows) {
    if (!joined) return;
    for (std::size_t i = 0; i < scored.size(); ++i) joined->add(i, std::exchange(scored[i], {}));
    const std::size_t before = rows.size();
    joined->take(rows);
    const std::span<EmotionSegment> given = std::span(rows).subspan(before);
    const std::vector<Silence>& silences = decoder ? decoder->silences() : converter->silences();
    mark_silences(given, silences);
    for (; marked_turns < turns.size(); ++marked_turns) mark_silences({&turns[marked_turns].row, 1}, silences);
    if (!decoder && !silences.empty()) add_once(warnings, Warning::channels_cancel);
    of_rows.see(given);
  }
};

SignalSession::SignalSession(std::shared_ptr<const Model> model, SignalOptions options, SignalParts parts)
    : impl_(throwing_errors(
          "signal", [&] { return std::make_unique<Impl>(std::move(model), std::move(options), std::move(parts)); })) {}
SignalSession::SignalSession(SignalSession&&) noexcept = default;
SignalSession::~SignalSession() = default;

void SignalSession::push(std::span<const float> interleaved, std::vector<EmotionSegment>& rows) {
  impl_->check(/*encoded=*/false);
  impl_->converter->check(interleaved);
  impl_->run(rows, [&] { impl_->push(interleaved, rows); });
}

void SignalSession::push_encoded(std::span<const std::byte> bytes, std::vector<EmotionSegment>& rows) {
  impl_->check(/*encoded=*/true);
  if (!impl_->parts.decoder) SignalState::refuse("session: expected samples; nothing here decodes a recording's bytes");
  impl_->run(rows, [&] {
    if (!impl_->decoder) impl_->decoder = impl_->parts.decoder();
    impl_->decoder->push(bytes);
    impl_->decode(rows);
  });
}

void SignalSession::flush(std::vector<EmotionSegment>& rows) {
  impl_->state.check();
  impl_->run(rows, [&] { impl_->flush(rows); });
}

void SignalSession::add_tail() {
  impl_->state.check_more();
  impl_->state.run([&] {
    for (Predictor& predictor : impl_->predictors) predictor.add_tail();
  });
}

void SignalSession::add_waiting(std::vector<SampleWindow>& windows) {
  impl_->state.check();
  impl_->state.run([&] { impl_->add_waiting(windows); });
}

void SignalSession::settle(std::span<WindowEstimate> estimates, std::vector<EmotionSegment>& rows) {
  impl_->state.check();
  impl_->run(rows, [&] { impl_->settle(estimates, rows); });
}

void SignalSession::finish(std::vector<EmotionSegment>& rows) {
  impl_->state.check();
  if (impl_->state.has_ended()) return;
  impl_->run(rows, [&] { impl_->finish(rows); });
}

std::vector<TurnEvent> SignalSession::take_turns() {
  impl_->marked_turns = 0;
  return std::exchange(impl_->turns, {});
}

void SignalSession::reset() {
  impl_->state.run([&] { impl_->begin(); });
  impl_->state.begin();
}

// The predictors are not told: they may be made at the same moment. They are left within a second of audio.
void SignalSession::cancel() noexcept { impl_->state.cancel(); }

double SignalSession::received_s() const { return static_cast<double>(impl_->received) / sample_rate_hz; }
const std::vector<Warning>& SignalSession::warnings() const { return impl_->warnings; }

}  // namespace affectus
