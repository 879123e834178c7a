#include "evaluation/resampled_figures.h"

#include <cmath>
#include <map>

namespace affectus {

std::vector<std::vector<std::size_t>> groups_of(const std::vector<std::string>& names) {
  std::map<std::string, std::vector<std::size_t>> by_name;
  for (std::size_t i = 0; i < names.size(); ++i) by_name[names[i]].push_back(i);
  std::vector<std::vector<std::size_t>> groups;
  groups.reserve(by_name.size());
  for (auto& [name, members] : by_name) groups.push_back(std::move(members));
  return groups;
}

double resampled_concordance(std::span<const double> prediction, std::span<const double> target, double origin,
                             std::span<const std::size_t> drawn) {
  double count = 0, x = 0, y = 0, xx = 0, yy = 0, xy = 0;
  for (const std::size_t i : drawn) {
    if (std::isnan(target[i])) continue;
    const double predicted = prediction[i] - origin, wanted = target[i] - origin;
    count += 1;
    x += predicted;
    y += wanted;
    xx += predicted * predicted;
    yy += wanted * wanted;
    xy += predicted * wanted;
  }
  const double distance = (x - y) / count;
  const double spread = (xx - x * x / count + yy - y * y / count) / count + distance * distance;
  return 2 * (xy - x * y / count) / count / spread;
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
