// What Hugging Face's cache holds of a model's revision.
#pragma once

#include <filesystem>
#include <optional>

#include "base/project.h"
#include "hub_cache/hub_name.h"

namespace affectus {

/// The folder of the revision's files, if it is there, whatever it holds.
AFFECTUS_PROJECT std::optional<std::filesystem::path> find_hub_snapshot(const HubName& name);

/// The same, if it holds all that an encoder is read from: config.json, all weights, and preprocessor_config.json, unless it
/// is known that there is none. Programs that only want the weights do not fetch the last, without which samples would be
/// normalised wrongly; a run that broke off leaves others out.
AFFECTUS_PROJECT std::optional<std::filesystem::path> find_whole_hub_snapshot(const HubName& name);

/// The name of the model whose snapshot the folder is, with the commit as its revision; nothing for other folders.
AFFECTUS_PROJECT std::optional<HubName> hub_name_of_snapshot(const std::filesystem::path& folder);

/// Remembers, as Hugging Face's tools do, that a commit has no such file. What cannot be written is not remembered.
AFFECTUS_PROJECT void remember_absent(const HubName& name, const std::string& commit, const std::string& file);

}  // namespace affectus
