// Predictions for a test set whose labels are hidden, as challenges on MSP-Podcast want them.
#pragma once

#include <filesystem>
#include <vector>

#include "evaluation/evaluation.h"

namespace affectus {

/// FileName,EmoAct,EmoVal,EmoDom with the names of the audio files; whole or not there. Throws Error(invalid_argument) for
/// an utterance without one of the three predictions, Error(unwritable).
void write_submission(const std::filesystem::path& file, const std::vector<ScoredUtterance>& utterances);

}  // namespace affectus
