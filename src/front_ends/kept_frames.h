// Keeps values for the frames of a signal on one grid of hops, as long as later windows may need them.
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace affectus {

/// Rows of `width` values for successive frames. A grid is identified by its phase, the first sample of its frames modulo
/// the hop.
template <typename Value>
class KeptFrames {
 public:
  explicit KeptFrames(std::size_t width) : width_(width) {}

  /// Drops the frames before `first`, or all frames if `first` is on another grid, before the known frames or beyond them.
  /// Then at(first) is the oldest known frame, if there is one.
  void begin(std::size_t phase, std::size_t first) {
    if (phase != phase_ || first < first_ || first > end()) {
      values_.clear();
      offset_ = 0;
      phase_ = phase;
      first_ = first;
      return;
    }
    offset_ += (first - first_) * width_;
    first_ = first;
    // Seldom, because it moves the remaining values.
    if (2 * offset_ < values_.size()) return;
    values_.erase(values_.begin(), values_.begin() + static_cast<std::ptrdiff_t>(offset_));
    offset_ = 0;
  }

  /// The frame after the last one known.
  std::size_t end() const { return first_ + (values_.size() - offset_) / width_; }
  /// Room for the next `count` frames; pointers to others become invalid.
  Value* append(std::size_t count) {
    const std::size_t before = values_.size();
    values_.resize(before + count * width_);
    return values_.data() + before;
  }
  const Value* at(std::size_t frame) const { return values_.data() + offset_ + (frame - first_) * width_; }

 private:
  std::size_t width_;
  std::vector<Value> values_;
  std::size_t offset_ = 0;  // place of the frame first_
  std::size_t phase_ = 0;
  std::size_t first_ = 0;
};

}  // namespace affectus
