// Scores what is there as a whole: samples, or a recording.
#include <algorithm>
#include <cstddef>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "affectus/batch.h"
#include "audio/sample_converter.h"
#include "base/failure.h"
#include "c/baseline.h"
#include "c/errors.h"
#include "c/model.h"
#include "c/options.h"
#include "c/rows.h"
#include "prediction/signal_warnings.h"

namespace affectus {
namespace {

constexpr std::size_t piece_samples = 65536;

// Padding at its end would be taken for a field that a later version adds.
static_assert(sizeof(affectus_predict_options) == offsetof(affectus_predict_options, baseline) + sizeof(void*));

struct Request {
  BatchOptions options;
  std::vector<Interval> intervals;
  affectus_scale scale;
  const char* baseline;
  int (*progress)(void*, double);
  void* user;

  void report(double fraction) const {
    if (progress != nullptr && progress(user, fraction) != 0) throw_cancelled();
  }
  // To be called before any row.
  void set_baseline(const std::shared_ptr<const Model>& model) {
    options.prediction.baseline =
        baseline_of(baseline, model, options, {.progress = [this](const BatchProgress&) { report(0); }});
  }
};

std::vector<Interval> intervals_of(const affectus_predict_options& options) {
  if (options.interval_count > 0) required(options.intervals, "intervals");
  std::vector<Interval> intervals;
  for (const affectus_interval& one : std::span(options.intervals, options.interval_count))
    intervals.push_back({.start_s = one.start_s,
                         .end_s = one.end_s,
                         .label = text_of(one.label),
                         .tier = text_of(one.tier),
                         .speaker = text_of(one.speaker)});
  return intervals;
}

Request request_of(const affectus_model& model, const affectus_predict_options& options) {
  Request request{
      .options = {.prediction = {.window_s = window_of(options.window_s == 0 ? AFFECTUS_WHOLE : options.window_s),
                                 .scale = scale_of(options.scale),
                                 .embedding = options.embedding != 0},
                  .channels = channels_of(options.channels, options.channel),
                  .recording = recording_of(options.track, options.raw, options.max_duration_s),
                  .threads = threads_of(options.threads, model.threads)},
      .intervals = intervals_of(options),
      .scale = static_cast<affectus_scale>(options.scale),
      .baseline = options.baseline,
      .progress = options.progress,
      .user = options.user};
  if (options.hop_s != 0) request.options.prediction.hop_s = options.hop_s;
  return request;
}

// Of the recording as a whole, as a file of the samples would have them.
std::vector<Warning> warnings_of(const std::vector<EmotionSegment>& rows, const Predictor& predictor, bool damaged) {
  std::vector<Warning> warnings;
  if (damaged) warnings.push_back(Warning::damaged);
  SignalWarnings of_rows;
  of_rows.see(rows);
  of_rows.add_to(warnings, predictor.outside(), predictor.cut());
  return warnings;
}

std::unique_ptr<affectus_rows> score(const std::shared_ptr<const Model>& model, std::span<const float> samples, int rate_hz,
                                     Request request) {
  require_samples(request.options.recording);
  SampleConverter converter(rate_hz, /*channels=*/1, request.options.channels);
  request.options.threads = 1;  // this one
  request.set_baseline(model);
  Predictor predictor(model, request.options.prediction, request.intervals);
  auto result = std::make_unique<affectus_rows>();
  std::vector<std::vector<float>> signals(converter.signal_count());
  std::vector<float>& signal = signals.front();
  std::size_t received = 0;
  const auto push = [&] {
    predictor.push(signal, result->rows);
    received += signal.size();
    signal.clear();
  };

  bool damaged = false;
  for (std::size_t done = 0; done < samples.size(); done += std::min(piece_samples, samples.size() - done)) {
    request.report(static_cast<double>(done) / static_cast<double>(samples.size()));
    const auto piece = samples.subspan(done, std::min(piece_samples, samples.size() - done));
    damaged = converter.push(piece, signals) || damaged;
    push();
  }
  converter.finish(signals);
  push();
  if (received == 0) throw Error(ErrorCode::no_audio, "samples: expected at least one, found none");
  predictor.finish(result->rows);

  if (request.options.channels.kind == ChannelChoice::Kind::each)
    for (EmotionSegment& row : result->rows) row.channel = 0;
  result->duration_s = static_cast<double>(received) / sample_rate_hz;
  result->warnings = mask_of(warnings_of(result->rows, predictor, damaged));
  result->scale = request.scale;
  return result;
}

class OneResult : public ResultCollector {
 public:
  FileResult result;

 private:
  void take(FileResult&& taken) override { result = std::move(taken); }
};

std::unique_ptr<affectus_rows> score(const std::shared_ptr<const Model>& model, const char* path, Request request) {
  request.set_baseline(model);
  const FileTask task{
      .name = path, .path = path, .intervals = request.intervals, .has_intervals = !request.intervals.empty()};
  OneResult collected;
  predict_files(model, {task}, request.options, collected,
                {.progress = [&](const BatchProgress& progress) { request.report(progress.fraction); }});
  FileResult& result = collected.result;
  if (result.failure) throw Error(result.failure->code, result.failure->message);
  return std::make_unique<affectus_rows>(
      affectus_rows{std::move(result.segments), result.duration_s, mask_of(result.warnings), request.scale, {}});
}

}  // namespace
}  // namespace affectus

affectus_rows* affectus_predict_samples(const affectus_model* model, const float* samples, size_t count,
                                        int32_t sampling_rate, const affectus_predict_options* options,
                                        affectus_error** error) {
  return affectus::given(error, [&] {
    const affectus_model& opened = affectus::required(model, "model");
    if (count > 0) affectus::required(samples, "samples");
    return affectus::score(opened.model, std::span(samples, count), sampling_rate,
                           affectus::request_of(opened, affectus::read_options(options)));
  });
}

affectus_rows* affectus_predict_file(const affectus_model* model, const char* path, const affectus_predict_options* options,
                                     affectus_error** error) {
  return affectus::given(error, [&] {
    const affectus_model& opened = affectus::required(model, "model");
    affectus::required(path, "path");
    return affectus::score(opened.model, path, affectus::request_of(opened, affectus::read_options(options)));
  });
}
