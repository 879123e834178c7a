// Fetching from the hub, as a person sees it.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "cli/console.h"
#include "hub/hub_client.h"

namespace affectus {

/// pull_from_hub() with the environment's options. Says how much there is to fetch before it does, then its progress; stops
/// when `stopped` says so.
std::filesystem::path fetch_from_hub(const HubName& name, Console& console, const std::function<bool()>& stopped);

/// For EncoderRuntime::fetch: the same for an encoder that a model folder, a recipe or a front end names. Errors say how
/// else it can be given. `console` must outlive it.
std::function<std::filesystem::path(const std::string& name)> encoder_fetcher(Console& console,
                                                                              const std::function<bool()>& stopped);

}  // namespace affectus
