#include "serve/service_manager.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstddef>
#include <cstdlib>
#include <cstring>

#include "text/parsed_number.h"

namespace affectus {
namespace {

constexpr int first_passed = 3;  // SD_LISTEN_FDS_START

}  // namespace

void notify_service_manager(const std::string& state) {
  const char* name = std::getenv("NOTIFY_SOCKET");
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (name == nullptr || (name[0] != '/' && name[0] != '@')) return;
  const std::size_t length = std::strlen(name);
  if (length >= sizeof address.sun_path) return;
  std::memcpy(address.sun_path, name, length);
  if (name[0] == '@') address.sun_path[0] = '\0';  // Linux's abstract names
  const int descriptor = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return;
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + length);
  [[maybe_unused]] const auto sent =
      ::sendto(descriptor, state.data(), state.size(), MSG_NOSIGNAL, reinterpret_cast<const sockaddr*>(&address), size);
  ::close(descriptor);
}

std::optional<int> passed_socket() {
  const auto number_of = [](const char* name) -> int {
    const char* text = std::getenv(name);
    return text == nullptr ? 0 : parsed_number<int>(text).value_or(0);
  };
  const bool is_ours = number_of("LISTEN_PID") == ::getpid() && number_of("LISTEN_FDS") >= 1;
  for (const char* name : {"LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"}) ::unsetenv(name);
  if (!is_ours) return std::nullopt;
  ::fcntl(first_passed, F_SETFD, FD_CLOEXEC);
  return first_passed;
}

}  // namespace affectus
