// Runs long work without the GIL, so that Ctrl-C and progress are heard meanwhile.
#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <utility>

#include "text.h"

namespace affectus {

/// Runs `work` without the GIL, and returns when it has. Python runs handlers of signals on its main thread only. So there
/// the work is given to another thread, while this one looks for signals 20 times a second; if a handler raises
/// (KeyboardInterrupt), `stop` is called, the work is waited for, and what was raised is passed on. `tick`, if given, is
/// called as often, with the GIL, and once at the end; what it raises stops the work as well. Elsewhere, and for work that
/// is `brief` and has no tick, no thread is started. Any exception of the work becomes an Error. Needs the GIL.
void run_interruptibly(const std::function<void()>& work, const std::function<void()>& stop,
                       const std::function<void()>& tick = {}, bool brief = false);

/// The last value that any thread told, for a tick to show.
template <typename Value>
class Latest {
 public:
  void set(const Value& value) {
    const std::lock_guard lock(mutex_);
    value_ = value;
    is_new_ = true;
  }
  /// True once for each new value.
  bool take(Value& value) {
    const std::lock_guard lock(mutex_);
    value = value_;
    return std::exchange(is_new_, false);
  }

 private:
  std::mutex mutex_;
  Value value_{};
  bool is_new_ = false;
};

}  // namespace affectus
