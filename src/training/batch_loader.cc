#include "training/batch_loader.h"

#include <algorithm>
#include <utility>

namespace affectus {

BatchLoader::BatchLoader(std::size_t count, std::size_t threads, std::function<Batch(std::size_t)> make)
    : make_(std::move(make)), ahead_(threads + 2), slots_(count) {
  try {
    for (std::size_t i = 0; i < std::max<std::size_t>(1, threads); ++i) workers_.emplace_back([this] { work(); });
  } catch (const std::exception&) {
    // A limit of the system or memory: those that did start do the work; where none did, next() does.
  }
}

BatchLoader::~BatchLoader() {
  const std::lock_guard lock(mutex_);
  stopping_ = true;
  changed_.notify_all();
}

std::optional<Batch> BatchLoader::next() {
  std::unique_lock lock(mutex_);
  if (taken_ == slots_.size()) return std::nullopt;
  if (workers_.empty()) return make_(taken_++);
  Slot& slot = slots_[taken_];
  changed_.wait(lock, [&] { return slot.batch || slot.failure; });
  if (slot.failure) std::rethrow_exception(slot.failure);
  ++taken_;
  changed_.notify_all();
  return std::exchange(slot.batch, std::nullopt);
}

void BatchLoader::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [&] { return stopping_ || started_ == slots_.size() || started_ < taken_ + ahead_; });
    if (stopping_ || started_ == slots_.size()) return;
    const std::size_t index = started_++;
    lock.unlock();
    Slot slot;
    try {
      slot.batch = make_(index);
    } catch (...) {
      slot.failure = std::current_exception();
    }
    lock.lock();
    slots_[index] = std::move(slot);
    changed_.notify_all();
  }
}

}  // namespace affectus
