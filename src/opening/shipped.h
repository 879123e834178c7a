// The files shipped with the program or the library: models, recipes, layouts of corpora, a recording.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace affectus {

using Places = std::vector<std::filesystem::path>;

/// The program, or the shared library, that holds this code; empty if it is unknown.
std::filesystem::path own_binary();
/// Folders that may hold corpora/, models/, recipes/ and samples/: the source tree in which the program or library at
/// `binary` was built, and the share folder of its installation.
Places shipped_places(const std::filesystem::path& binary);
/// The same for the program, or the shared library, that holds this code.
const Places& shipped_places();

/// The shipped model of that name. Throws Error(not_found) that lists the places it searched.
std::filesystem::path shipped_model(const std::string& name, const Places& places = shipped_places());
/// Whether there is one.
bool is_shipped_model(const std::string& name, const Places& places = shipped_places());
/// The shipped default: models/affectus, else models/affectus-mfb.
std::filesystem::path shipped_default(const Places& places = shipped_places());
/// A folder of recipes/.
std::filesystem::path shipped_recipes(const std::string& folder, const Places& places = shipped_places());
/// The folder of corpora's layouts, corpora/; empty if it does not exist.
std::filesystem::path shipped_layouts(const Places& places = shipped_places());
/// A recording of speech; empty if it does not exist.
std::filesystem::path shipped_sample(const Places& places = shipped_places());

}  // namespace affectus
