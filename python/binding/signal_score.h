// Scores samples that are there as a whole, as a recording of them would be scored.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "affectus/batch.h"
#include "affectus/results.h"
#include "samples.h"

namespace affectus {

struct Signal {
  SampleView samples;
  int rate_hz;                                     // 4,000 to 768,000
  std::optional<std::vector<Interval>> intervals;  // only these are scored; they name no channels
};

/// Uses the calling thread alone; the options' threads and recording do not count. Throws Error, no_audio if there are no
/// samples, cancelled soon after `options.stop` is set.
FileResult score_signal(const std::shared_ptr<const Model>& model, const Signal& signal, const BatchOptions& options);

}  // namespace affectus
