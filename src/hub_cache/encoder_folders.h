// Folders that a user has of encoders which are called by their names on the hub.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/project.h"
#include "hub_cache/hub_name.h"

namespace affectus {

/// OWNER/NAME to folder, "" to the folder for all others.
using EncoderFolders = std::map<std::string, std::filesystem::path>;

/// From "FOLDER" and "OWNER/NAME=FOLDER". Throws Error(invalid_argument) for a name or folder that is none.
AFFECTUS_PROJECT EncoderFolders parse_encoder_folders(const std::vector<std::string>& texts);

/// The entry for `name`: its own, else the one for all others; end() where there is neither.
AFFECTUS_PROJECT EncoderFolders::const_iterator find_encoder_folder(const EncoderFolders& folders, const HubName& name);

}  // namespace affectus
