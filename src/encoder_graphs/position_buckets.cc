#include "encoder_graphs/position_buckets.h"

#include <algorithm>
#include <cmath>

namespace affectus {

std::size_t position_bucket(std::int64_t distance, std::size_t buckets, std::size_t max_distance) {
  const std::size_t half = buckets / 2;
  const std::size_t exact = half / 2;
  const std::size_t first = distance > 0 ? half : 0;
  const auto length = static_cast<std::size_t>(std::abs(distance));
  if (length < exact) return first + length;
  // In float32, as the models were trained.
  const float ratio = std::log(static_cast<float>(length) / static_cast<float>(exact)) /
                      static_cast<float>(std::log(static_cast<double>(max_distance) / static_cast<double>(exact)));
  const auto wide = static_cast<std::size_t>(static_cast<float>(exact) + ratio * static_cast<float>(half - exact));
  return first + std::min(wide, half - 1);
}

std::vector<std::int64_t> position_buckets(const EncoderConfig& config) {
  const auto longest = static_cast<std::int64_t>(config.position_max_distance);
  std::vector<std::int64_t> buckets;
  for (std::int64_t distance = -longest; distance <= longest; ++distance)
    buckets.push_back(
        static_cast<std::int64_t>(position_bucket(distance, config.position_buckets, config.position_max_distance)));
  return buckets;
}

}  // namespace affectus
