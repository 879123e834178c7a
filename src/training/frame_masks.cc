#include "training/frame_masks.h"

#include <algorithm>
#include <numeric>
#include <span>

namespace affectus {

std::vector<FrameMask> draw_masks(std::size_t count, double share, std::size_t length, RandomStream& random) {
  if (share == 0 || length > count) return {};
  const std::size_t places = count - length + 1;
  const double wanted = share * static_cast<double>(count) / static_cast<double>(length);
  const auto masks = std::min({static_cast<std::size_t>(wanted + random.uniform()), count / length, places});
  std::vector<std::int64_t> starts(places);
  std::iota(starts.begin(), starts.end(), std::int64_t{0});
  random.shuffle(std::span(starts));
  std::vector<FrameMask> drawn;
  for (std::size_t i = 0; i < masks; ++i) drawn.push_back({starts[i], starts[i] + static_cast<std::int64_t>(length)});
  return drawn;
}

}  // namespace affectus
