// What a command reads, which it must not write over.
#pragma once

#include <filesystem>
#include <set>
#include <string>

#include "corpus/manifest.h"

namespace affectus {

class ReadFiles {
 public:
  /// Empty names and standard input ("-") are passed over.
  void add(const std::filesystem::path& file);
  /// The manifest and its recordings.
  void add(const Manifest& manifest);

  /// Throws Error(invalid_argument) where `output` is one of the files; `option` is what the user named it by.
  void refuse(const std::filesystem::path& output, const std::string& option) const;

 private:
  std::set<std::filesystem::path> files_;  // canonical
};

}  // namespace affectus
