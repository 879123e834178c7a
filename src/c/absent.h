// What getters say of a number that is not there.
#pragma once

#include <limits>

namespace affectus {

inline constexpr double absent = std::numeric_limits<double>::quiet_NaN();

}  // namespace affectus
