// Repeatable values for tests.
#pragma once

#include <cstddef>
#include <random>
#include <vector>

namespace affectus::testing {

inline std::vector<float> random_values(std::size_t count, unsigned seed, float range = 1) {
  std::mt19937 generator(seed);
  std::vector<float> values(count);
  for (float& value : values) value = range * (static_cast<float>(generator() >> 8) * 0x1p-23f - 1);
  return values;
}

}  // namespace affectus::testing
