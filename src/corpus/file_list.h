// Lists of files that select rows of a manifest, for example an older release's test set.
#pragma once

#include <filesystem>
#include <vector>

#include "corpus/manifest.h"

namespace affectus {

/// The manifest's rows whose audio files' names are in `list`, of whatever partition. One name a line; what follows a ';' or
/// ',' is passed over, as are lines that start with '#'. Throws Error(not_found) for names that the manifest does not
/// have, invalid_format for one that several of its files have.
std::vector<Utterance> listed_utterances(const Manifest& manifest, const std::filesystem::path& list);

}  // namespace affectus
