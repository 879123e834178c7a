// Figures over utterances that a bootstrap drew, some of them several times.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace affectus {

/// Sums over drawn utterances, from which the figures of a dimension follow (population moments). A figure that is not
/// defined, for want of utterances or because their values are equal, is NaN.
struct DrawnSums {
  double count = 0;
  double x = 0, y = 0, xx = 0, yy = 0, xy = 0;  // predictions x, targets y, both minus an origin

  void add(double predicted, double wanted);
  double concordance() const;
  double pearson() const;
  double bias() const;    // mean prediction - mean target
  double spread() const;  // standard deviation of the predictions / that of the targets
};

/// Those of the utterances `drawn` whose target is not NaN, in one pass: around the mean target as `origin` they keep enough
/// digits for an interval.
DrawnSums drawn_sums(std::span<const double> prediction, std::span<const double> target, double origin,
                     std::span<const std::size_t> drawn);

/// drawn_sums().concordance()
double resampled_concordance(std::span<const double> prediction, std::span<const double> target, double origin,
                             std::span<const std::size_t> drawn);

/// Pearson's correlation within groups: of predictions and targets, each minus its mean over the utterances `drawn` of the
/// same group (numbered below `groups`; utterances of another number are left out). NaN if it is not defined.
double correlation_within(std::span<const double> prediction, std::span<const double> target,
                          std::span<const std::size_t> group, std::size_t groups, double origin,
                          std::span<const std::size_t> drawn);

/// The place of each value among the different ones, from 0 for the smallest.
std::vector<std::size_t> places_of(std::span<const double> values);

/// Spearman's correlation over the utterances `drawn`: Pearson's of their ranks, where equal values have their mean rank.
/// `x` and `y` are the places_of() predictions and targets. NaN if it is not defined.
double rank_correlation(std::span<const std::size_t> x, std::span<const std::size_t> y, std::span<const std::size_t> drawn);

/// The mean over categories of the share recognised, over the utterances `drawn`; categories that were not drawn are left
/// out, as are utterances whose `truth` is not below `categories`.
double unweighted_recall(std::span<const std::size_t> truth, const std::vector<bool>& right, std::size_t categories,
                         std::span<const std::size_t> drawn);

}  // namespace affectus
