#include "capture/sample_queue.h"

#include <utility>

namespace affectus {

void SampleQueue::push(std::span<const float> samples, std::size_t lost) {
  const std::lock_guard lock(mutex_);
  lost_ += lost;
  if (size_ + samples.size() > most_) {
    lost_ += samples.size();
    return;
  }
  if (samples.empty()) return;
  if (lost_ > 0 || blocks_.empty()) blocks_.push_back({.lost = std::exchange(lost_, 0), .samples = {}});
  std::vector<float>& last = blocks_.back().samples;
  last.insert(last.end(), samples.begin(), samples.end());
  size_ += samples.size();
  changed_.notify_all();
}

void SampleQueue::close(std::exception_ptr failure) {
  const std::lock_guard lock(mutex_);
  is_closed_ = true;
  failure_ = std::move(failure);
  if (lost_ > 0) blocks_.push_back({.lost = std::exchange(lost_, 0), .samples = {}});
  changed_.notify_all();
}

std::optional<CapturedBlock> SampleQueue::take(std::chrono::milliseconds patience) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, patience, [this] { return is_closed_ || !blocks_.empty(); });
  if (blocks_.empty()) {
    if (const std::exception_ptr failure = std::exchange(failure_, nullptr)) std::rethrow_exception(failure);
    return std::nullopt;
  }
  CapturedBlock block = std::move(blocks_.front());
  blocks_.pop_front();
  size_ -= block.samples.size();
  return block;
}

bool SampleQueue::is_over() const {
  const std::lock_guard lock(mutex_);
  return is_closed_ && blocks_.empty() && failure_ == nullptr;
}

std::size_t SampleQueue::size() const {
  const std::lock_guard lock(mutex_);
  return size_;
}

}  // namespace affectus
