#include "storage/file_descriptor.h"

#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <system_error>
#include <thread>

#include "affectus/error.h"
#include "base/failure.h"

namespace affectus {
namespace {

constexpr std::chrono::milliseconds glance(100);  // between looks at what may have been stopped

void require_going_on(const FileSystem& system) {
  if (system.is_stopped()) throw_cancelled();
}

bool is_regular_file(int descriptor) {
  struct stat status {};
  return ::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode);
}

// So many bytes can be written without waiting, or there is an error, which writing will find.
void wait_for_reader(int descriptor, const FileSystem& system) {
  pollfd writable{descriptor, POLLOUT, 0};
  while (::poll(&writable, 1, static_cast<int>(glance.count())) <= 0) require_going_on(system);
}

}  // namespace

FileDescriptor open_stream(const char* path, FileSystem& system) {
  struct stat status {};
  const bool is_pipe = ::stat(path, &status) == 0 && S_ISFIFO(status.st_mode);
  for (;;) {
    FileDescriptor descriptor(system.open(path, O_WRONLY | O_TRUNC | (is_pipe ? O_NONBLOCK : 0), 0), system);
    if (descriptor.get() >= 0 || !is_pipe || errno != ENXIO) return descriptor;
    require_going_on(system);
    std::this_thread::sleep_for(glance);  // nobody reads it yet
  }
}

bool write_all(int descriptor, std::string_view bytes, FileSystem& system) {
  // A pipe that is ready takes this much; more would wait where nothing can stop it.
  const bool may_wait = !is_regular_file(descriptor);
  while (!bytes.empty()) {
    if (may_wait) wait_for_reader(descriptor, system);
    const ssize_t count =
        system.write(descriptor, bytes.data(), may_wait ? std::min<std::size_t>(PIPE_BUF, bytes.size()) : bytes.size());
    if (count > 0) bytes.remove_prefix(static_cast<std::size_t>(count));
    if (count > 0 || (count < 0 && (errno == EINTR || errno == EAGAIN))) continue;
    if (count == 0) errno = EIO;
    return false;
  }
  return true;
}

std::string system_reason(int error) { return std::system_category().message(error); }

}  // namespace affectus
