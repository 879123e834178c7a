// Scores samples as a whole.
#include <algorithm>
#include <cstddef>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "affectus/error.h"
#include "affectus/frames.h"
#include "c_base/errors.h"
#include "c_base/model.h"
#include "c_base/options.h"
#include "c_base/request.h"
#include "c_base/rows.h"
#include "c_base/surroundings.h"
#include "prediction/signal_warnings.h"
#include "signal/sample_converter.h"

namespace affectus {
namespace {

constexpr std::size_t piece_samples = 65536;

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
  require_samples(request.recording);
  SampleConverter converter(rate_hz, /*channels=*/1, request.channels,
                            surroundings::signal_parts(request.channels, {}).resampler);
  request.threads = 1;  // this one
  request.set_baseline(model);
  Predictor predictor(model, request.prediction, request.intervals);
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

  if (request.channels.kind == ChannelChoice::Kind::each)
    for (EmotionSegment& row : result->rows) row.channel = 0;
  result->duration_s = static_cast<double>(received) / sample_rate_hz;
  result->warnings = mask_of(warnings_of(result->rows, predictor, damaged));
  result->scale = request.scale;
  return result;
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
