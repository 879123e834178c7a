// Frames between a front end and the estimator: frames x dim float32 values, row-major.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace affectus {

/// Every front end takes mono samples at this rate, as float32 in [-1, 1].
inline constexpr int sample_rate_hz = 16000;

/// A view of frames; valid as long as their owner.
struct FrameView {
  const float* values = nullptr;
  std::size_t count = 0;
  std::size_t dim = 0;

  std::span<const float> operator[](std::size_t frame) const { return {values + frame * dim, dim}; }
};

/// A growing list of frames of one dimension.
class Frames {
 public:
  Frames() = default;
  explicit Frames(std::size_t dim) : dim_(dim) {}

  std::size_t dim() const { return dim_; }
  std::size_t count() const { return dim_ == 0 ? 0 : values_.size() / dim_; }
  bool empty() const { return values_.empty(); }

  float* data() { return values_.data(); }
  const float* data() const { return values_.data(); }
  std::span<float> operator[](std::size_t frame) { return {values_.data() + frame * dim_, dim_}; }
  std::span<const float> operator[](std::size_t frame) const { return {values_.data() + frame * dim_, dim_}; }
  FrameView view() const { return {values_.data(), count(), dim_}; }
  operator FrameView() const { return view(); }

  void resize(std::size_t count) { values_.resize(count * dim_); }
  void reserve(std::size_t count) { values_.reserve(count * dim_); }
  /// Removes the frames and keeps the memory.
  void clear() { values_.clear(); }
  /// Appends one frame of unspecified values and returns it; earlier spans may become invalid.
  std::span<float> append() {
    values_.resize(values_.size() + dim_);
    return {values_.data() + values_.size() - dim_, dim_};
  }

 private:
  std::size_t dim_ = 0;
  std::vector<float> values_;
};

}  // namespace affectus
