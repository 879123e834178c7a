// Opens a corpus that the user names, as a manifest or in its publisher's form.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "corpus/manifest.h"

namespace affectus {

/// `name`: a manifest, its folder, or a corpus's name, which `given` or AFFECTUS_CORPORA locates. A folder without a
/// manifest.csv is read as by `affectus corpus import`, if that knows its kind (`layouts`: the folder of corpora's layouts);
/// `notes` receives the messages of the import, and the returned manifest has no hash. `skip_missing` leaves out utterances
/// whose audio file is missing, and a note counts them. Throws the errors of reading and importing.
Manifest open_corpus(const std::string& name, const std::map<std::string, std::filesystem::path>& given,
                     const std::filesystem::path& layouts, bool skip_missing, std::vector<std::string>& notes);

/// The corpus's title: the name, or for a path, the manifest's folder.
std::string corpus_title(const std::string& name, const Manifest& manifest);

}  // namespace affectus
