#include "model/model_locator.h"

#include <optional>

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

// A folder or file that is shipped and holds `file`: beside the build tree, in libexec's or bin's share. `looked` collects
// the places.
std::optional<fs::path> find_shipped(const fs::path& name, const char* file, const fs::path& executable,
                                     std::string& looked) {
  for (const char* shared : {"../..", "../share/affectus", "../../share/affectus"}) {
    const fs::path place = (executable.parent_path() / shared / name).lexically_normal();
    if (fs::exists(place / file)) return place;
    looked += (looked.empty() ? "" : ", ") + place.string();
  }
  return std::nullopt;
}

fs::path locate_shipped(const fs::path& name, const char* file, const fs::path& executable) {
  std::string looked;
  if (const auto place = find_shipped(name, file, executable, looked)) return *place;
  throw Error(ErrorCode::not_found,
              name.filename().string() + ": no such folder here, nor among what is shipped (looked at " + looked + ")");
}

fs::path locate_default(const fs::path& executable) {
  std::string looked;
  for (const char* name : {"models/affectus", "models/affectus-mfb"})
    if (const auto place = find_shipped(name, "config.json", executable, looked)) return *place;
  throw Error(ErrorCode::not_found, "no shipped model found (looked at " + looked + "); name one with --model");
}

}  // namespace

std::filesystem::path locate_model(const std::string& name, const std::filesystem::path& executable) {
  if (name.empty()) return locate_default(executable);
  const bool is_bare = name.find_first_of("/:") == std::string::npos;
  return is_bare && !fs::exists(fs::path(name) / "config.json") ? locate_shipped_model(name, executable)
                                                                : locate_checkpoint(name);
}

std::filesystem::path locate_shipped_model(const std::string& name, const fs::path& executable) {
  return locate_shipped(fs::path("models") / name, "config.json", executable);
}

std::filesystem::path locate_recipes(const std::string& folder, const fs::path& executable) {
  return locate_shipped(fs::path("recipes") / folder, "", executable);
}

std::filesystem::path locate_sample(const std::filesystem::path& executable) {
  std::string looked;
  const auto samples = find_shipped("samples", "sense_and_sensibility.flac", executable, looked);
  return samples ? *samples / "sense_and_sensibility.flac" : fs::path();
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
