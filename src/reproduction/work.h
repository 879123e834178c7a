// What is told while an experiment is carried out.
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
  /// The share of a step that is done, 0 to 1, and what is being done.
  std::function<void(double share, const std::string& text)> progress;
  const std::atomic<bool>* stop = nullptr;  // set: Error(cancelled) soon after
};

}  // namespace affectus
