#include "evaluation/concordance.h"

#include <cmath>
#include <cstddef>
#include <limits>

namespace affectus {
namespace {

// Taken from the first value on, so that the mean of a constant is that constant and its variance exactly 0.
double mean(std::span<const double> values) {
  double sum = 0;
  for (const double value : values) sum += value - values.front();
  return values.front() + sum / static_cast<double>(values.size());
}

// Population moments of both, in two passes, so that a large mean costs no digits.
struct Moments {
  double mean_x, mean_y, variance_x = 0, variance_y = 0, covariance = 0;

  Moments(std::span<const double> x, std::span<const double> y) : mean_x(mean(x)), mean_y(mean(y)) {
    for (std::size_t i = 0; i < x.size(); ++i) {
      variance_x += (x[i] - mean_x) * (x[i] - mean_x);
      variance_y += (y[i] - mean_y) * (y[i] - mean_y);
      covariance += (x[i] - mean_x) * (y[i] - mean_y);
    }
    const auto count = static_cast<double>(x.size());
    variance_x /= count;
    variance_y /= count;
    covariance /= count;
  }
};

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

}  // namespace

double concordance_correlation(std::span<const double> prediction, std::span<const double> target) {
  if (prediction.size() < 2) return not_a_number;
  const Moments m(prediction, target);
  const double distance = m.mean_x - m.mean_y;
  return 2 * m.covariance / (m.variance_x + m.variance_y + distance * distance);
}

double pearson_correlation(std::span<const double> prediction, std::span<const double> target) {
  if (prediction.size() < 2) return not_a_number;
  const Moments m(prediction, target);
  if (m.variance_x <= 0 || m.variance_y <= 0) return not_a_number;
  return m.covariance / std::sqrt(m.variance_x * m.variance_y);
}

double root_mean_square_error(std::span<const double> prediction, std::span<const double> target) {
  double sum = 0;
  for (std::size_t i = 0; i < prediction.size(); ++i) sum += (prediction[i] - target[i]) * (prediction[i] - target[i]);
  return std::sqrt(sum / static_cast<double>(prediction.size()));
}

double bias(std::span<const double> prediction, std::span<const double> target) {
  if (prediction.empty()) return not_a_number;
  return mean(prediction) - mean(target);
}

}  // namespace affectus
