// What a signal is made of, for every library: which channels it has, and where it is silent without being so.
#pragma once

#include "affectus/warnings.h"

namespace affectus {

/// Which channels of a recording become the mono signal.
struct ChannelChoice {
  enum class Kind { mix, one, each } kind = Kind::mix;  // mix: the mean of all channels
  int index = 0;                                        // for `one`: from 0
};

/// Silence in place of sound: before a late start, in a gap, or while the channels whose mean is taken cancel each other
/// out.
struct Silence {
  Warning why = Warning::gap;  // or late_start, channels_cancel
  double start_s = 0;
  double end_s = 0;
};

}  // namespace affectus
