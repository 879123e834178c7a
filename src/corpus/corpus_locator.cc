#include "corpus/corpus_locator.h"

#include <vector>

#include "affectus/error.h"
#include "storage/environment.h"

namespace affectus {
namespace {

namespace fs = std::filesystem;

// A folder with a manifest, or the manifest itself.
fs::path manifest_at(const fs::path& place) { return fs::is_directory(place) ? place / "manifest.csv" : place; }

}  // namespace

std::filesystem::path locate_corpus(const std::string& name, const std::map<std::string, std::filesystem::path>& given) {
  if (const auto own = given.find(name); own != given.end()) {
    fs::path manifest = manifest_at(own->second);
    if (!fs::exists(manifest))
      throw Error(ErrorCode::not_found, manifest.string() + ": no such manifest (--corpus " + name + ")");
    return manifest;
  }
  const std::string corpora = environment("AFFECTUS_CORPORA");
  // Beside the checkout, whichever of its folders this is called from.
  std::vector<fs::path> folders;
  if (!corpora.empty()) {
    folders.emplace_back(corpora);
  } else {
    for (fs::path folder = fs::current_path(); folder != folder.root_path(); folder = folder.parent_path())
      if (fs::exists(folder / "CMakePresets.json")) folders.push_back((folder / "../shared/corpora").lexically_normal());
  }
  std::string looked;
  for (const fs::path& folder : folders) {
    if (fs::path manifest = folder / name / "manifest.csv"; fs::exists(manifest)) return manifest;
    looked += (looked.empty() ? "" : ", ") + (folder / name).string();
  }
  throw Error(ErrorCode::not_found, "corpus '" + name + "': not found" +
                                        (looked.empty() ? "" : " (looked at " + looked + ")") +
                                        "; say where with --corpus " + name + "=PATH or AFFECTUS_CORPORA");
}

std::filesystem::path find_manifest(const std::string& word, const std::map<std::string, std::filesystem::path>& given) {
  if (fs::is_regular_file(word) || fs::exists(manifest_at(word))) return manifest_at(word);
  // A folder of the corpus's name may lie in the way.
  const bool is_name = word.find('/') == std::string::npos;
  return fs::exists(word) && !is_name ? manifest_at(word) : locate_corpus(word, given);
}

std::map<std::string, std::filesystem::path> parse_corpus_paths(const std::vector<std::string>& texts) {
  std::map<std::string, fs::path> paths;
  for (const std::string& text : texts) {
    const std::size_t equals = text.find('=');
    if (equals == 0 || equals == std::string::npos || equals + 1 == text.size())
      throw Error(ErrorCode::invalid_argument, "--corpus: expected NAME=PATH, found '" + text + "'");
    paths[text.substr(0, equals)] = text.substr(equals + 1);
  }
  return paths;
}

}  // namespace affectus
