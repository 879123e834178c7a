#include "cache/stored_frames.h"

#include <cstdint>
#include <cstring>
#include <string>
#include <utility>

#include "affectus/error.h"
#include "base/half.h"
#include "storage/mapped_file.h"

namespace affectus {

StoredFrames::StoredFrames(Frames frames)
    : frames_(std::make_shared<const Frames>(std::move(frames))), count_(frames_->count()), dim_(frames_->dim()) {}

StoredFrames::StoredFrames(std::filesystem::path file, std::size_t offset, bool is_half, std::size_t count, std::size_t dim)
    : file_(std::move(file)), offset_(offset), is_half_(is_half), count_(count), dim_(dim) {}

Frames StoredFrames::load() const {
  if (frames_ != nullptr) return *frames_;
  const MappedFile file(file_);
  const std::size_t values = count_ * dim_, size = values * (is_half_ ? sizeof(std::uint16_t) : sizeof(float));
  if (file.bytes().size() < offset_ + size)
    throw Error(ErrorCode::invalid_format, file_.string() + ": expected " + std::to_string(offset_ + size) +
                                               " bytes, found " + std::to_string(file.bytes().size()));
  const std::byte* const from = file.bytes().data() + offset_;
  Frames frames(dim_);
  frames.resize(count_);
  if (!is_half_) {
    std::memcpy(frames.data(), from, size);
    return frames;
  }
  for (std::size_t i = 0; i < values; ++i) {
    std::uint16_t bits;
    std::memcpy(&bits, from + i * sizeof bits, sizeof bits);
    frames.data()[i] = from_half(bits);
  }
  return frames;
}

}  // namespace affectus
