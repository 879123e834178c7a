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

}  // namespace

LocatedModel locate_model(const std::string& name, const Places& shipped) {
  if (name.empty()) return {shipped_default(shipped), std::nullopt};
  if (name.starts_with("hf:")) {
    if (const auto hub = HubName::parse(name.substr(3))) return locate_in_hub_cache(*hub);
    throw Error(ErrorCode::invalid_argument, "model: expected hf:OWNER/NAME[:REVISION], found '" + name + "'");
  }
  const bool is_bare = name.find_first_of("/:") == std::string::npos;
  if (is_bare && !is_there(fs::path(name) / "config.json")) return {shipped_model(name, shipped), std::nullopt};
  if (is_there(name)) return {name, std::nullopt};
  if (const auto hub = HubName::parse(name)) return locate_in_hub_cache(*hub);
  std::error_code ignored;
  throw Error(ErrorCode::not_found,
              name + ": no such model folder (looked for " + fs::absolute(name, ignored).string() + ")");
}

}  // namespace affectus
