// Joins the frames of several front ends: brings them to a common rate, selects values, and puts them side by side.
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
  /// `frame_rate_hz` 0 means the lowest rate of the parts. Throws Error(invalid_argument) if a part's rate is not a whole
  /// multiple or fraction of it, or if a selected value does not exist.
  FrameJoiner(std::vector<FramePart> parts, double frame_rate_hz);

  double frame_rate_hz() const { return frame_rate_hz_; }
  std::size_t dim() const;
  std::vector<std::size_t> widths() const;

  /// `frames` holds the frames of each part. Frames of a faster part are averaged in groups (the last group may be smaller),
  /// and those of a slower part are repeated. The part that ends first decides the number of joined frames.
  Frames join(std::vector<Frames> frames) const;

 private:
  // The average of `frames` of a part's frames makes one joined frame, or one of its frames makes `repeats` joined frames.
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
