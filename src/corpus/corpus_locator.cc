#include <vector>

#include "affectus/error.h"
#include "base/environment.h"
#include "corpus/manifest.h"

namespace affectus {
namespace {

namespace fs = std::filesystem;

// A folder with a manifest, or the manifest itself.
fs::path manifest_at(const fs::path& place) { return fs::is_directory(place) ? place / "manifest.csv" : place; }

}  // namespace

std::filesystem::path locate_corpus(const std::string& name, const std::map<std::string, std::filesystem::path>& given) {
  if (const auto own = given.find(name); own != given.end()) {
    const fs::path manifest = manifest_at(own->second);
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

}  // namespace affectus
