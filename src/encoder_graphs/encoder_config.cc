#include "encoder_graphs/encoder_config.h"

#include <system_error>

#include "affectus/error.h"
#include "encoder_graphs/config_reader.h"
#include "storage/files.h"

namespace affectus {
namespace {

constexpr std::size_t whisper_hop = 320;       // samples
constexpr std::size_t longest_frame = 960000;  // samples: a minute
constexpr std::size_t shortest_hop = 80;       // samples: attention takes memory as the square of the frames
constexpr std::size_t most_heads = 64;
constexpr std::size_t most_mel_bins = 512;
constexpr std::size_t most_positions = 3000;  // of Whisper: a minute
constexpr std::size_t longest_position_kernel = 8192;
constexpr std::size_t most_buckets = 1 << 16;
constexpr const char* known_families = "wav2vec2, hubert, wavlm, data2vec-audio or whisper";

EncoderConfig::Family family_of(const ConfigReader& reader) {
  using Family = EncoderConfig::Family;
  const std::string type = reader.text("model_type", "");
  if (type == "wav2vec2") return Family::wav2vec2;
  if (type == "hubert") return Family::hubert;
  if (type == "wavlm") return Family::wavlm;
  if (type == "data2vec-audio") return Family::data2vec_audio;
  if (type == "whisper") return Family::whisper;
  reader.fail("model_type", known_families, ErrorCode::unsupported);
}

// What follows multiplies them.
void require_short_frames(const ConfigReader& reader, const EncoderConfig& config, const std::string& fields) {
  const auto require = [&](std::size_t samples, const std::string& what) {
    if (samples <= longest_frame) return;
    throw Error(ErrorCode::invalid_format, reader.name() + ": " + fields + ": expected at most " +
                                               std::to_string(longest_frame) + " samples (a minute) " + what + ", found " +
                                               std::to_string(samples) + " or more");
  };
  std::size_t first = 1, hop = 1;
  for (std::size_t i = config.stem_kernels.size(); i-- > 0;) {
    first = (first - 1) * config.stem_strides[i] + config.stem_kernels[i];
    hop *= config.stem_strides[i];
    require(first, "in a frame");
    require(hop, "from frame to frame");
  }
  if (hop < shortest_hop)
    throw Error(ErrorCode::invalid_format, reader.name() + ": " + fields + ": expected at least " +
                                               std::to_string(shortest_hop) + " samples from frame to frame, found " +
                                               std::to_string(hop));
}

void read_whisper(const ConfigReader& reader, EncoderConfig& config) {
  config.hidden_size = reader.count("d_model", 384, most_encoder_channels);
  config.layers = reader.count("encoder_layers", 4, most_encoder_layers);
  config.attention_heads = reader.count("encoder_attention_heads", 6, most_heads);
  config.feed_forward_size = reader.count("encoder_ffn_dim", 1536, 4 * most_encoder_channels);
  config.mel_bins = reader.count("num_mel_bins", 80, most_mel_bins);
  config.positions = reader.count("max_source_positions", 1500, most_positions);
  reader.require_text("activation_function", "gelu");
}

// The log-mel is built for what all of OpenAI's models have.
void require_log_mel(const ConfigReader& input, const EncoderConfig& config) {
  const auto require = [&](const char* key, std::size_t expected) {
    if (input.count(key, expected) != expected) input.fail(key, std::to_string(expected), ErrorCode::unsupported);
  };
  require("feature_size", config.mel_bins);
  require("n_fft", 400);
  require("hop_length", 160);
  require("chunk_length", 2 * config.positions / 100);
  input.require_flag("do_normalize", false);
}

void read_wav2vec2_type(const ConfigReader& reader, EncoderConfig& config) {
  using Family = EncoderConfig::Family;
  config.hidden_size = reader.count("hidden_size", 768, most_encoder_channels);
  config.layers = reader.count("num_hidden_layers", 12, most_encoder_layers);
  config.attention_heads = reader.count("num_attention_heads", 12, most_heads);
  config.feed_forward_size = reader.count("intermediate_size", 3072, 4 * most_encoder_channels);
  config.layer_norm_epsilon = reader.positive("layer_norm_eps", 1e-5F);
  config.stem_channels = reader.counts("conv_dim", {512, 512, 512, 512, 512, 512, 512}, most_encoder_channels);
  config.stem_kernels = reader.counts("conv_kernel", {10, 3, 3, 3, 3, 2, 2});
  config.stem_strides = reader.counts("conv_stride", {5, 2, 2, 2, 2, 2, 2});
  if (config.stem_kernels.size() != config.stem_channels.size())
    reader.fail("conv_kernel", "as many values as conv_dim has (" + std::to_string(config.stem_channels.size()) + ")");
  if (config.stem_strides.size() != config.stem_channels.size())
    reader.fail("conv_stride", "as many values as conv_dim has (" + std::to_string(config.stem_channels.size()) + ")");
  require_short_frames(reader, config, "conv_kernel and conv_stride");
  config.stem_bias = reader.flag("conv_bias", false);
  reader.require_text("feat_extract_activation", "gelu");
  reader.require_text("hidden_act", "gelu");
  reader.require_flag("add_adapter", false);
  if (reader.has("adapter_attn_dim")) reader.fail("adapter_attn_dim", "none", ErrorCode::unsupported);

  const std::string norm = reader.text("feat_extract_norm", "group");
  if (norm != "group" && norm != "layer") reader.fail("feat_extract_norm", "group or layer");
  config.stem_norm = norm == "group" ? EncoderConfig::StemNorm::group : EncoderConfig::StemNorm::layer;
  config.stable_layer_norm = reader.flag("do_stable_layer_norm", false);
  config.position_groups = reader.count("num_conv_pos_embedding_groups", 16, most_encoder_channels);
  config.position_kernel = reader.count("num_conv_pos_embeddings", 128, longest_position_kernel);
  if (config.family == Family::hubert) {
    config.projection_layer_norm = reader.flag("feat_proj_layer_norm", true);
    config.position_batch_norm = reader.flag("conv_pos_batch_norm", false);
  }
  if (config.family == Family::wavlm) {
    config.position_buckets = reader.count("num_buckets", 320, most_buckets);
    config.position_max_distance = reader.count("max_bucket_distance", 800);
    if (config.position_buckets % 4 != 0) reader.fail("num_buckets", "a multiple of 4");
    if (config.position_max_distance <= config.position_buckets / 4)
      reader.fail("max_bucket_distance", "more than a quarter of num_buckets");
  }
  if (config.family == Family::data2vec_audio) {
    config.stem_norm = EncoderConfig::StemNorm::layer;
    config.stable_layer_norm = false;
    config.position_kernel = reader.count("conv_pos_kernel_size", 19, longest_position_kernel);
    config.position_layers = reader.count("num_conv_pos_embeddings", 5, most_encoder_layers);
  }
  if (config.hidden_size % config.position_groups != 0)
    reader.fail("num_conv_pos_embedding_groups", "a divisor of hidden_size (" + std::to_string(config.hidden_size) + ")");
}

}  // namespace

EncoderConfig EncoderConfig::parse(std::string_view config_text, std::string_view preprocessor, const std::string& name) {
  const ConfigReader reader(config_text, name);
  EncoderConfig config;
  config.family = family_of(reader);
  if (config.is_whisper())
    read_whisper(reader, config);
  else
    read_wav2vec2_type(reader, config);
  if (config.hidden_size % config.attention_heads != 0)
    throw Error(ErrorCode::invalid_format,
                name + ": expected a hidden size that is a multiple of the attention heads, found " +
                    std::to_string(config.hidden_size) + " and " + std::to_string(config.attention_heads));
  if (!preprocessor.empty()) {
    const ConfigReader input(preprocessor, name + " (preprocessor)");
    const std::size_t rate = input.count("sampling_rate", 16000);
    if (rate != 16000) input.fail("sampling_rate", "16000", ErrorCode::unsupported);
    if (config.is_whisper())
      require_log_mel(input, config);
    else
      config.normalize_samples = input.flag("do_normalize", true);
  }
  return config;
}

EncoderConfig EncoderConfig::parse_graph_file(std::string_view text, const std::string& name) {
  const ConfigReader reader(text, name);
  EncoderConfig config;
  config.family = Family::graph_file;
  config.graph_file = reader.text("file", "");
  const bool is_known = config.graph_file.ends_with(".onnx") || config.graph_file.ends_with(".xml");
  if (!is_known || config.graph_file.find('/') != std::string::npos)
    reader.fail("file", "the name of an .onnx or .xml (OpenVINO) file beside it");
  config.graph_input = reader.text("input", "");
  if (config.graph_input.empty()) reader.fail("input", "the name of the graph's input");
  config.graph_outputs = reader.texts("outputs");
  if (config.graph_outputs.empty()) reader.fail("outputs", "names of the graph's outputs");
  if (config.graph_outputs.size() > most_encoder_layers + 1)
    reader.fail("outputs", "at most " + std::to_string(most_encoder_layers + 1) + " names");
  config.layers = config.graph_outputs.size() - 1;
  for (const char* key : {"dim", "first_frame_samples", "hop_samples"})
    if (!reader.has(key)) reader.fail(key, "a whole number");
  config.hidden_size = reader.count("dim", 0, most_encoder_channels);
  config.stem_kernels = {reader.count("first_frame_samples", 0)};
  config.stem_strides = {reader.count("hop_samples", 0)};
  require_short_frames(reader, config, "first_frame_samples and hop_samples");
  config.normalize_samples = reader.flag("normalize", false);
  return config;
}

EncoderConfig EncoderConfig::read(const std::filesystem::path& folder) {
  if (const std::filesystem::path graph = folder / "encoder.json"; std::filesystem::exists(graph))
    return parse_graph_file(read_file(graph, largest_configuration), graph.string());
  const std::filesystem::path file = folder / "config.json";
  if (std::error_code ignored; std::filesystem::is_directory(folder, ignored) && !std::filesystem::exists(file, ignored))
    throw Error(ErrorCode::not_found,
                folder.string() + ": no config.json and no encoder.json in this folder, expected an encoder's folder");
  return parse(read_file(file, largest_configuration), read_configuration_if_there(folder / "preprocessor_config.json"),
               file.string());
}

std::size_t frame_count(const EncoderConfig& config, std::size_t samples) {
  if (config.is_whisper()) return (samples + whisper_hop - 1) / (whisper_hop);
  for (std::size_t i = 0; i < config.stem_kernels.size(); ++i) {
    if (samples < config.stem_kernels[i]) return 0;
    samples = (samples - config.stem_kernels[i]) / config.stem_strides[i] + 1;
  }
  return samples;
}

std::size_t first_frame_samples(const EncoderConfig& config) {
  if (config.is_whisper()) return 1;
  std::size_t samples = 1;
  for (std::size_t i = config.stem_kernels.size(); i-- > 0;)
    samples = (samples - 1) * config.stem_strides[i] + config.stem_kernels[i];
  return samples;
}

std::size_t samples_per_frame(const EncoderConfig& config) {
  if (config.is_whisper()) return whisper_hop;
  std::size_t hop = 1;
  for (const std::size_t stride : config.stem_strides) hop *= stride;
  return hop;
}

}  // namespace affectus
