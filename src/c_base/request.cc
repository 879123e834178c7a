#include "c_base/request.h"

#include <span>

#include "base/failure.h"
#include "c_base/baseline.h"
#include "c_base/errors.h"
#include "c_base/options.h"

namespace affectus {
namespace {

// Padding at its end would be taken for a field that a later version adds. Where pointers are short there is some, and
// library and caller are of one version (WebAssembly).
static_assert(sizeof(void*) < sizeof(double) ||
              sizeof(affectus_predict_options) == offsetof(affectus_predict_options, baseline) + sizeof(void*));

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

}  // namespace

void Request::report(double fraction) const {
  if (progress != nullptr && progress(user, fraction) != 0) throw_cancelled();
}

void Request::set_baseline(const std::shared_ptr<const Model>& model) {
  prediction.baseline = baseline_of(
      baseline, model, {.prediction = prediction, .channels = channels, .recording = recording, .threads = threads},
      [this] { report(0); });
}

Request request_of(const affectus_model& model, const affectus_predict_options& options) {
  Request request{.prediction = {.window_s = window_of(options.window_s == 0 ? AFFECTUS_WHOLE : options.window_s),
                                 .scale = scale_of(options.scale),
                                 .embedding = options.embedding != 0},
                  .channels = channels_of(options.channels, options.channel),
                  .recording = recording_of(options.track, options.raw, options.max_duration_s),
                  .threads = threads_of(options.threads, model.threads),
                  .intervals = intervals_of(options),
                  .scale = static_cast<affectus_scale>(options.scale),
                  .baseline = options.baseline,
                  .progress = options.progress,
                  .user = options.user};
  if (options.hop_s != 0) request.prediction.hop_s = options.hop_s;
  return request;
}

}  // namespace affectus
