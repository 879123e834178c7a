// Fetches from the hub, with messages for the user.
#pragma once

#include <filesystem>
#include <string>

#include "affectus/open_model.h"
#include "hub_cache/hub_name.h"

namespace affectus {

/// Reports size, licence and progress to the observer. Throws Error(not_found) if this build cannot fetch.
std::filesystem::path fetch_from_hub(const HubName& name, const OpenObserver& observer);

}  // namespace affectus
