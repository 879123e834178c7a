// Where a model that the user named is on this machine.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "hub_cache/hub_name.h"
#include "opening/shipped.h"

namespace affectus {

/// A folder, or a model of the hub that is not in its cache.
struct LocatedModel {
  std::filesystem::path folder;
  std::optional<HubName> missing;
};

/// Names as find_model() takes them. Throws Error(not_found) that says where it looked, Error(invalid_argument) for a name
/// that is none.
LocatedModel locate_model(const std::string& name, const Places& shipped = shipped_places());

}  // namespace affectus
