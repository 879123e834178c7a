// Frames that lie in memory or in a mapped file, of which the system keeps in memory what there is room for.
#pragma once

#include <cstddef>
#include <memory>

#include "affectus/frames.h"
#include "base/mapped_file.h"

namespace affectus {

/// Immutable; copies share what they refer to.
class StoredFrames {
 public:
  explicit StoredFrames(Frames frames);
  /// `values` lie in `file`: count x dim numbers of 32 bits, or of 16 where `is_half`.
  StoredFrames(std::shared_ptr<const MappedFile> file, const std::byte* values, bool is_half, std::size_t count,
               std::size_t dim);

  std::size_t count() const { return count_; }
  std::size_t dim() const { return dim_; }
  Frames load() const;

 private:
  std::shared_ptr<const void> owner_;
  const std::byte* values_;
  bool is_half_;
  std::size_t count_;
  std::size_t dim_;
};

}  // namespace affectus
