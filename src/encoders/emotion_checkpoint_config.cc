#include "encoders/emotion_checkpoint_config.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <set>

#include "affectus/error.h"
#include "checkpoint/checkpoint_tensors.h"
#include "encoder_graphs/config_reader.h"
#include "storage/files.h"
#include "text/letter_case.h"
#include "text/text.h"

namespace affectus {
namespace {

using Head = EmotionCheckpointConfig::Head;

constexpr double shortest_input_s = 0.1;  // longer recordings are done in pieces of that length

struct KnownArchitecture {
  const char* name;
  Head head;
};
constexpr std::array<KnownArchitecture, 8> architectures = {{
    {"HubertForSequenceClassification", Head::sequence_classifier},
    {"Wav2Vec2ForSequenceClassification", Head::sequence_classifier},
    {"WavLMForSequenceClassification", Head::sequence_classifier},
    {"Data2VecAudioForSequenceClassification", Head::sequence_classifier},
    {"WhisperForAudioClassification", Head::sequence_classifier},
    {"Wav2Vec2ForSpeechClassification", Head::dense},
    {"HubertForSpeechClassification", Head::dense},
    {"SERModel", Head::attentive_statistics},
}};

// "" for what is no dimension.
std::string dimension_of(const std::string& label) {
  const std::string name = lower_case(label);
  if (name == "arousal" || name == "activation") return "activation";
  return name == "valence" || name == "dominance" ? name : "";
}

bool is_placeholder(const std::string& label) { return label.starts_with("LABEL_"); }

EncoderConfig wavlm(bool is_large) {
  EncoderConfig config;
  config.family = EncoderConfig::Family::wavlm;
  config.stem_channels = {512, 512, 512, 512, 512, 512, 512};
  config.stem_kernels = {10, 3, 3, 3, 3, 2, 2};
  config.stem_strides = {5, 2, 2, 2, 2, 2, 2};
  if (!is_large) return config;
  config.hidden_size = 1024;
  config.layers = 24;
  config.attention_heads = 16;
  config.feed_forward_size = 4096;
  config.stem_norm = EncoderConfig::StemNorm::layer;
  config.stable_layer_norm = true;
  return config;
}

// Hugging Face's name of a WavLM whose configuration is not in the file.
EncoderConfig named_encoder(const ConfigReader& reader, std::string_view ssl_config) {
  if (!ssl_config.empty()) return EncoderConfig::parse(ssl_config, "", reader.name() + " (ssl_config.json)");
  const std::string name = reader.text("ssl_type", "");
  if (name == "microsoft/wavlm-base" || name == "microsoft/wavlm-base-plus") return wavlm(/*is_large=*/false);
  if (name != "microsoft/wavlm-large")
    reader.fail("ssl_type",
                "microsoft/wavlm-large, microsoft/wavlm-base-plus, microsoft/wavlm-base, or the encoder's configuration as "
                "ssl_config.json",
                ErrorCode::unsupported);
  return wavlm(/*is_large=*/true);
}

constexpr std::size_t vox_profile_window_s = 15;

// Vox-Profile's own names of encoders.
EncoderConfig vox_profile_encoder(const ConfigReader& reader, std::string_view ssl_config) {
  const std::string name = reader.text("pretrain_model", "");
  EncoderConfig config;
  if (!ssl_config.empty()) {
    config = EncoderConfig::parse(ssl_config, "", reader.name() + " (ssl_config.json)");
  } else if (name == "wavlm" || name == "wavlm_large") {
    config = wavlm(name == "wavlm_large");
  } else {
    struct Size {
      const char* name;
      std::size_t hidden_size, layers, heads, mel_bins;
    };
    constexpr std::array<Size, 5> sizes = {{{"whisper_tiny", 384, 4, 6, 80},
                                            {"whisper_base", 512, 6, 8, 80},
                                            {"whisper_small", 768, 12, 12, 80},
                                            {"whisper_medium", 1024, 24, 16, 80},
                                            {"whisper_large", 1280, 32, 20, 128}}};
    const auto size = std::ranges::find_if(sizes, [&](const Size& one) { return name == one.name; });
    if (size == sizes.end())
      reader.fail("pretrain_model",
                  "wavlm, wavlm_large, whisper_tiny, whisper_base, whisper_small, whisper_medium or whisper_large",
                  ErrorCode::unsupported);
    config.family = EncoderConfig::Family::whisper;
    config.hidden_size = size->hidden_size;
    config.layers = size->layers;
    config.attention_heads = size->heads;
    config.feed_forward_size = 4 * size->hidden_size;
    config.mel_bins = size->mel_bins;
    config.positions = 50 * vox_profile_window_s;
  }
  config.normalize_samples = name == "wavlm_large";
  return config;
}

// The arguments of its constructors.
void take_vox_profile(const ConfigReader& reader, std::string_view ssl_config, const CheckpointFacts& facts,
                      bool has_emotion_layer, EmotionCheckpointConfig& config) {
  reader.require_only({"pretrain_model", "hidden_dim", "finetune_method", "lora_rank", "use_conv_output", "output_class_num",
                       "detailed_class_num", "predict_gender"});
  config.architecture = "Vox-Profile";
  config.encoder = vox_profile_encoder(reader, ssl_config);
  const std::string method = reader.text("finetune_method", "finetune");
  if (method != "finetune" && method != "lora" && method != "frozen")
    reader.fail("finetune_method", "finetune, lora or frozen", ErrorCode::unsupported);
  config.hidden_size = reader.count("hidden_dim", 256, most_encoder_channels);
  config.weighted_layers = !config.encoder.is_whisper();
  config.leaves_first_state_out = !reader.flag("use_conv_output", true);
  config.longest_input_s = config.encoder.is_whisper() ? static_cast<double>(config.encoder.positions) / 50
                                                       : static_cast<double>(vox_profile_window_s);
  config.licence = "OpenRAIL, no commercial use; see its README.md";
  config.has_dimensions = !has_emotion_layer;
  if (!facts.labels.empty() && config.has_dimensions)
    reader.fail("labels", "none for arousal, valence and dominance", ErrorCode::invalid_argument);
  config.labels = {"activation", "valence", "dominance"};
  if (config.has_dimensions) return;
  config.labels = {"anger", "contempt", "disgust", "fear", "happiness", "neutral", "sadness", "surprise", "other"};
  const std::size_t count = reader.count("output_class_num", config.labels.size());
  if (!facts.labels.empty()) config.labels = facts.labels;
  if (config.labels.size() != count)
    reader.fail(
        "output_class_num",
        "as many as there are labels, " + std::to_string(config.labels.size()) + " (they can be given: --labels A,B,C)",
        ErrorCode::invalid_argument);
}

void take_labels(const ConfigReader& reader, const CheckpointFacts& facts, EmotionCheckpointConfig& config) {
  config.labels = reader.numbered_texts("id2label");
  const bool has_own = !config.labels.empty() && !std::ranges::any_of(config.labels, is_placeholder);
  if (has_own && !facts.labels.empty())
    reader.fail("id2label", "no labels of its own where labels are given", ErrorCode::invalid_argument);
  if (!has_own) config.labels = facts.labels;
  if (config.labels.empty()) reader.fail("id2label", "names of the outputs (they can be given: --labels A,B,C)");
  if (std::set<std::string>(config.labels.begin(), config.labels.end()).size() != config.labels.size())
    reader.fail("id2label", "a name of its own for each output");
  const auto dimensions =
      std::ranges::count_if(config.labels, [](const auto& label) { return !dimension_of(label).empty(); });
  config.has_dimensions = static_cast<std::size_t>(dimensions) == config.labels.size();
  if (dimensions > 0 && !config.has_dimensions)
    reader.fail("id2label", "either dimensions (arousal, valence, dominance) or categories, not both",
                ErrorCode::unsupported);
  const std::string problem = reader.text("problem_type", "");
  if (problem == "multi_label_classification")
    reader.fail("problem_type", "regression or one category", ErrorCode::unsupported);
  if (problem == "regression" && !config.has_dimensions)
    reader.fail("id2label", "arousal, valence and dominance as the outputs of a regression");
  for (std::string& label : config.labels) label = config.has_dimensions ? dimension_of(label) : lower_case(label);
}

void take_attentive_statistics(const ConfigReader& reader, std::string_view ssl_config, const CheckpointFacts& facts,
                               EmotionCheckpointConfig& config) {
  config.encoder = named_encoder(reader, ssl_config);
  config.hidden_layers = reader.count("classifier_hidden_layers", 1, most_encoder_layers);
  config.hidden_size = reader.count("hidden_size", 1024, most_encoder_channels);
  config.longest_input_s = static_cast<double>(reader.count("maxlen", 192000)) / 16000;
  if (reader.count("sampling_rate", 16000) != 16000) reader.fail("sampling_rate", "16000", ErrorCode::unsupported);
  const bool has_own = reader.has("mean") && reader.has("std");
  if (has_own && (facts.input_mean || facts.input_deviation))
    reader.fail("mean", "no statistics of its own where they are given", ErrorCode::invalid_argument);
  if (!has_own && !(facts.input_mean && facts.input_deviation))
    reader.fail("mean", "the mean and std of the training samples (they can be given: --input-mean, --input-std)");
  config.statistics = has_own ? SampleStatistics{reader.number("mean", 0), reader.number("std", 1)}
                              : SampleStatistics{*facts.input_mean, *facts.input_deviation};
  if (!(config.statistics->deviation > 0)) reader.fail("std", "a number above 0");
}

// The Odyssey baselines are classes of their authors' own; their model type tells them whatever the class is called.
bool is_odyssey_baseline(const ConfigReader& reader) { return reader.text("model_type", "") == "ser"; }

// Vox-Profile's say nothing but what their constructors took.
bool is_vox_profile(const ConfigReader& reader) {
  return reader.has("pretrain_model") && !reader.has("model_type") && !reader.has("architectures");
}

Head head_of(const ConfigReader& reader, const std::string& architecture) {
  std::string list;
  for (const KnownArchitecture& known : architectures) {
    if (architecture == known.name) return known.head;
    list += (list.empty() ? "" : ", ") + std::string(known.name);
  }
  if (is_odyssey_baseline(reader)) return Head::attentive_statistics;
  reader.fail("architectures", "one of " + list, ErrorCode::unsupported);
}

}  // namespace

EmotionCheckpointConfig EmotionCheckpointConfig::parse(std::string_view text, std::string_view preprocessor,
                                                       std::string_view ssl_config, const std::string& name,
                                                       const CheckpointFacts& facts, bool has_emotion_layer) {
  const ConfigReader reader(text, name);
  EmotionCheckpointConfig config;
  if (is_vox_profile(reader)) {
    config.head = Head::vox_profile;
    take_vox_profile(reader, ssl_config, facts, has_emotion_layer, config);
    return config;
  }
  const std::vector<std::string> names = reader.texts("architectures");
  if (!names.empty())
    config.architecture = names.front();
  else if (is_odyssey_baseline(reader))
    config.architecture = "SERModel";
  config.head = head_of(reader, config.architecture);
  if (config.head == Head::attentive_statistics) {
    take_attentive_statistics(reader, ssl_config, facts, config);
  } else {
    config.encoder = EncoderConfig::parse(text, preprocessor, name);
    if (preprocessor.empty() && !config.encoder.is_whisper())
      throw Error(ErrorCode::not_found, name + ": expected preprocessor_config.json beside it, found none");
    config.weighted_layers = reader.flag("use_weighted_layer_sum", false);
    config.hidden_size = reader.count("classifier_proj_size", 256, most_encoder_channels);
    if (config.head == Head::dense && reader.text("pooling_mode", "mean") != "mean")
      reader.fail("pooling_mode", "mean", ErrorCode::unsupported);
    if (config.encoder.is_whisper()) config.longest_input_s = static_cast<double>(config.encoder.positions) / 50;
  }
  if (config.longest_input_s < shortest_input_s)
    throw Error(ErrorCode::invalid_format, name + ": expected inputs of " + shortest_double(shortest_input_s) +
                                               " s or more (maxlen, max_source_positions), found " +
                                               shortest_double(config.longest_input_s) + " s");
  take_labels(reader, facts, config);
  return config;
}

EmotionCheckpointConfig EmotionCheckpointConfig::read(const std::filesystem::path& folder, const CheckpointFacts& facts) {
  const std::filesystem::path file = folder / "config.json";
  const auto text_of = [&](const char* name) { return read_configuration_if_there(folder / name); };
  const std::string text = read_file(file, largest_configuration);
  const bool has_emotion_layer = is_vox_profile(ConfigReader(text, file.string())) &&
                                 CheckpointTensors::open(folder).tensors().contains("emotion_layer.0.weight");
  return parse(text, text_of("preprocessor_config.json"), text_of("ssl_config.json"), file.string(), facts,
               has_emotion_layer);
}

bool is_emotion_checkpoint(const std::filesystem::path& folder) {
  const std::filesystem::path file = folder / "config.json";
  if (!std::filesystem::exists(file)) return false;
  const ConfigReader reader(read_file(file, largest_configuration), file.string());
  return !reader.has("format") && (reader.has("architectures") || reader.has("model_type") || is_vox_profile(reader));
}

}  // namespace affectus
