// Callbacks during an experiment.
#pragma once

#include <atomic>
#include <functional>
#include <string>

namespace affectus {

/// Called from one thread at a time. None may be empty.
struct WorkObserver {
  std::function<void(const std::string&)> note;     // a line: what was done
  std::function<void(const std::string&)> warning;  // a line
  std::function<void(const std::string&)> failed;   // an utterance that cannot be scored
  /// The finished share of a step, 0 to 1, and a text about the current work.
  std::function<void(double share, const std::string& text)> progress;
  const std::atomic<bool>* stop = nullptr;  // set: Error(cancelled) soon after
};

}  // namespace affectus
