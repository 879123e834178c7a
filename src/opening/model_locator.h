// Locates a model that the user named on this machine.
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

/// Takes the same names as find_model(). Throws Error(not_found) that lists the places it searched, Error(invalid_argument)
/// for an invalid name.
LocatedModel locate_model(const std::string& name, const Places& shipped = shipped_places());

}  // namespace affectus
