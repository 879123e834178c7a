// Files that end with a hash of their name and of what they hold, so that damage is seen before anything is made of it.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <ostream>
#include <span>

#include "base/project.h"
#include "storage/mapped_file.h"

namespace affectus {

class AFFECTUS_PROJECT VerifiedFile {
 public:
  /// Reads the whole file. Nothing for one that is not there, cannot be read, is cut, damaged, or was
  /// written under another name.
  static std::optional<VerifiedFile> open(const std::filesystem::path& file);

  /// What was written; mapped, and at the beginning of a page. Lives as long as the object, also where the file is removed.
  std::span<const std::byte> content() const { return content_; }

 private:
  VerifiedFile(MappedFile file, std::size_t size) : file_(std::move(file)), content_(file_.bytes().first(size)) {}

  MappedFile file_;
  std::span<const std::byte> content_;
};

/// Calls `write` with a stream that may be sought in, and puts the hash behind what it wrote. The file is there whole or not
/// at all. Throws Error(unwritable) that names it and the system's reason, or what `write` throws.
AFFECTUS_PROJECT void write_verified_file(const std::filesystem::path& file,
                                          const std::function<void(std::ostream&)>& write);

}  // namespace affectus
