#include "model/model_locator.h"

#include "affectus/error.h"
#include "hub/hub_name.h"
#include "hub/hub_snapshot.h"

namespace affectus {
namespace {

namespace fs = std::filesystem;

fs::path locate_in_hub_cache(const HubName& name) {
  if (const auto snapshot = find_hub_snapshot(name)) return *snapshot;
  throw Error(ErrorCode::not_found, "hf:" + name.text() + ": not in Hugging Face's cache at " +
                                        hub_repository(name).string() + "; fetch it first with: affectus pull " +
                                        name.text());
}

fs::path locate_default(const fs::path& executable) {
  const fs::path folder = executable.parent_path();
  std::string looked;
  for (const char* models : {"../../models", "../share/affectus/models"}) {
    for (const char* name : {"affectus", "affectus-mfb"}) {
      const fs::path place = (folder / models / name).lexically_normal();
      if (fs::exists(place / "config.json")) return place;
      looked += (looked.empty() ? "" : ", ") + place.string();
    }
  }
  throw Error(ErrorCode::not_found, "no shipped model found (looked at " + looked + "); name one with --model");
}

// A folder that is shipped and holds `file`: beside the build tree, in libexec's or bin's share.
fs::path locate_shipped(const fs::path& name, const char* file, const fs::path& executable) {
  std::string looked;
  for (const char* shared : {"../..", "../share/affectus", "../../share/affectus"}) {
    const fs::path place = (executable.parent_path() / shared / name).lexically_normal();
    if (fs::exists(place / file)) return place;
    looked += (looked.empty() ? "" : ", ") + place.string();
  }
  throw Error(ErrorCode::not_found, name.filename().string() + ": not among what is shipped (looked at " + looked + ")");
}

}  // namespace

std::filesystem::path locate_model(const std::string& name, const std::filesystem::path& executable) {
  return name.empty() ? locate_default(executable) : locate_checkpoint(name);
}

std::filesystem::path locate_shipped_model(const std::string& name, const fs::path& executable) {
  return locate_shipped(fs::path("models") / name, "config.json", executable);
}

std::filesystem::path locate_recipes(const std::string& folder, const fs::path& executable) {
  return locate_shipped(fs::path("recipes") / folder, "", executable);
}

std::filesystem::path locate_sample(const std::filesystem::path& executable) {
  for (const char* samples : {"../../samples", "../share/affectus/samples"}) {
    const fs::path place = executable.parent_path() / samples / "sense_and_sensibility.flac";
    if (fs::exists(place)) return place.lexically_normal();
  }
  return {};
}

std::filesystem::path locate_checkpoint(const std::string& name) {
  if (name.starts_with("hf:")) {
    if (const auto hub = HubName::parse(name.substr(3))) return locate_in_hub_cache(*hub);
    throw Error(ErrorCode::invalid_argument, "model: expected hf:OWNER/NAME[:REVISION], found '" + name + "'");
  }
  if (fs::exists(name)) return name;
  if (const auto hub = HubName::parse(name)) return locate_in_hub_cache(*hub);
  throw Error(ErrorCode::not_found, name + ": no such model folder");
}

}  // namespace affectus
