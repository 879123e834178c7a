// The value that getters return for an absent number.
#pragma once

#include <limits>

namespace affectus {

inline constexpr double absent = std::numeric_limits<double>::quiet_NaN();

}  // namespace affectus
