#include "cli/read_files.h"

#include <sys/stat.h>

#include <optional>

#include "affectus/error.h"
#include "storage/folders.h"

namespace affectus {
namespace {

namespace fs = std::filesystem;

// Empty where the system does not tell: such a file is not known.
fs::path canonical_of(const fs::path& file) {
  std::error_code error;
  fs::path result = fs::weakly_canonical(file, error);
  return error ? fs::path() : result;
}

// Which all hard links of a regular file have in common.
std::optional<std::pair<dev_t, ino_t>> identity_of(const fs::path& file) {
  struct stat status {};
  if (::stat(file.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return std::nullopt;
  return std::pair(status.st_dev, status.st_ino);
}

}  // namespace

void ReadFiles::add(const fs::path& file) {
  if (file.empty()) return;
  const bool is_standard_input = file == "-";
  if (const auto identity = identity_of(is_standard_input ? "/dev/stdin" : file)) identities_.insert(*identity);
  if (is_standard_input) return;
  if (fs::path known = canonical_of(file); !known.empty()) files_.insert(std::move(known));
}

void ReadFiles::add(const Manifest& manifest) {
  add(manifest.file);
  for (const Utterance& one : manifest.utterances) add(one.path);
}

void ReadFiles::add_model(const fs::path& folder) {
  if (!is_folder(folder)) return;
  add(folder / "config.json");
  std::error_code error;
  for (fs::directory_iterator entry(folder, error); !error && entry != fs::directory_iterator(); entry.increment(error)) {
    const fs::path extension = entry->path().extension();
    if (extension == ".safetensors" || extension == ".bin") add(entry->path());
  }
}

void ReadFiles::refuse(const fs::path& output, const std::string& option) const {
  if (output.empty()) return;
  const auto identity = identity_of(output);
  if (files_.contains(canonical_of(output)) || (identity && identities_.contains(*identity)))
    throw Error(ErrorCode::invalid_argument,
                option + ": expected another file than those that are read, found " + output.string());
}

}  // namespace affectus
