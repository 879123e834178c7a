// Frames of several front ends as one: brought to a common rate, the values that count chosen, side by side.
#pragma once

#include <cstddef>
#include <vector>

#include "affectus/frames.h"

namespace affectus {

/// One front end's share.
struct FramePart {
  std::size_t dim = 0;
  double frame_rate_hz = 0;
  std::vector<std::size_t> selected;  // values that are kept, in this order; empty: all

  std::size_t width() const { return selected.empty() ? dim : selected.size(); }
};

/// Immutable.
class FrameJoiner {
 public:
  /// `frame_rate_hz` 0: the lowest of the parts'. Throws Error(invalid_argument) where a part's rate is no whole multiple or
  /// fraction of it, or where a selected value does not exist.
  FrameJoiner(std::vector<FramePart> parts, double frame_rate_hz);

  double frame_rate_hz() const { return frame_rate_hz_; }
  std::size_t dim() const;
  std::vector<std::size_t> widths() const;

  /// `frames` of each part. Of a faster part, as many frames as fall into one are averaged (at the end fewer); those of a
  /// slower part are repeated. The part that ends first decides how many there are.
  Frames join(std::vector<Frames> frames) const;

 private:
  // `frames` averages of a part's frames make a joined one, or a part's frame makes `repeats` of them.
  struct Pace {
    std::size_t frames = 1;
    std::size_t repeats = 1;
  };
  std::size_t joined_count(std::size_t part, std::size_t count) const;
  void add(const FramePart& part, const Pace& pace, const Frames& from, std::size_t offset, Frames& joined) const;

  std::vector<FramePart> parts_;
  std::vector<Pace> paces_;
  double frame_rate_hz_;
};

}  // namespace affectus
