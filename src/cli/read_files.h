// The files that a command reads and must not overwrite.
#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <utility>

#include "corpus/manifest.h"

namespace affectus {

class ReadFiles {
 public:
  /// Empty names are ignored; "-" is the file that standard input comes from, if it is one.
  void add(const std::filesystem::path& file);
  /// The manifest and its recordings.
  void add(const Manifest& manifest);
  /// The configuration and weights in a model's folder; nothing if there is no such folder.
  void add_model(const std::filesystem::path& folder);

  /// Throws Error(invalid_argument) if `output` is one of the files, by its path or as another hard link of it; `option` is
  /// the option that named it.
  void refuse(const std::filesystem::path& output, const std::string& option) const;

 private:
  std::set<std::filesystem::path> files_;         // canonical
  std::set<std::pair<dev_t, ino_t>> identities_;  // of those that are there
};

}  // namespace affectus
