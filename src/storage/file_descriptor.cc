#include "storage/file_descriptor.h"

#include <cerrno>
#include <system_error>

namespace affectus {

bool write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(descriptor, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

std::string system_reason(int error) { return std::system_category().message(error); }

}  // namespace affectus
