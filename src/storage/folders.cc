#include "storage/folders.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <string>

#include "affectus/error.h"
#include "storage/file_descriptor.h"

namespace affectus {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void throw_unwritable_folder(const fs::path& folder, const std::string& what) {
  throw Error(ErrorCode::unwritable, folder.string() + ": " + what);
}

}  // namespace

void make_folder(const fs::path& folder, FileSystem& system) {
  std::error_code error;
  const fs::file_status status = fs::status(folder, error);
  if (folder.empty() || fs::is_directory(status)) return;
  if (fs::exists(status)) throw_unwritable_folder(folder, "cannot be made: is a file, expected a folder");
  if (error && error != std::errc::no_such_file_or_directory && error != std::errc::not_a_directory)
    throw_unwritable_folder(folder, "cannot be made: " + error.message());
  if (folder.filename().empty()) return make_folder(folder.parent_path(), system);  // FOLDER/
  make_folder(folder.parent_path(), system);
  if (system.mkdir(folder.c_str(), 0777) != 0) {
    const int reason = errno;
    if (reason == EEXIST && is_folder(folder)) return;  // somebody else's by now
    throw_unwritable_folder(folder, "cannot be made: " + system_reason(reason));
  }
  if (!sync_folder(folder_of(folder), system))
    throw_unwritable_folder(folder, "is made, but the folder above cannot be synced: " + system_reason(errno));
}

void require_writable_folder(const fs::path& folder) {
  if (::faccessat(AT_FDCWD, folder.c_str(), W_OK | X_OK, AT_EACCESS) != 0)
    throw_unwritable_folder(folder, "cannot be written: " + system_reason(errno));
}

bool sync_folder(const fs::path& folder, FileSystem& system) {
  FileDescriptor descriptor(system.open(folder.c_str(), O_RDONLY | O_DIRECTORY, 0), system);
  if (descriptor.get() < 0) return errno == EACCES;  // who may write a folder may still not read it
  if (system.fsync(descriptor.get()) != 0 && errno != EINVAL && errno != ENOTSUP) return false;
  return descriptor.close();
}

bool is_there(const fs::path& path) {
  std::error_code ignored;
  return fs::exists(path, ignored);
}

bool is_folder(const fs::path& path) {
  std::error_code ignored;
  return fs::is_directory(path, ignored);
}

fs::path folder_of(const fs::path& file) { return file.has_parent_path() ? file.parent_path() : fs::path("."); }

}  // namespace affectus
