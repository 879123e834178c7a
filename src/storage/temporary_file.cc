#include "storage/temporary_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>

#include "affectus/error.h"
#include "storage/environment.h"

namespace affectus {

std::filesystem::path make_under_new_name(const std::filesystem::path& folder,
                                          const std::function<int(const char* path)>& make) {
  static std::atomic<unsigned> next{0};
  constexpr int most_attempts = 10000;  // names that a killed process of the same number left
  for (int attempt = 0; attempt < most_attempts; ++attempt) {
    std::filesystem::path path =
        folder / (".affectus-" + std::to_string(::getpid()) + "-" + std::to_string(next++) + ".part");
    if (make(path.c_str()) >= 0) return path;
    if (errno != EEXIST && errno != EINTR) return {};
  }
  return {};
}

FileDescriptor open_temporary_file(const std::string& user, FileSystem& system) {
  std::filesystem::path folder = environment("TMPDIR");
  if (folder.empty()) folder = "/tmp";
  int descriptor = -1;
  const std::filesystem::path path = make_under_new_name(
      folder, [&](const char* name) { return descriptor = system.open(name, O_RDWR | O_CREAT | O_EXCL, 0600); });
  FileDescriptor file(descriptor, system);
  if (descriptor < 0 || system.unlink(path.c_str()) != 0)
    throw Error(ErrorCode::unwritable, user + ": needs a temporary file, and none can be made in " + folder.string() +
                                           " (TMPDIR): " + system_reason(errno));
  return file;
}

}  // namespace affectus
