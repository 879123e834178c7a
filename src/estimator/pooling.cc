#include "estimator/pooling.h"

#include <algorithm>
#include <cmath>

namespace affectus {

namespace {

// Keeps the gradient of the standard deviation finite; small beside the variance of a state that says something.
constexpr double variance_floor = 1e-5;

}  // namespace

void Pooling::start(EstimatorShape::Pooling kind, std::size_t sequences, std::size_t units) {
  kind_ = kind;
  units_ = units;
  counts_.assign(sequences, 0);
  if (kind != EstimatorShape::Pooling::last) sums_.assign(sequences * units, 0.0);
  if (kind == EstimatorShape::Pooling::statistics) squares_.assign(sequences * units, 0.0);
}

void Pooling::add(std::size_t steps, std::size_t sequences, const float* states) {
  for (std::size_t sequence = 0; sequence < sequences; ++sequence) counts_[sequence] += steps;
  if (kind_ == EstimatorShape::Pooling::last) return;
  const std::size_t values = sequences * units_;
  for (std::size_t step = 0; step < steps; ++step, states += values) {
    for (std::size_t i = 0; i < values; ++i) sums_[i] += states[i];
    if (kind_ == EstimatorShape::Pooling::mean) continue;
    for (std::size_t i = 0; i < values; ++i) squares_[i] += static_cast<double>(states[i]) * states[i];
  }
}

void Pooling::pool(std::size_t sequence, const float* last_state, std::span<float> pooled) const {
  if (kind_ == EstimatorShape::Pooling::last) {
    std::copy_n(last_state, units_, pooled.begin());
    return;
  }
  const auto count = static_cast<double>(counts_[sequence]);
  for (std::size_t unit = 0; unit < units_; ++unit) {
    const double mean = sums_[sequence * units_ + unit] / count;
    pooled[unit] = static_cast<float>(mean);
    if (kind_ == EstimatorShape::Pooling::mean) continue;
    const double variance = std::max(squares_[sequence * units_ + unit] / count - mean * mean, 0.0);
    pooled[units_ + unit] = static_cast<float>(std::sqrt(variance + variance_floor));
  }
}

}  // namespace affectus
