// The dimensions of emotion, in the order in which targets, estimates and figures have them everywhere.
#pragma once

#include <array>

namespace affectus {

inline constexpr std::array<const char*, 3> dimension_names = {"activation", "valence", "dominance"};

}  // namespace affectus
