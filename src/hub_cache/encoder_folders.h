// The user's folders for encoders that are named as on the hub.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/project.h"
#include "hub_cache/hub_name.h"

namespace affectus {

/// Maps OWNER/NAME to a folder, and "" to the folder for all others.
using EncoderFolders = std::map<std::string, std::filesystem::path>;

/// Parses "FOLDER" and "OWNER/NAME=FOLDER". Throws Error(invalid_argument) for an invalid name or folder.
AFFECTUS_PROJECT EncoderFolders parse_encoder_folders(const std::vector<std::string>& texts);

/// The entry for `name`: its own, else that for all others, else end().
AFFECTUS_PROJECT EncoderFolders::const_iterator find_encoder_folder(const EncoderFolders& folders, const HubName& name);

}  // namespace affectus
