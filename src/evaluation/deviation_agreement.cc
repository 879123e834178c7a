#include "evaluation/deviation_agreement.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numeric>
#include <span>

#include "evaluation/resampled_figures.h"

namespace affectus {
namespace {

constexpr std::size_t most_groups = 10;

double mean(const std::vector<double>& values, std::span<const std::size_t> which) {
  double sum = 0;
  for (const std::size_t i : which) sum += values[i];
  return sum / static_cast<double>(which.size());
}

DeviationGroup group_of(const PairedDeviations& pairs, std::span<const std::size_t> members) {
  DeviationGroup group;
  group.count = members.size();
  group.mean_prediction = mean(pairs.prediction, members);
  group.mean_target = mean(pairs.target, members);
  std::vector<std::size_t> rated;
  std::ranges::copy_if(members, std::back_inserter(rated), [&](std::size_t i) { return std::isfinite(pairs.error[i]); });
  if (!rated.empty()) group.mean_absolute_error = mean(pairs.error, rated);
  return group;
}

std::vector<DeviationGroup> groups_by_prediction(const PairedDeviations& pairs, std::vector<std::size_t> order) {
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return pairs.prediction[i]; });
  const std::span<const std::size_t> sorted(order);
  const std::size_t count = std::min(most_groups, order.size());
  std::vector<DeviationGroup> groups;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t begin = i * order.size() / count, end = (i + 1) * order.size() / count;
    groups.push_back(group_of(pairs, sorted.subspan(begin, end - begin)));
  }
  return groups;
}

}  // namespace

std::optional<DeviationAgreement> deviation_agreement(const PairedDeviations& pairs, std::size_t resamples,
                                                      std::uint64_t seed) {
  if (pairs.target.empty()) return std::nullopt;
  std::vector<std::size_t> all(pairs.target.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  DeviationAgreement result;
  result.count = all.size();
  result.mean_prediction = mean(pairs.prediction, all);
  result.mean_target = mean(pairs.target, all);
  result.groups = groups_by_prediction(pairs, all);
  for (const DeviationGroup& group : result.groups)
    result.calibration_error += std::abs(group.mean_prediction - group.mean_target) * static_cast<double>(group.count) /
                                static_cast<double>(result.count);

  const auto pearson = [&](const std::vector<std::size_t>& drawn) {
    return drawn_sums(pairs.prediction, pairs.target, result.mean_target, drawn).pearson();
  };
  const auto spearman = [&, x = places_of(pairs.prediction), y = places_of(pairs.target)](
                            const std::vector<std::size_t>& drawn) { return rank_correlation(x, y, drawn); };
  if (!std::isfinite(pearson(all))) return result;
  result.pearson = pearson(all);
  result.pearson_interval = bootstrap_interval(pairs.speaker, resamples, seed, pearson);
  result.spearman = spearman(all);
  result.spearman_interval = bootstrap_interval(pairs.speaker, resamples, seed, spearman);
  return result;
}

}  // namespace affectus
