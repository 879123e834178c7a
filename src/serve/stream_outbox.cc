#include "serve/stream_outbox.h"

#include <algorithm>

namespace affectus {

void StreamOutbox::put(std::string event) {
  {
    const std::lock_guard lock(mutex_);
    events_.push_back({std::move(event), false});
  }
  notify_();
}

void StreamOutbox::put_measurement(std::string event) {
  {
    const std::lock_guard lock(mutex_);
    if (measurements_ == most_measurements) {
      events_.erase(std::ranges::find_if(events_, &Event::is_measurement));
      --measurements_;
      ++dropped_;
    }
    events_.push_back({std::move(event), true});
    ++measurements_;
  }
  notify_();
}

void StreamOutbox::end() {
  {
    const std::lock_guard lock(mutex_);
    has_ended_ = true;
  }
  notify_();
}

std::uint64_t StreamOutbox::dropped() const {
  const std::lock_guard lock(mutex_);
  return dropped_;
}

bool StreamOutbox::is_pressed() const {
  const std::lock_guard lock(mutex_);
  const bool reads = std::chrono::steady_clock::now() - last_taken_ < std::chrono::seconds(1);
  return measurements_ > most_measurements / 2 && reads;
}

bool StreamOutbox::take(std::string& event) {
  const std::lock_guard lock(mutex_);
  if (events_.empty()) return false;
  if (events_.front().is_measurement) --measurements_;
  event = std::move(events_.front().text);
  events_.pop_front();
  last_taken_ = std::chrono::steady_clock::now();
  return true;
}

bool StreamOutbox::is_over() const {
  const std::lock_guard lock(mutex_);
  return has_ended_ && events_.empty();
}

}  // namespace affectus
