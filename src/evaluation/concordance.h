// Agreement of predictions with targets.
#pragma once

#include <span>

namespace affectus {

/// Lin's concordance correlation coefficient, 2 cov(x, y) / (var(x) + var(y) + (mean(x) - mean(y))^2), population moments,
/// in double precision. NaN for fewer than two values, or if both are constant and equal.
double concordance_correlation(std::span<const double> prediction, std::span<const double> target);
/// Pearson's correlation; NaN for fewer than two values, or if either is constant.
double pearson_correlation(std::span<const double> prediction, std::span<const double> target);
/// Both NaN without values.
double root_mean_square_error(std::span<const double> prediction, std::span<const double> target);
/// mean(prediction) - mean(target)
double bias(std::span<const double> prediction, std::span<const double> target);

}  // namespace affectus
