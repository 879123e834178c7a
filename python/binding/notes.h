// What is said while models are opened, by any thread, until Python hears it.
#pragma once

#include <atomic>
#include <deque>
#include <mutex>
#include <string>
#include <utility>

#include "affectus/open_model.h"
#include "text.h"

namespace affectus {

class Notes {
 public:
  /// The observer must not be used beyond the life of the notes, except for notes of a model that is used, which are lost.
  void listen(OpenObserver& observer) {
    observer.note = [state = state_](const std::string& line) { state->add(line, false); };
    observer.warning = [state = state_](const std::string& line) { state->add(line, true); };
    observer.stopped = [state = state_] { return state->stopped.load(); };
  }
  void stop() { state_->stopped = true; }

  /// Calls `note(line, is_warning)` for what was said since the last call. Needs the GIL.
  void pass_on(const nb::callable& note) {
    for (const auto& [line, is_warning] : state_->take()) note(python_text(line), is_warning);
  }

 private:
  struct State {
    std::atomic<bool> stopped = false;
    std::mutex mutex;
    std::deque<std::pair<std::string, bool>> lines;

    void add(const std::string& line, bool is_warning) {
      constexpr std::size_t most = 1000;  // after the opening nobody listens
      const std::lock_guard lock(mutex);
      if (lines.size() < most) lines.emplace_back(line, is_warning);
    }
    std::deque<std::pair<std::string, bool>> take() {
      const std::lock_guard lock(mutex);
      return std::exchange(lines, {});
    }
  };
  std::shared_ptr<State> state_ = std::make_shared<State>();
};

}  // namespace affectus
