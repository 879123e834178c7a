// Finds samples that a device did not deliver, by the time stamps of those that it did.
#pragma once

#include <cstddef>
#include <optional>

namespace affectus {

/// A time stamp runs ahead of the samples so far by a constant, if none is lost. Stamps are read from clocks, so they
/// jitter, and the device's clock drifts from the system's: a step of more than a fifth of a second is a loss, and what
/// changes slowly is not. In the first three seconds stamps settle, and losses are not seen.
class LostSamples {
 public:
  explicit LostSamples(int rate_hz) : rate_hz_(rate_hz) {}

  /// The next `count` samples begin at `stamp_s`. Returns the number of samples that are missing before them.
  std::size_t see(double stamp_s, std::size_t count);

 private:
  int rate_hz_;
  double samples_s_ = 0;           // of all that were seen or lost
  std::optional<double> ahead_s_;  // of the stamps, smoothed
};

}  // namespace affectus
