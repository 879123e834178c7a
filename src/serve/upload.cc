#include "serve/upload.h"

#include <sys/mman.h>

#include <cerrno>
#include <cstring>

#include "affectus/error.h"
#include "serve/server_error.h"
#include "storage/temporary_file.h"

namespace affectus {
namespace {

constexpr std::size_t most_in_memory = std::size_t{1} << 20U;

std::string_view text_of(const std::vector<std::byte>& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

Upload::~Upload() {
  if (mapped_ != nullptr) ::munmap(mapped_, size_);
  room_.give_back(size_);
}

void Upload::append(std::string_view bytes) {
  if (bytes.size() > most_ - size_)
    throw RequestError{too_large("the upload is larger than " + std::to_string(most_) + " bytes (--max-upload)")};
  if (!room_.take(bytes.size())) throw RequestError{too_many("the uploads of others leave no room for this one")};
  size_ += bytes.size();
  if (file_.get() < 0 && size_ > most_in_memory) spool();
  if (file_.get() < 0) {
    const auto* first = reinterpret_cast<const std::byte*>(bytes.data());
    memory_.insert(memory_.end(), first, first + bytes.size());
  } else if (!write_all(file_.get(), bytes)) {
    throw Error(ErrorCode::unwritable, "the upload cannot be kept: " + system_reason(errno));
  }
}

void Upload::spool() {
  file_ = open_temporary_file("the upload");
  if (!write_all(file_.get(), text_of(memory_)))
    throw Error(ErrorCode::unwritable, "the upload cannot be kept: " + system_reason(errno));
  memory_ = {};
}

std::span<const std::byte> Upload::bytes() {
  if (file_.get() < 0) return memory_;
  if (mapped_ == nullptr) {
    void* mapped = ::mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, file_.get(), 0);
    if (mapped == MAP_FAILED) throw Error(ErrorCode::unreadable, "the upload cannot be read: " + system_reason(errno));
    mapped_ = mapped;
  }
  return {static_cast<const std::byte*>(mapped_), size_};
}

}  // namespace affectus
