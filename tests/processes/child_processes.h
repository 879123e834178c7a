// Processes that a test starts as copies of itself, to work together over the loopback interface.
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdint>
#include <exception>
#include <functional>
#include <string>
#include <vector>

#include "processes/process_place.h"
#include "storage/files.h"
#include "temporary_folder.h"

namespace affectus::testing {

/// A port of this machine that nothing listens at. Another program may take it at any moment.
inline std::uint16_t free_port() {
  const int descriptor = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  const bool is_bound = ::bind(descriptor, reinterpret_cast<sockaddr*>(&address), size) == 0 &&
                        ::getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &size) == 0;
  ::close(descriptor);
  return is_bound ? ntohs(address.sin_port) : 0;
}

inline ProcessPlace place_of(std::size_t rank, std::size_t count, std::uint16_t port, int timeout_s = 60) {
  return {.rank = rank,
          .count = count,
          .local_count = count,
          .host = "127.0.0.1",
          .port = port,
          .timeout = std::chrono::seconds(timeout_s)};
}

/// Runs `work` in `count` processes at once and returns what each made; "error: ..." for an exception, "died" for a process
/// that ended otherwise. To be called before the test has started threads.
inline std::vector<std::string> run_processes(std::size_t count, const std::function<std::string(const ProcessPlace&)>& work,
                                              int timeout_s = 60) {
  const TemporaryFolder folder;
  const std::uint16_t port = free_port();
  std::vector<pid_t> children;
  for (std::size_t rank = 0; rank < count; ++rank) {
    const pid_t child = ::fork();
    if (child != 0) {
      children.push_back(child);
      continue;
    }
    std::string result;
    try {
      result = work(place_of(rank, count, port, timeout_s));
    } catch (const std::exception& error) {
      result = std::string("error: ") + error.what();
    }
    write_file_atomically(folder / std::to_string(rank), [&](std::ostream& out) { out << result; });
    ::_exit(0);
  }
  std::vector<std::string> results;
  for (std::size_t rank = 0; rank < count; ++rank) {
    int status = 0;
    ::waitpid(children[rank], &status, 0);
    const std::filesystem::path file = folder / std::to_string(rank);
    results.push_back(std::filesystem::exists(file) ? read_file(file) : "died");
  }
  return results;
}

}  // namespace affectus::testing
