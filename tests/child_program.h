// A program that a test starts, with its messages in a file and its cache in a folder.
#pragma once

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <vector>

#include "storage/files.h"

namespace affectus::testing {

struct ProgramOutcome {
  int exit_code = -1;  // minus the signal's number where one ended it
  std::string messages;
};

class ChildProgram {
 public:
  /// Runs `words` with AFFECTUS_CACHE_DIR and `more` (NAME=VALUE) as its only environment; standard output and error go to
  /// `messages`.
  ChildProgram(std::vector<std::string> words, const std::filesystem::path& messages, const std::filesystem::path& cache,
               std::vector<std::string> more = {})
      : messages_(messages) {
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, messages.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO);
    more.push_back("AFFECTUS_CACHE_DIR=" + cache.string());
    std::vector<char*> environment;
    for (std::string& variable : more) environment.push_back(variable.data());
    environment.push_back(nullptr);
    if (posix_spawn(&process_, arguments[0], &actions, nullptr, arguments.data(), environment.data()) != 0) process_ = -1;
    posix_spawn_file_actions_destroy(&actions);
  }

  void send(int signal) const {
    if (process_ > 0) ::kill(process_, signal);
  }
  ProgramOutcome wait() const {
    int status = 0;
    if (process_ < 0 || ::waitpid(process_, &status, 0) != process_) return {};
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status), read_file(messages_)};
  }

 private:
  std::filesystem::path messages_;
  pid_t process_ = -1;
};

}  // namespace affectus::testing
