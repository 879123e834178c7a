#include "storage/output_place.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string>

#include "affectus/error.h"
#include "storage/file_descriptor.h"
#include "storage/folders.h"
#include "text/parsed_number.h"

namespace affectus {
namespace {

namespace fs = std::filesystem;

constexpr int most_links = 40;  // as the system has it

// The number behind /proc/PID/fd/NUMBER of this process: what /dev/stdout and /dev/fd/NUMBER lead to.
std::optional<int> own_descriptor(const fs::path& place) {
  std::error_code error;
  const fs::path folder = fs::canonical(place.parent_path(), error);
  if (error || folder != "/proc/" + std::to_string(::getpid()) + "/fd") return std::nullopt;
  const auto number = parsed_number<int>(place.filename().string());
  return number.value_or(-1) < 0 ? std::nullopt : number;
}

bool is_same(const fs::path& path, const struct stat& status) {
  struct stat found {};
  return ::lstat(path.c_str(), &found) == 0 && found.st_dev == status.st_dev && found.st_ino == status.st_ino;
}

}  // namespace

void throw_unwritable(const fs::path& output, int error) {
  throw Error(ErrorCode::unwritable, output.string() + ": cannot be written: " + system_reason(error));
}

void throw_unmakeable(const fs::path& output, const OutputPlace& place, int error) {
  const fs::path folder = folder_of(place.path);
  const std::string what = output.string() + ": cannot be written: ";
  if (error == ENOENT) throw Error(ErrorCode::unwritable, what + "no folder " + folder.string());
  if (error == ENOTDIR) throw Error(ErrorCode::unwritable, what + folder.string() + " is no folder");
  throw_unwritable(output, error);
}

bool is_stream(const fs::path& output) { return find_output_place(output).kind != OutputPlace::Kind::file; }

void require_writable(const fs::path& output) {
  const OutputPlace place = find_output_place(output);
  if (place.kind != OutputPlace::Kind::file || place.file) return;
  const fs::path folder = folder_of(place.path);
  std::error_code ignored;
  const fs::file_status status = fs::status(folder, ignored);
  if (fs::exists(status) && !fs::is_directory(status)) throw_unmakeable(output, place, ENOTDIR);
  if (::faccessat(AT_FDCWD, folder.c_str(), W_OK | X_OK, AT_EACCESS) != 0) throw_unmakeable(output, place, errno);
}

OutputPlace find_output_place(const fs::path& output) {
  OutputPlace place{.path = output};
  for (int links = 0; links < most_links; ++links) {
    if (const auto number = own_descriptor(place.path))
      return {.kind = OutputPlace::Kind::descriptor, .path = output, .descriptor = *number};
    std::error_code not_a_link;
    const fs::path target = fs::read_symlink(place.path, not_a_link);
    if (not_a_link) break;
    place.path = place.path.parent_path() / target;  // an absolute one takes its place
  }
  struct stat status {};
  if (::stat(output.c_str(), &status) != 0) {
    if (errno == ENOENT || errno == ENOTDIR) return place;  // what is missing shows when it is made
    throw_unwritable(output, errno);
  }
  if (S_ISDIR(status.st_mode))
    throw Error(ErrorCode::unwritable, output.string() + ": cannot be written: is a folder, expected a file");
  if (!S_ISREG(status.st_mode) || !is_same(place.path, status)) {  // such a file has no name to be replaced by
    place.kind = OutputPlace::Kind::stream;
    place.path = output;
    return place;
  }
  // Who may write in its folder could replace it all the same, but who wrote-protected it does not want that.
  if (::faccessat(AT_FDCWD, place.path.c_str(), W_OK, AT_EACCESS) != 0) throw_unwritable(output, errno);
  place.file = status;
  return place;
}

}  // namespace affectus
