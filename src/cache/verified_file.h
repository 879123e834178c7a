// Files that end with a hash of their name and content, so that damage is found before use.
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
  /// Reads the whole file. Absent if it does not exist, cannot be read, is cut or damaged, or was written under another
  /// name.
  static std::optional<VerifiedFile> open(const std::filesystem::path& file);

  /// The written content, mapped at the beginning of a page. Lives as long as the object, even if the file is removed.
  std::span<const std::byte> content() const { return content_; }

 private:
  VerifiedFile(MappedFile file, std::size_t size) : file_(std::move(file)), content_(file_.bytes().first(size)) {}

  MappedFile file_;
  std::span<const std::byte> content_;
};

/// Calls `write` with a seekable stream and appends the hash. The file is written whole or not at all. Throws
/// Error(unwritable) that gives its name and the system's reason, or the exception of `write`.
AFFECTUS_PROJECT void write_verified_file(const std::filesystem::path& file,
                                          const std::function<void(std::ostream&)>& write);

}  // namespace affectus
