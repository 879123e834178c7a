// Which values a format can write.
#pragma once

#include <cmath>
#include <limits>
#include <optional>

namespace affectus {

/// The value if it is present and a finite float32, because no format can write anything else.
inline std::optional<double> written(std::optional<double> value) {
  return value && std::abs(*value) <= std::numeric_limits<float>::max() ? value : std::nullopt;
}

}  // namespace affectus
