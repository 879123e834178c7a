#include "evaluation/resampled_figures.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace affectus {
namespace {

// The root of squared distances from a mean, which are a difference of `whole`; NaN if they may be mere rounding of it,
// because all values are equal.
double root(double squares, double whole) {
  return squares > 1e-12 * whole ? std::sqrt(squares) : std::numeric_limits<double>::quiet_NaN();
}

// By place: the mean rank, from 0, of the drawn utterances of that place among all that are drawn. No sorting: a resample
// keeps the order of the places.
std::vector<double> drawn_ranks(std::span<const std::size_t> places, std::span<const std::size_t> drawn) {
  std::vector<double> ranks(places.size(), 0.0);  // counts at first
  for (const std::size_t i : drawn) ranks[places[i]] += 1;
  double before = 0;
  for (double& rank : ranks) {
    const double count = rank;
    rank = before + (count - 1) / 2;
    before += count;
  }
  return ranks;
}

}  // namespace

void DrawnSums::add(double predicted, double wanted) {
  count += 1;
  x += predicted;
  y += wanted;
  xx += predicted * predicted;
  yy += wanted * wanted;
  xy += predicted * wanted;
}

double DrawnSums::concordance() const {
  const double distance = (x - y) / count;
  const double spread = (xx - x * x / count + yy - y * y / count) / count + distance * distance;
  return 2 * (xy - x * y / count) / count / spread;
}

double DrawnSums::pearson() const {
  return (xy - x * y / count) / (root(xx - x * x / count, xx) * root(yy - y * y / count, yy));
}

double DrawnSums::bias() const { return (x - y) / count; }

double DrawnSums::spread() const { return std::sqrt(std::max(0.0, xx - x * x / count)) / root(yy - y * y / count, yy); }

DrawnSums drawn_sums(std::span<const double> prediction, std::span<const double> target, double origin,
                     std::span<const std::size_t> drawn) {
  DrawnSums sums;
  for (const std::size_t i : drawn)
    if (!std::isnan(target[i])) sums.add(prediction[i] - origin, target[i] - origin);
  return sums;
}

double resampled_concordance(std::span<const double> prediction, std::span<const double> target, double origin,
                             std::span<const std::size_t> drawn) {
  return drawn_sums(prediction, target, origin, drawn).concordance();
}

double correlation_within(std::span<const double> prediction, std::span<const double> target,
                          std::span<const std::size_t> group, std::size_t groups, double origin,
                          std::span<const std::size_t> drawn) {
  std::vector<DrawnSums> of_group(groups);
  for (const std::size_t i : drawn)
    if (group[i] < groups && !std::isnan(target[i])) of_group[group[i]].add(prediction[i] - origin, target[i] - origin);
  double predicted = 0, wanted = 0, both = 0, all_xx = 0, all_yy = 0;
  for (const DrawnSums& sums : of_group) {
    if (sums.count == 0) continue;
    predicted += sums.xx - sums.x * sums.x / sums.count;
    wanted += sums.yy - sums.y * sums.y / sums.count;
    both += sums.xy - sums.x * sums.y / sums.count;
    all_xx += sums.xx;
    all_yy += sums.yy;
  }
  return both / (root(predicted, all_xx) * root(wanted, all_yy));
}

std::vector<std::size_t> places_of(std::span<const double> values) {
  std::vector<double> different(values.begin(), values.end());
  std::ranges::sort(different);
  different.erase(std::unique(different.begin(), different.end()), different.end());
  std::vector<std::size_t> places;
  places.reserve(values.size());
  for (const double value : values)
    places.push_back(static_cast<std::size_t>(std::ranges::lower_bound(different, value) - different.begin()));
  return places;
}

double rank_correlation(std::span<const std::size_t> x, std::span<const std::size_t> y, std::span<const std::size_t> drawn) {
  const std::vector<double> x_ranks = drawn_ranks(x, drawn), y_ranks = drawn_ranks(y, drawn);
  const double mean = (static_cast<double>(drawn.size()) - 1) / 2;
  DrawnSums sums;
  for (const std::size_t i : drawn) sums.add(x_ranks[x[i]] - mean, y_ranks[y[i]] - mean);
  return sums.pearson();
}

double unweighted_recall(std::span<const std::size_t> truth, const std::vector<bool>& right, std::size_t categories,
                         std::span<const std::size_t> drawn) {
  std::vector<double> count(categories, 0.0), recognised(categories, 0.0);
  for (const std::size_t i : drawn) {
    if (truth[i] >= categories) continue;
    count[truth[i]] += 1;
    if (right[i]) recognised[truth[i]] += 1;
  }
  double sum = 0, present = 0;
  for (std::size_t category = 0; category < categories; ++category) {
    if (count[category] == 0) continue;
    sum += recognised[category] / count[category];
    present += 1;
  }
  return sum / present;
}

}  // namespace affectus
