// The dimensions of emotion, in the order of all targets, estimates and figures.
#pragma once

#include <array>

namespace affectus {

inline constexpr std::array<const char*, 3> dimension_names = {"activation", "valence", "dominance"};

}  // namespace affectus
