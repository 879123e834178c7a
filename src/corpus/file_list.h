// Lists of files that select rows of a manifest, for example an older release's test set.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "corpus/manifest.h"

namespace affectus {

/// Gives the manifest's rows, of any partition, whose audio files are named in `list`. Each line has one name. Names are
/// compared by their last part, with Windows separators and in any Unicode composition. Text after a comma, a semicolon or a
/// tab outside of quotes is ignored, and so are lines that start with '#'. `on_missing` receives a message for each name
/// that the manifest does not have. Throws Error(not_found) if the manifest has none of the names, invalid_format for a name
/// that fits several files, and for a list that is not text (decode_text).
std::vector<Utterance> listed_utterances(const Manifest& manifest, const std::filesystem::path& list,
                                         const std::function<void(const std::string& message)>& on_missing);

/// The same, but throws Error(not_found) for the first name that the manifest does not have.
std::vector<Utterance> listed_utterances(const Manifest& manifest, const std::filesystem::path& list);

}  // namespace affectus
