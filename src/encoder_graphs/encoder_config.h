// The configuration of a speech encoder from config.json and preprocessor_config.json of a Hugging Face folder.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/project.h"

namespace affectus {

/// Limits of a configuration: several times the values of the largest known encoders.
inline constexpr std::size_t most_encoder_layers = 256;
inline constexpr std::size_t most_encoder_channels = 1 << 15;

/// Of the samples of a corpus.
struct SampleStatistics {
  double mean = 0;
  double deviation = 1;
};

/// Absent fields have the defaults of the family's configuration class in transformers.
struct AFFECTUS_PROJECT EncoderConfig {
  enum class Family { wav2vec2, hubert, wavlm, data2vec_audio, whisper, graph_file } family = Family::wav2vec2;

  // The transformer.
  std::size_t hidden_size = 768;
  std::size_t layers = 12;
  std::size_t attention_heads = 12;
  std::size_t feed_forward_size = 3072;
  float layer_norm_epsilon = 1e-5F;

  // The convolution stem of the wav2vec 2.0 type, in order from the samples on.
  std::vector<std::size_t> stem_channels;
  std::vector<std::size_t> stem_kernels;
  std::vector<std::size_t> stem_strides;
  bool stem_bias = false;
  enum class StemNorm {
    group,
    layer
  } stem_norm = StemNorm::group;  // over time after the first convolution, or over channels after each
  bool projection_layer_norm = true;
  bool stable_layer_norm = false;  // layers normalise their input and the encoder its output, not each layer its output

  // The positional convolution.
  std::size_t position_kernel = 128;
  std::size_t position_groups = 16;
  std::size_t position_layers = 1;  // more than one: data2vec's
  bool position_batch_norm = false;

  // WavLM's relative position bias.
  std::size_t position_buckets = 320;
  std::size_t position_max_distance = 800;

  // Whisper.
  std::size_t mel_bins = 80;
  std::size_t positions = 1500;

  // A graph from a file. The stem's kernel and stride tell which samples a frame sees.
  std::string graph_file;
  std::string graph_input;
  std::vector<std::string> graph_outputs;  // layers 0, 1, ...

  /// Samples are normalised to zero mean and unit variance.
  bool normalize_samples = false;

  bool is_whisper() const { return family == Family::whisper; }

  /// Reads encoder.json if it exists, else config.json and preprocessor_config.json. Throws Error(not_found, invalid_format,
  /// unsupported) that names the file, the field, what was expected and found.
  static EncoderConfig read(const std::filesystem::path& folder);
  /// From the description of an ONNX or OpenVINO file, encoder.json.
  static EncoderConfig parse_graph_file(std::string_view text, const std::string& name);
  /// The same for texts in memory; `preprocessor` may be empty. `name` is for messages.
  static EncoderConfig parse(std::string_view config, std::string_view preprocessor, const std::string& name);
};

/// The number of frames of so many samples; for Whisper, of the frames that they fill, the last one perhaps in part.
AFFECTUS_PROJECT std::size_t frame_count(const EncoderConfig& config, std::size_t samples);
AFFECTUS_PROJECT std::size_t samples_per_frame(const EncoderConfig& config);
/// The number of samples that the stem of the wav2vec 2.0 type sees for a frame.
AFFECTUS_PROJECT std::size_t first_frame_samples(const EncoderConfig& config);

}  // namespace affectus
