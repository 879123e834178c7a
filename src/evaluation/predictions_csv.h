// A CSV of each utterance's targets and predictions, from which anyone can compute the figures again.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "evaluation/evaluation.h"

namespace affectus {

/// Numbers have 17 digits, so that they read back unchanged. What no utterance has (sentences; distances;
/// standard deviations, predicted or of the raters) has no columns. The file is written whole or not at all. Throws
/// Error(unwritable).
void write_predictions(const std::filesystem::path& file, const std::vector<ScoredUtterance>& utterances);
/// Throws Error(not_found, invalid_format) that names the file, the line, what was expected and found.
std::vector<ScoredUtterance> read_predictions(const std::filesystem::path& file);
/// The same for a text in memory; `name` is for messages.
std::vector<ScoredUtterance> parse_predictions(std::string_view text, const std::string& name);

}  // namespace affectus
