// Decides which calls a signal that arrives in pieces may take.
#pragma once

#include <atomic>

#include "affectus/error.h"
#include "base/failure.h"

namespace affectus {

/// Only a new beginning may follow a call that failed or was cancelled; nothing of the signal may follow its end. For one
/// thread at a time, except cancel().
class SignalState {
 public:
  void begin() {
    has_ended_ = has_failed_ = false;
    cancelled_ = false;
  }
  void end() { has_ended_ = true; }
  bool has_ended() const { return has_ended_; }
  void cancel() noexcept { cancelled_.store(true, std::memory_order_relaxed); }

  void throw_if_cancelled() const {
    if (cancelled_.load(std::memory_order_relaxed)) throw_cancelled();
  }
  /// For each call. Throws Error: cancelled, or invalid_argument after a call that failed.
  void check() const {
    throw_if_cancelled();
    if (has_failed_) refuse("signal: expected reset() after a call that failed, found another call");
  }
  /// For calls with more of the signal. Throws Error as check(), and after the end.
  void check_more() const {
    check();
    if (has_ended_) refuse("signal: expected reset() after finish(), found more of the signal");
  }

  /// Carries out a call after its checks. If `work` throws, the call has failed. Only Error leaves it.
  template <typename Work>
  void run(const Work& work) {
    has_failed_ = true;
    throwing_errors("signal", work);
    has_failed_ = false;
  }

  [[noreturn]] static void refuse(const char* what) { throw Error(ErrorCode::invalid_argument, what); }

 private:
  bool has_ended_ = false;
  bool has_failed_ = false;  // also while a call is at work
  std::atomic<bool> cancelled_ = false;
};

}  // namespace affectus
