// Lists of files that select rows of a manifest, for example an older release's test set.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "corpus/manifest.h"

namespace affectus {

/// The manifest's rows whose audio files' names are in `list`, of whatever partition. One name a line, compared by its last
/// part, with Windows's separators and however its characters are composed; what follows a comma, a semicolon or a tab
/// outside of quotes is passed over, as are lines that start with '#'. A name that the manifest does not have is told to
/// `on_missing` (one line, with the list and the line). Throws Error(not_found) where the manifest has none of them,
/// invalid_format for one that several of its files have, and for a list that is no text (decode_text).
std::vector<Utterance> listed_utterances(const Manifest& manifest, const std::filesystem::path& list,
                                         const std::function<void(const std::string& message)>& on_missing);

/// The same, where all must be there: throws Error(not_found) for the first that is not.
std::vector<Utterance> listed_utterances(const Manifest& manifest, const std::filesystem::path& list);

}  // namespace affectus
