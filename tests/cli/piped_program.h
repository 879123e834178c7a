// A program that is fed by pipes while it runs, and read from meanwhile.
#pragma once

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "storage/file_descriptor.h"
#include "storage/files.h"

namespace affectus::testing {

/// What is waited for below comes within this time or not at all; it says nothing of how fast anything is.
constexpr std::chrono::seconds patience{30};

/// Tries again and again; false where `condition` stays false.
template <typename Condition>
bool eventually(const Condition& condition) {
  const auto end = std::chrono::steady_clock::now() + patience;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return true;
}

inline bool is_ready(int descriptor, short events) {
  pollfd polled{descriptor, events, 0};
  return ::poll(&polled, 1, static_cast<int>(std::chrono::milliseconds(patience).count())) > 0;
}

/// The writing end of a pipe. While one is there, writing to nobody is an error and no signal.
class PipeWriter {
 public:
  explicit PipeWriter(FileDescriptor end) : end_(std::move(end)) {
    ::fcntl(end_.get(), F_SETFL, O_NONBLOCK);
    struct sigaction ignore {};
    ignore.sa_handler = SIG_IGN;
    ::sigaction(SIGPIPE, &ignore, &before_);
  }
  PipeWriter(const PipeWriter&) = delete;
  PipeWriter& operator=(const PipeWriter&) = delete;
  ~PipeWriter() { ::sigaction(SIGPIPE, &before_, nullptr); }

  /// All of `bytes`, in pieces; false where nobody takes them.
  bool write(std::string_view bytes, std::size_t piece = 1000) const {
    while (!bytes.empty()) {
      if (!is_ready(end_.get(), POLLOUT)) return false;
      const ssize_t count = ::write(end_.get(), bytes.data(), std::min(piece, bytes.size()));
      if (count < 0 && errno != EAGAIN && errno != EINTR) return false;
      if (count > 0) bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
  }
  void close() { end_ = FileDescriptor(); }

 private:
  FileDescriptor end_;
  struct sigaction before_ {};
};

/// A named pipe's writing end, once somebody reads from it.
inline FileDescriptor open_for_writing(const std::filesystem::path& fifo) {
  FileDescriptor end;
  eventually([&] {
    end = FileDescriptor(::open(fifo.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC));
    return end.get() >= 0;
  });
  return end;
}

class PipedProgram {
 public:
  /// Runs `words` in `folder`; standard error goes to the file err there.
  PipedProgram(std::vector<std::string> words, const std::filesystem::path& folder) : messages_(folder / "err") {
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    std::array<int, 2> in{-1, -1}, out{-1, -1};
    if (::pipe2(in.data(), O_CLOEXEC) != 0 || ::pipe2(out.data(), O_CLOEXEC) != 0) return;
    const FileDescriptor program_in(in[0]), program_out(out[1]);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addchdir_np(&actions, folder.c_str());
    posix_spawn_file_actions_adddup2(&actions, program_in.get(), STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, program_out.get(), STDOUT_FILENO);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, messages_.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (posix_spawn(&process_, arguments[0], &actions, nullptr, arguments.data(), environ) != 0) process_ = -1;
    posix_spawn_file_actions_destroy(&actions);
    input_.emplace(FileDescriptor(in[1]));
    output_ = FileDescriptor(out[0]);
  }
  PipedProgram(const PipedProgram&) = delete;
  PipedProgram& operator=(const PipedProgram&) = delete;
  ~PipedProgram() {
    if (process_ <= 0) return;
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
  }

  /// Its standard input.
  PipeWriter& input() { return *input_; }
  /// The next line of its standard output, with its end; nothing where there is no more or none comes.
  std::optional<std::string> next_line() {
    for (;;) {
      if (const std::size_t end = unread_.find('\n'); end != std::string::npos) {
        std::string line = unread_.substr(0, end + 1);
        unread_.erase(0, end + 1);
        return line;
      }
      if (!is_ready(output_.get(), POLLIN)) return std::nullopt;
      std::array<char, 4096> block{};
      const ssize_t count = ::read(output_.get(), block.data(), block.size());
      if (count <= 0) return std::nullopt;
      unread_.append(block.data(), static_cast<std::size_t>(count));
    }
  }
  std::string all_lines() {
    std::string text;
    while (const auto line = next_line()) text += *line;
    return text;
  }

  /// Whether the program has come to where it takes the signal itself.
  bool catches(int signal) const {
    return eventually([&] {
      const std::string status = read_file("/proc/" + std::to_string(process_) + "/status");
      const std::size_t place = status.find("SigCgt:");
      return place != std::string::npos && (std::stoull(status.substr(place + 7), nullptr, 16) >> (signal - 1) & 1U) != 0;
    });
  }
  void send(int signal) const {
    if (process_ > 0) ::kill(process_, signal);
  }
  /// Its exit code once it has ended, minus the signal's number where one ended it; -1000 where it does not end.
  int wait() {
    int status = 0;
    if (process_ <= 0 || !eventually([&] { return ::waitpid(process_, &status, WNOHANG) == process_; })) return -1000;
    process_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  }
  std::string messages() const { return read_file(messages_); }

 private:
  std::filesystem::path messages_;
  std::optional<PipeWriter> input_;
  FileDescriptor output_;
  std::string unread_;
  pid_t process_ = -1;
};

}  // namespace affectus::testing
