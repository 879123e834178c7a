// A corpus that the user names, whether it is a manifest already or still as its publisher distributes it.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "corpus/manifest.h"

namespace affectus {

/// `name`: a manifest, its folder, or a corpus's name, which `given` or AFFECTUS_CORPORA locates. A folder without a
/// manifest.csv, of a kind that `affectus corpus import` knows, is read as that would do; what it has to say goes to
/// `notes`, and what is returned has no hash. `skip_missing` leaves out utterances whose audio file is missing, which a note
/// counts. Throws Error as reading and importing do.
Manifest open_corpus(const std::string& name, const std::map<std::string, std::filesystem::path>& given, bool skip_missing,
                     std::vector<std::string>& notes);

/// What to call it: the name, or of a path the manifest's folder.
std::string corpus_title(const std::string& name, const Manifest& manifest);

}  // namespace affectus
