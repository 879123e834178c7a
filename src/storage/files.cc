#include "storage/files.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <locale>
#include <sstream>
#include <thread>

#include "affectus/error.h"
#include "storage/file_descriptor.h"

namespace affectus {
namespace {

// No other thread or process writes under it.
std::string own_suffix() {
  std::ostringstream text;
  text.imbue(std::locale::classic());
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

AtomicFile::AtomicFile(std::filesystem::path file)
    : file_(std::move(file)),
      temporary_(file_.parent_path() / ("." + file_.filename().string() + "." + own_suffix() + ".part")) {
  stream_.imbue(std::locale::classic());  // files are the same whatever the program's locale is
  errno = 0;
  stream_.open(temporary_, std::ios::binary | std::ios::trunc);
  if (!stream_) fail(errno);
}

AtomicFile::~AtomicFile() {
  if (temporary_.empty()) return;
  stream_.close();
  std::error_code ignored;
  std::filesystem::remove(temporary_, ignored);
}

void AtomicFile::fail(int error) const {
  throw Error(ErrorCode::unwritable, file_.string() + ": cannot be written: " + system_reason(error));
}

void AtomicFile::commit() {
  errno = 0;
  stream_.close();
  if (!stream_) fail(errno != 0 ? errno : EIO);
  sync(temporary_);
  if (::rename(temporary_.c_str(), file_.c_str()) != 0) fail(errno);
  temporary_.clear();
}

void write_file_atomically(const std::filesystem::path& file, const std::function<void(std::ostream&)>& write) {
  AtomicFile output(file);
  write(output.stream());
  output.commit();
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
