// Fetching from the hub, with what a person should be told of it.
#pragma once

#include <filesystem>
#include <string>

#include "affectus/open_model.h"
#include "hub_cache/hub_name.h"

namespace affectus {

/// Tells the observer how much there is to fetch, under which licence, and how far it is. Throws Error(not_found) where this
/// build cannot fetch.
std::filesystem::path fetch_from_hub(const HubName& name, const OpenObserver& observer);

}  // namespace affectus
