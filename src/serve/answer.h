// What a recording's job says, on its way from the threads that score to the connection.
#pragma once

#include <cstddef>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "serve/server_error.h"

namespace affectus {

/// Thread-safe.
class Answer {
 public:
  /// `notify` is called, from any thread, when there is something to take.
  explicit Answer(std::function<void()> notify) : notify_(std::move(notify)) {}

  // The job's side.
  /// False while the connection has not taken much of what was added.
  bool has_room() const;
  void add(std::string text);
  void end();
  void fail(ServerError error);  // the end, too

  // The connection's side.
  struct Taken {
    std::string text;
    std::optional<ServerError> error;
    bool is_over = false;
  };
  Taken take();

 private:
  void change(const std::function<void()>& work);

  const std::function<void()> notify_;
  mutable std::mutex mutex_;
  Taken held_;
};

}  // namespace affectus
