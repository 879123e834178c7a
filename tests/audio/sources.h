// Sources of bytes that are no files, for tests of what reads them.
#pragma once

#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <thread>

namespace affectus::testing {

/// A named pipe that gives `content` to whoever opens it.
class Pipe {
 public:
  Pipe(const std::filesystem::path& path, const std::string& content) : path_(path) {
    std::signal(SIGPIPE, SIG_IGN);
    if (::mkfifo(path.c_str(), 0600) != 0) throw std::runtime_error("mkfifo " + path.string());
    writer_ = std::thread([this, content] {
      const int pipe = ::open(path_.c_str(), O_WRONLY);
      for (std::size_t done = 0; done < content.size();) {
        const ssize_t count = ::write(pipe, content.data() + done, content.size() - done);
        if (count <= 0) break;  // the reader has seen enough
        done += static_cast<std::size_t>(count);
      }
      ::close(pipe);
    });
  }
  ~Pipe() { writer_.join(); }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
  std::thread writer_;
};

/// A TCP port of this machine that tells whether somebody came.
class LocalListener {
 public:
  LocalListener() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(socket_, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(socket_, 4) != 0 ||
        ::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size) != 0)
      throw std::runtime_error("no local port to listen on");
    port_ = ntohs(address.sin_port);
  }
  ~LocalListener() { ::close(socket_); }
  LocalListener(const LocalListener&) = delete;
  LocalListener& operator=(const LocalListener&) = delete;

  int port() const { return port_; }
  bool was_reached() const {
    const int connection = ::accept(socket_, nullptr, nullptr);
    if (connection >= 0) ::close(connection);
    return connection >= 0;
  }

 private:
  int socket_;
  int port_ = 0;
};

}  // namespace affectus::testing
