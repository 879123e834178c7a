// Emotion models of other projects as they are on the hub, run as they were published.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "affectus/encoders.h"
#include "affectus/model.h"

namespace affectus {

/// What a checkpoint does not say itself. Where it does, these must be absent.
struct CheckpointFacts {
  std::vector<std::string> labels;  // names of the outputs in their order
  std::optional<double> input_mean;
  std::optional<double> input_deviation;
};

/// True for a folder whose config.json is that of a checkpoint which load_emotion_checkpoint() knows, or of a similar one.
AFFECTUS_EXPORT bool is_emotion_checkpoint(const std::filesystem::path& folder);

/// Known are: sequence classifiers of transformers on HuBERT, wav2vec 2.0, WavLM and data2vec-audio; Whisper's audio
/// classifier; wav2vec 2.0 with a dense head, for dimensions or categories (audEERING's msp-dim among them); WavLM with
/// attentive statistics pooling (the Odyssey 2024 baselines). Outputs called arousal (or activation), valence and dominance
/// are dimensions from 0 to 1; any others are categories. Throws Error that names the file, what was expected and found.
AFFECTUS_EXPORT std::shared_ptr<const Model> load_emotion_checkpoint(const std::filesystem::path& folder,
                                                                     const EncoderRuntime& runtime,
                                                                     const CheckpointFacts& facts = {});

/// The configuration of the model that it would be, from the folder's config.json alone.
AFFECTUS_EXPORT ModelConfig describe_emotion_checkpoint(const std::filesystem::path& folder,
                                                        const CheckpointFacts& facts = {});

}  // namespace affectus
