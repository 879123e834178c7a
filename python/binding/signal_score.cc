#include "signal_score.h"

#include <algorithm>
#include <utility>

#include "affectus/error.h"
#include "audio/resampler.h"
#include "base/failure.h"
#include "prediction/channel_rows.h"
#include "prediction/signal_warnings.h"
#include "signal/sample_converter.h"
#include "signal/silence_marks.h"

namespace affectus {
namespace {

// The predictors of one signal, one a channel that is scored.
class SignalRows {
 public:
  SignalRows(const std::shared_ptr<const Model>& model, const BatchOptions& options, const std::vector<Interval>& intervals,
             std::size_t signals)
      : scored_(signals), joined_(signals, options.channels.kind == ChannelChoice::Kind::each) {
    for (std::size_t i = 0; i < signals; ++i) predictors_.emplace_back(model, options.prediction, intervals);
  }

  void push(std::vector<std::vector<float>>& signals) {
    for (std::size_t i = 0; i < predictors_.size(); ++i) {
      predictors_[i].push(signals[i], scored_[i]);
      signals[i].clear();
    }
  }
  void finish() {
    for (std::size_t i = 0; i < predictors_.size(); ++i) predictors_[i].finish(scored_[i]);
  }
  std::vector<EmotionSegment> take() {
    std::vector<EmotionSegment> rows;
    for (std::size_t i = 0; i < scored_.size(); ++i) joined_.add(i, std::move(scored_[i]));
    joined_.take(rows);
    return rows;
  }
  const Predictor& first() const { return predictors_.front(); }

 private:
  std::vector<Predictor> predictors_;
  std::vector<std::vector<EmotionSegment>> scored_;
  ChannelRows joined_;
};

}  // namespace

FileResult score_signal(const std::shared_ptr<const Model>& model, const Signal& signal, const BatchOptions& options) {
  const SampleView& samples = signal.samples;
  SampleConverter converter(signal.rate_hz, static_cast<int>(std::min<std::size_t>(samples.channels(), 1U << 20U)),
                            options.channels, make_resampler);
  if (samples.frames() == 0) throw Error(ErrorCode::no_audio, "samples: expected at least one, found none");
  if (signal.intervals &&
      std::ranges::any_of(*signal.intervals, [](const Interval& one) { return one.channel.has_value(); }))
    throw Error(ErrorCode::unsupported, "segments: expected intervals of all channels of an array, found some of one");
  const bool has_none = signal.intervals && signal.intervals->empty();  // then there are no rows
  SignalRows rows(model, options, signal.intervals.value_or(std::vector<Interval>()), converter.signal_count());
  FileResult result;
  std::vector<std::vector<float>> signals(converter.signal_count());
  std::size_t received = 0;
  const auto push = [&] {
    received += signals.front().size();
    if (has_none)
      for (std::vector<float>& one : signals) one.clear();
    else
      rows.push(signals);
  };
  std::vector<float> buffer;
  const auto second = static_cast<std::size_t>(signal.rate_hz);
  for (std::size_t first = 0; first < samples.frames(); first += second) {
    if (options.stop != nullptr && options.stop->load()) throw_cancelled();
    const std::size_t count = std::min(second, samples.frames() - first);
    if (converter.push(samples.interleaved(first, count, buffer), signals)) add_once(result.warnings, Warning::damaged);
    push();
  }
  converter.finish(signals);
  push();
  result.duration_s = static_cast<double>(received) / sample_rate_hz;
  if (has_none) return result;
  rows.finish();
  result.segments = rows.take();
  mark_silences(result.segments, converter.silences());
  if (!converter.silences().empty()) add_once(result.warnings, Warning::channels_cancel);
  SignalWarnings of_rows;
  of_rows.see(result.segments);
  of_rows.add_to(result.warnings, rows.first().outside(), rows.first().cut());
  return result;
}

}  // namespace affectus
