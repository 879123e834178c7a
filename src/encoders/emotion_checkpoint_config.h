// Reads an emotion checkpoint's config.json: its kind, the names of its outputs, and its input.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "affectus/emotion_checkpoints.h"
#include "encoder_graphs/encoder_config.h"

namespace affectus {

struct EmotionCheckpointConfig {
  enum class Head { sequence_classifier, dense, attentive_statistics, vox_profile } head = Head::sequence_classifier;
  EncoderConfig encoder;
  std::string architecture;
  std::vector<std::string> labels;
  bool has_dimensions = false;  // the labels are dimensions, as ModelConfig names them, else categories
  bool weighted_layers = false;
  std::size_t hidden_layers = 1;
  std::size_t hidden_size = 256;  // of the projector, or of the head's layers
  std::optional<SampleStatistics> statistics;
  double longest_input_s = 20;
  bool leaves_first_state_out = false;  // of the weighted sum of hidden states
  std::string licence = "see its README.md";

  /// `ssl_config` is the configuration of an encoder that `config` only names; empty for built-in ones. A Vox-Profile
  /// checkpoint is of categories if it `has_emotion_layer`, which only its tensors tell. Throws
  /// Error(invalid_format, unsupported) that names the file, the field, what was expected and found.
  static EmotionCheckpointConfig parse(std::string_view config, std::string_view preprocessor, std::string_view ssl_config,
                                       const std::string& name, const CheckpointFacts& facts,
                                       bool has_emotion_layer = false);
  static EmotionCheckpointConfig read(const std::filesystem::path& folder, const CheckpointFacts& facts);
};

}  // namespace affectus
