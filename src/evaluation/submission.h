// Predictions for a test set with hidden labels, in the form of the challenges on MSP-Podcast.
#pragma once

#include <filesystem>
#include <vector>

#include "evaluation/evaluation.h"

namespace affectus {

/// Writes FileName,EmoAct,EmoVal,EmoDom with the names of the audio files, whole or not at all. Throws
/// Error(invalid_argument) for an utterance without one of the three predictions, Error(unwritable).
void write_submission(const std::filesystem::path& file, const std::vector<ScoredUtterance>& utterances);

}  // namespace affectus
