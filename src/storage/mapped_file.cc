#include "storage/mapped_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "affectus/error.h"
#include "storage/file_descriptor.h"

namespace affectus {

MappedFile::MappedFile(const std::filesystem::path& file) {
  const auto fail = [&](ErrorCode code, const std::string& what) { throw Error(code, file.string() + ": " + what); };
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);  // a FIFO has no writer
  if (descriptor < 0 && errno == ENOENT) fail(ErrorCode::not_found, "no such file");
  if (descriptor < 0) fail(ErrorCode::unreadable, "cannot be read: " + system_reason(errno));
  struct stat status {};
  const bool regular = ::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode);
  const auto size = static_cast<std::size_t>(regular ? status.st_size : 0);
  void* memory = size > 0 ? ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor, 0) : nullptr;
  ::close(descriptor);
  if (!regular) fail(ErrorCode::unreadable, "cannot be read: expected a regular file");
  if (memory == MAP_FAILED) fail(ErrorCode::unreadable, "cannot be mapped into memory");
  bytes_ = {static_cast<const std::byte*>(memory), size};
}

MappedFile::MappedFile(MappedFile&& other) noexcept : bytes_(std::exchange(other.bytes_, {})) {}

MappedFile::~MappedFile() {
  if (!bytes_.empty()) ::munmap(const_cast<std::byte*>(bytes_.data()), bytes_.size());
}

}  // namespace affectus
