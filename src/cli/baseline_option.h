// The option --baseline: where the neutral of voices lies.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "affectus/batch.h"
#include "cli/console.h"

namespace affectus {

/// What the option's values name.
struct BaselineOption {
  bool running = false;
  std::map<std::string, std::filesystem::path> recordings;  // of calm speech, by speaker; "": of everyone else

  bool is_given() const { return running || !recordings.empty(); }
  bool names_speakers() const { return !recordings.empty() && !recordings.rbegin()->first.empty(); }
};

/// Parses "running", or FILE and SPEAKER=FILE for any number of speakers; the name of an existing file is one, even with a
/// '='. Throws Error(invalid_argument) for anything else, for standard input, and for two recordings of one speaker.
BaselineOption parse_baseline(const std::vector<std::string>& values);

/// Scores the recordings as `options` say; absent if the option was not given. Throws the errors of neutral_voice().
std::optional<Baseline> make_baseline(const BaselineOption& option, const std::shared_ptr<const Model>& model,
                                      const BatchOptions& options, Console& console);

/// Warns of speakers that no interval has, and of a model without dimensions.
void tell_of_baseline(const BaselineOption& option, const Model& model, const std::vector<FileTask>& tasks,
                      Console& console);

}  // namespace affectus
