// The spread of a few numbers.
#pragma once

#include <cmath>
#include <numeric>
#include <optional>
#include <vector>

namespace affectus {

/// The standard deviation of a sample, with n - 1; absent for fewer than two values.
inline std::optional<double> sample_deviation(const std::vector<double>& values) {
  if (values.size() < 2) return std::nullopt;
  const auto count = static_cast<double>(values.size());
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / count;
  double squares = 0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  return std::sqrt(squares / (count - 1));
}

}  // namespace affectus
