// Frames in memory or in a file.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>

#include "affectus/frames.h"
#include "base/project.h"

namespace affectus {

/// Immutable; copies share what they refer to.
class AFFECTUS_PROJECT StoredFrames {
 public:
  explicit StoredFrames(Frames frames);
  /// The values lie in `file` from byte `offset` on: count x dim numbers of 32 bits, or of 16 if `is_half`. Only load()
  /// opens the file, because a large corpus has more recordings than Linux lets a process map (vm.max_map_count).
  StoredFrames(std::filesystem::path file, std::size_t offset, bool is_half, std::size_t count, std::size_t dim);

  std::size_t count() const { return count_; }
  std::size_t dim() const { return dim_; }
  /// Throws Error(not_found, unreadable, invalid_format) if the file is gone or was cut meanwhile.
  Frames load() const;

 private:
  std::shared_ptr<const Frames> frames_;  // null: in the file
  std::filesystem::path file_;
  std::size_t offset_ = 0;
  bool is_half_ = false;
  std::size_t count_;
  std::size_t dim_;
};

}  // namespace affectus
