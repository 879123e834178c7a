#include "cli/read_files.h"

#include "affectus/error.h"

namespace affectus {
namespace {

namespace fs = std::filesystem;

// Empty where the system does not tell: such a file is not known.
fs::path canonical_of(const fs::path& file) {
  std::error_code error;
  fs::path result = fs::weakly_canonical(file, error);
  return error ? fs::path() : result;
}

}  // namespace

void ReadFiles::add(const fs::path& file) {
  if (file.empty() || file == "-") return;
  if (fs::path known = canonical_of(file); !known.empty()) files_.insert(std::move(known));
}

void ReadFiles::add(const Manifest& manifest) {
  add(manifest.file);
  for (const Utterance& one : manifest.utterances) add(one.path);
}

void ReadFiles::refuse(const fs::path& output, const std::string& option) const {
  if (!output.empty() && files_.contains(canonical_of(output)))
    throw Error(ErrorCode::invalid_argument,
                option + ": expected another file than those that are read, found " + output.string());
}

}  // namespace affectus
