// Figures over utterances that a bootstrap drew, some of them several times.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace affectus {

/// Indices of the utterances by their group's name (their speaker), for resample().
std::vector<std::vector<std::size_t>> groups_of(const std::vector<std::string>& names);

/// Concordance over the utterances `drawn` whose target is not NaN, in one pass over sums around `origin`: the mean target
/// lies near all values and keeps enough digits for an interval. NaN if there are none.
double resampled_concordance(std::span<const double> prediction, std::span<const double> target, double origin,
                             std::span<const std::size_t> drawn);

/// The mean over categories of the share recognised, over the utterances `drawn`; categories that were not drawn are left
/// out, as are utterances whose `truth` is not below `categories`.
double unweighted_recall(std::span<const std::size_t> truth, const std::vector<bool>& right, std::size_t categories,
                         std::span<const std::size_t> drawn);

}  // namespace affectus
