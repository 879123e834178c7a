// Finds a model's revision in Hugging Face's cache.
#pragma once

#include <filesystem>
#include <optional>

#include "base/project.h"
#include "hub_cache/hub_name.h"

namespace affectus {

/// The folder of the revision's files, if it exists, complete or not.
AFFECTUS_PROJECT std::optional<std::filesystem::path> find_hub_snapshot(const HubName& name);

/// The same, but only if it holds all files of an encoder: config.json, all weights, and preprocessor_config.json, unless
/// the model is known to have none. Programs that only need weights do not fetch the last file, without which samples would
/// be normalised wrongly. After a broken download, other files may be missing.
AFFECTUS_PROJECT std::optional<std::filesystem::path> find_whole_hub_snapshot(const HubName& name);

/// The name of the model whose snapshot the folder is, with the commit as its revision; absent for other folders.
AFFECTUS_PROJECT std::optional<HubName> hub_name_of_snapshot(const std::filesystem::path& folder);

/// Records, as Hugging Face's tools do, that a commit has no such file. Does nothing if the record cannot be written.
AFFECTUS_PROJECT void remember_absent(const HubName& name, const std::string& commit, const std::string& file);

}  // namespace affectus
