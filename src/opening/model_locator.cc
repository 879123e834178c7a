#include "opening/model_locator.h"

#include "affectus/error.h"
#include "checkpoint/checkpoint_tensors.h"
#include "hub_cache/hub_snapshot.h"
#include "storage/folders.h"

namespace affectus {
namespace {

namespace fs = std::filesystem;

LocatedModel locate_in_hub_cache(const HubName& name) {
  const auto snapshot = find_hub_snapshot(name);
  const bool is_whole = snapshot && is_there(*snapshot / "config.json") && CheckpointTensors::are_in(*snapshot);
  return is_whole ? LocatedModel{*snapshot, std::nullopt} : LocatedModel{{}, name};
}

[[noreturn]] void refuse_folder(const std::string& name) {
  throw Error(ErrorCode::not_found, name + ": no config.json in this folder, expected a model folder");
}

}  // namespace

LocatedModel locate_model(const std::string& name, const Places& shipped) {
  if (name.empty()) return {shipped_default(shipped), std::nullopt};
  if (name.starts_with("hf:")) {
    if (const auto hub = HubName::parse(name.substr(3))) return locate_in_hub_cache(*hub);
    throw Error(ErrorCode::invalid_argument, "model: expected hf:OWNER/NAME[:REVISION], found '" + name + "'");
  }
  const bool is_bare = name.find_first_of("/:") == std::string::npos;
  const bool has_config = is_there(fs::path(name) / "config.json");
  if (is_bare && !has_config) {
    if (is_folder(name) && !is_shipped_model(name, shipped)) refuse_folder(name);
    return {shipped_model(name, shipped), std::nullopt};
  }
  if (is_folder(name) && !has_config) refuse_folder(name);
  if (is_there(name)) return {name, std::nullopt};
  if (const auto hub = HubName::parse(name)) return locate_in_hub_cache(*hub);
  std::error_code ignored;
  throw Error(ErrorCode::not_found,
              name + ": no such model folder (looked for " + fs::absolute(name, ignored).string() + ")");
}

}  // namespace affectus
