// A program on a terminal of its own, whose output a test reads.
#pragma once

#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>
#include <vector>

#include "piped_program.h"

namespace affectus::testing {

/// Why no terminal can be made here, a chroot without /dev/pts for example; empty where one can.
inline std::string why_no_terminal() {
  const FileDescriptor terminal(::posix_openpt(O_RDWR | O_NOCTTY));
  return terminal.get() >= 0 ? "" : "/dev/ptmx cannot be opened: " + std::generic_category().message(errno);
}

class TerminalProgram {
 public:
  /// Runs `words` in `folder` with `variables` ("NAME=value") added to the environment; standard input is `input`.
  TerminalProgram(std::vector<std::string> words, const std::filesystem::path& folder, std::vector<std::string> variables,
                  const std::string& input, unsigned short columns, unsigned short lines) {
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    winsize size{lines, columns, 0, 0};
    int terminal = -1;
    process_ = ::forkpty(&terminal, nullptr, nullptr, &size);
    if (process_ < 0) throw std::system_error(errno, std::generic_category(), "a terminal for " + words[0]);
    if (process_ == 0) {
      const int in = ::open(input.c_str(), O_RDONLY);
      if (::chdir(folder.c_str()) != 0 || in < 0 || ::dup2(in, STDIN_FILENO) < 0) ::_exit(126);
      for (std::string& variable : variables) ::putenv(variable.data());
      ::execv(arguments[0], arguments.data());
      ::_exit(127);
    }
    terminal_ = FileDescriptor(terminal);
  }
  TerminalProgram(const TerminalProgram&) = delete;
  TerminalProgram& operator=(const TerminalProgram&) = delete;
  ~TerminalProgram() {
    if (process_ <= 0) return;
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
  }

  /// Reads until the output so far holds `text`; false where it ends before, or the text does not come.
  bool reads(const std::string& text) {
    const auto end = std::chrono::steady_clock::now() + patience;
    while (output_.find(text) == std::string::npos)
      if (std::chrono::steady_clock::now() > end || !read_some()) return false;
    return true;
  }
  void resize(unsigned short columns, unsigned short lines) const {
    const winsize size{lines, columns, 0, 0};
    ::ioctl(terminal_.get(), TIOCSWINSZ, &size);
  }
  void send(int signal) const {
    if (process_ > 0) ::kill(process_, signal);
  }
  /// Reads to the end, and returns the exit code; minus the signal's number where one ended it.
  int wait() {
    const auto end = std::chrono::steady_clock::now() + patience;
    while (std::chrono::steady_clock::now() < end && read_some()) {
    }
    int status = 0;
    if (!eventually([&] { return ::waitpid(process_, &status, WNOHANG) == process_; })) return -1000;
    process_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  }
  const std::string& output() const { return output_; }

 private:
  bool read_some() {
    if (!is_ready(terminal_.get(), POLLIN)) return false;
    std::array<char, 4096> block{};
    const ssize_t count = ::read(terminal_.get(), block.data(), block.size());
    if (count <= 0) return false;
    output_.append(block.data(), static_cast<std::size_t>(count));
    return true;
  }

  FileDescriptor terminal_;
  pid_t process_ = -1;
  std::string output_;
};

}  // namespace affectus::testing
