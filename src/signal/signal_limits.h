// Which signals are taken.
#pragma once

namespace affectus {

/// A rate outside of these limits is a mistake: a few bytes would be hours, or hours a few bytes.
inline constexpr int lowest_sample_rate_hz = 4000;
inline constexpr int highest_sample_rate_hz = 768000;
inline constexpr int most_channels = 1024;

}  // namespace affectus
