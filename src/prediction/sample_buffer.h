// Keeps the end of a signal, of which windows are views.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <utility>
#include <vector>

namespace affectus {

/// Samples are numbered from the signal's first one. Now and then they move to the front of their memory, so that any
/// stretch of them is contiguous, and the memory is at most twice that of the kept samples.
class SampleBuffer {
 public:
  /// `expected` is the usual number of kept samples. Room for them is made at once, because growth in steps would leave
  /// holes in the heap.
  explicit SampleBuffer(std::size_t expected = 0) : expected_(expected) {}

  /// Views become invalid. Values that are not finite become 0.
  void append(std::span<const float> samples) {
    // Grows by a quarter; a vector would double.
    if (samples_.size() + samples.size() > samples_.capacity()) {
      drop_forgotten();
      const std::size_t size = samples_.size() + samples.size();
      if (size > samples_.capacity()) samples_.reserve(std::max(expected_, size + size / 4));
    }
    for (const float sample : samples) samples_.push_back(std::isfinite(sample) ? sample : 0.0F);
  }
  /// Drops the samples before `begin`. Views become invalid.
  void forget_before(std::size_t begin) {
    begin_ = std::clamp(begin, begin_, end());
    if (2 * (begin_ - first_) >= samples_.size()) drop_forgotten();
  }
  /// Returns the memory with all kept samples, and continues with a copy of the samples from `begin` on. Views become views
  /// of the returned memory. `first` receives the number of its first sample.
  std::vector<float> release(std::size_t begin, std::size_t& first) {
    first = first_;
    std::vector<float> released = std::move(samples_);
    begin_ = std::clamp(begin, begin_, first_ + released.size());
    samples_.assign(released.begin() + static_cast<std::ptrdiff_t>(begin_ - first_), released.end());
    first_ = begin_;
    return released;
  }
  /// A view of kept samples.
  std::span<const float> view(std::size_t begin, std::size_t end) const {
    return std::span(samples_).subspan(begin - first_, end - begin);
  }
  std::size_t end() const { return first_ + samples_.size(); }
  /// Samples in memory.
  std::size_t size() const { return samples_.size(); }
  void clear() {
    samples_.clear();
    first_ = begin_ = 0;
  }

 private:
  void drop_forgotten() {
    samples_.erase(samples_.begin(), samples_.begin() + static_cast<std::ptrdiff_t>(begin_ - first_));
    first_ = begin_;
  }

  std::size_t expected_;
  std::vector<float> samples_;
  std::size_t first_ = 0;  // number of the sample at samples_[0]
  std::size_t begin_ = 0;  // of the first that is needed
};

}  // namespace affectus
