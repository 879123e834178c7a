// Where a model that the user named is on this machine.
#pragma once

#include <filesystem>
#include <string>

namespace affectus {

/// Empty: the shipped default, models/affectus where it exists, else models/affectus-mfb, beside the build tree or in the
/// installed share of `executable`. "hf:OWNER/NAME[:REVISION]", or OWNER/NAME where there is no such folder: a snapshot in
/// Hugging Face's cache (HF_HUB_CACHE, HF_HOME). A bare NAME where there is no such folder with a model: the shipped model
/// of that name. Else the folder itself. Throws Error(not_found) that says where it looked, Error(invalid_argument) for a
/// name that is none.
std::filesystem::path locate_model(const std::string& name, const std::filesystem::path& executable);

/// The shipped model of that name, looked for in the same two places. Throws Error(not_found) that says where.
std::filesystem::path locate_shipped_model(const std::string& name, const std::filesystem::path& executable);

/// The shipped recording of speech, looked for in the same two places. Empty where it is not there.
std::filesystem::path locate_sample(const std::filesystem::path& executable);

/// The shipped recipes of that folder of recipes/, looked for in the same two places. Throws Error(not_found) that says
/// where.
std::filesystem::path locate_recipes(const std::string& folder, const std::filesystem::path& executable);

/// As locate_model for a checkpoint of others, for which there is no default.
std::filesystem::path locate_checkpoint(const std::string& name);

}  // namespace affectus
