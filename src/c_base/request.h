// What affectus_predict_options ask for.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "affectus/c.h"
#include "affectus/prediction.h"
#include "affectus/signal.h"
#include "c_base/model.h"
#include "c_base/surroundings.h"

namespace affectus {

struct Request {
  PredictionOptions prediction;
  ChannelChoice channels;
  RecordingFields recording;
  std::size_t threads = 1;
  std::vector<Interval> intervals;
  affectus_scale scale = AFFECTUS_SCALE_SAM;
  const char* baseline = nullptr;
  int (*progress)(void*, double) = nullptr;
  void* user = nullptr;

  /// Throws Error(cancelled) if the caller wants no more.
  void report(double fraction) const;
  /// To be called before any row.
  void set_baseline(const std::shared_ptr<const Model>& model);
};

/// Throws Error(invalid_argument) that names the field.
Request request_of(const affectus_model& model, const affectus_predict_options& options);

}  // namespace affectus
