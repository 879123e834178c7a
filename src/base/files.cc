#include "base/files.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>
#include <thread>

#include "affectus/error.h"
#include "base/file_descriptor.h"

namespace affectus {
namespace {

// Removes the temporary file unless it was renamed.
struct TemporaryFile {
  std::filesystem::path path;
  ~TemporaryFile() {
    std::error_code ignored;
    if (!path.empty()) std::filesystem::remove(path, ignored);
  }
};

// No other thread or process writes under it.
std::string own_suffix() {
  std::ostringstream text;
  text << ::getpid() << '-' << std::this_thread::get_id();
  return text.str();
}

void sync(const std::filesystem::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return;
  ::fsync(descriptor);
  ::close(descriptor);
}

}  // namespace

void write_file_atomically(const std::filesystem::path& file, const std::function<void(std::ostream&)>& write) {
  TemporaryFile temporary{file.parent_path() / ("." + file.filename().string() + "." + own_suffix() + ".part")};
  const auto fail = [&](int error) {
    throw Error(ErrorCode::unwritable, file.string() + ": cannot be written: " + system_reason(error));
  };

  errno = 0;
  std::ofstream stream(temporary.path, std::ios::binary | std::ios::trunc);
  if (!stream) fail(errno);
  write(stream);
  errno = 0;
  stream.close();
  if (!stream) fail(errno != 0 ? errno : EIO);
  sync(temporary.path);
  if (::rename(temporary.path.c_str(), file.c_str()) != 0) fail(errno);
  temporary.path.clear();
}

std::string read_file(const std::filesystem::path& file, std::size_t limit) {
  std::error_code error;
  const auto status = std::filesystem::status(file, error);
  if (!std::filesystem::exists(status)) throw Error(ErrorCode::not_found, file.string() + ": no such file");
  if (std::filesystem::is_directory(status))
    throw Error(ErrorCode::unreadable, file.string() + ": is a folder, expected a file");
  errno = 0;
  std::ifstream stream(file, std::ios::binary);
  if (!stream) throw Error(ErrorCode::unreadable, file.string() + ": cannot be read: " + system_reason(errno));
  std::string content;
  char block[65536];
  while (stream.read(block, sizeof block), stream.gcount() > 0) {
    content.append(block, static_cast<std::size_t>(stream.gcount()));
    if (content.size() > limit)
      throw Error(ErrorCode::invalid_format, file.string() + ": larger than " + std::to_string(limit) + " bytes");
  }
  if (stream.bad()) throw Error(ErrorCode::unreadable, file.string() + ": cannot be read: " + system_reason(errno));
  return content;
}

void make_folder(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) throw Error(ErrorCode::unwritable, folder.string() + ": cannot be made: " + error.message());
}

}  // namespace affectus
