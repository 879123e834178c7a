// What is shipped with the program or the library: models, recipes, a recording.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace affectus {

using Places = std::vector<std::filesystem::path>;

/// Folders that may hold models/, recipes/ and samples/: of the source tree that the program or library at `binary` was
/// built in, and the share that it was installed with.
Places shipped_places(const std::filesystem::path& binary);
/// Of the program, or the shared library, that holds this code.
const Places& shipped_places();

/// The shipped model of that name. Throws Error(not_found) that says where it looked.
std::filesystem::path shipped_model(const std::string& name, const Places& places = shipped_places());
/// The shipped default: models/affectus, else models/affectus-mfb.
std::filesystem::path shipped_default(const Places& places = shipped_places());
/// A folder of recipes/.
std::filesystem::path shipped_recipes(const std::string& folder, const Places& places = shipped_places());
/// A recording of speech; empty where it is not there.
std::filesystem::path shipped_sample(const Places& places = shipped_places());

}  // namespace affectus
