// Runs emotion models of other projects from the hub as they were published.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "affectus/encoders.h"
#include "affectus/model.h"

namespace affectus {

/// Facts that a checkpoint may lack. They must be absent if it has them.
struct CheckpointFacts {
  std::vector<std::string> labels;  // names of the outputs in their order
  std::optional<double> input_mean;
  std::optional<double> input_deviation;
};

/// True for a folder whose config.json is that of a checkpoint which load_emotion_checkpoint() knows, or of a similar one.
AFFECTUS_EXPORT bool is_emotion_checkpoint(const std::filesystem::path& folder);

/// Loads sequence classifiers of transformers on HuBERT, wav2vec 2.0, WavLM and data2vec-audio; Whisper's audio classifier;
/// wav2vec 2.0 with a dense head, for dimensions or categories (audEERING's msp-dim among them); WavLM with attentive
/// statistics pooling (the Odyssey 2024 baselines). Outputs named arousal (or activation), valence and dominance are
/// dimensions from 0 to 1; all others are categories. Throws Error that names the file, what was expected and what was
/// found.
AFFECTUS_EXPORT std::shared_ptr<const Model> load_emotion_checkpoint(const std::filesystem::path& folder,
                                                                     const EncoderRuntime& runtime,
                                                                     const CheckpointFacts& facts = {});

/// The configuration of the model that load_emotion_checkpoint() would give; reads only the folder's config.json.
AFFECTUS_EXPORT ModelConfig describe_emotion_checkpoint(const std::filesystem::path& folder,
                                                        const CheckpointFacts& facts = {});

}  // namespace affectus
