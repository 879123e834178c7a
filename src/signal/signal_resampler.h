// Brings one signal to 16 kHz, by whatever library there is.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "base/project.h"

namespace affectus {

/// n samples at rate r become round(n 16000 / r), aligned with the source. Not thread-safe.
class AFFECTUS_PROJECT SignalResampler {
 public:
  virtual ~SignalResampler() = default;
  /// Appends the samples that are known by now to `output`.
  virtual void push(std::span<const float> samples, std::vector<float>& output) = 0;
  /// Ends the signal and appends the rest.
  virtual void finish(std::vector<float>& output) = 0;
};

/// Makes one for signals at this rate (4 to 768 kHz, never 16 kHz). Throws Error(unsupported).
using MakeResampler = std::function<std::unique_ptr<SignalResampler>(int rate_hz)>;

}  // namespace affectus
