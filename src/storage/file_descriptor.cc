#include "storage/file_descriptor.h"

#include <poll.h>

#include <cerrno>
#include <system_error>

namespace affectus {

bool write_all(int descriptor, std::string_view bytes, FileSystem& system) {
  while (!bytes.empty()) {
    const ssize_t count = system.write(descriptor, bytes.data(), bytes.size());
    if (count > 0) bytes.remove_prefix(static_cast<std::size_t>(count));
    if (count > 0 || (count < 0 && errno == EINTR)) continue;
    if (count == 0) errno = EIO;
    if (errno != EAGAIN) return false;
    pollfd writable{descriptor, POLLOUT, 0};  // another program made the pipe one that does not block
    if (::poll(&writable, 1, -1) < 0 && errno != EINTR) return false;
  }
  return true;
}

std::string system_reason(int error) { return std::system_category().message(error); }

}  // namespace affectus
