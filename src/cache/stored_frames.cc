#include "cache/stored_frames.h"

#include <cstdint>
#include <cstring>
#include <utility>

#include "base/half.h"

namespace affectus {

StoredFrames::StoredFrames(Frames frames) : is_half_(false), count_(frames.count()), dim_(frames.dim()) {
  const auto kept = std::make_shared<const Frames>(std::move(frames));
  values_ = reinterpret_cast<const std::byte*>(kept->data());
  owner_ = kept;
}

StoredFrames::StoredFrames(std::shared_ptr<const MappedFile> file, const std::byte* values, bool is_half, std::size_t count,
                           std::size_t dim)
    : owner_(std::move(file)), values_(values), is_half_(is_half), count_(count), dim_(dim) {}

Frames StoredFrames::load() const {
  Frames frames(dim_);
  frames.resize(count_);
  if (!is_half_) {
    std::memcpy(frames.data(), values_, count_ * dim_ * sizeof(float));
    return frames;
  }
  for (std::size_t i = 0; i < count_ * dim_; ++i) {
    std::uint16_t bits;
    std::memcpy(&bits, values_ + i * sizeof bits, sizeof bits);
    frames.data()[i] = from_half(bits);
  }
  return frames;
}

}  // namespace affectus
