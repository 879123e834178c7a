#include "training/encoder_split.h"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "affectus/error.h"
#include "affectus/frames.h"
#include "encoder_graphs/encoder_name.h"
#include "text/text.h"

namespace affectus {
namespace {

// Of Whisper, and of the others where the norm is not part of each layer, the norm after the last layer.
bool is_final_norm(const std::string& tensor, const EncoderConfig& config) {
  if (config.is_whisper()) return tensor.starts_with("layer_norm.");
  return config.stable_layer_norm && tensor.starts_with("encoder.layer_norm.");
}

double window_of(const FrontEndChoice& front_end, const EncoderConfig& config) {
  const auto options = nlohmann::json::parse(front_end.options, nullptr, /*allow_exceptions=*/false);
  const auto fail = [&](const std::string& what) {
    throw Error(ErrorCode::invalid_argument, "front end " + front_end.name + ": expected " + what + " where it learns");
  };
  if (!options.is_object()) fail("a table of options");
  if (options.contains("adapter")) fail("no adapter (fold it into a folder of its own first)");
  if (options.value("skip_silence", nlohmann::json(false)) != false) fail("no skip_silence");
  if (config.is_whisper() && options.value("pad", nlohmann::json(true)) != false)
    fail("the option pad = false, without which Whisper sees 30 s of each utterance,");
  const double usual = config.is_whisper()
                           ? static_cast<double>(config.positions * samples_per_frame(config)) / sample_rate_hz
                           : usual_encoder_window_s;
  const auto given = options.value("window_s", nlohmann::json(0.0));
  return given.is_number() && given != 0 ? given.get<double>() : usual;
}

}  // namespace

EncoderSplit EncoderSplit::of(const Recipe& recipe, const EncoderConfig& config) {
  const FrontEndChoice& front_end = recipe.front_ends.at(0);
  const EncoderOptions& options = *recipe.encoder;
  const auto name = parse_encoder_name(front_end.name);
  if (!name) throw Error(ErrorCode::invalid_argument, "front end " + front_end.name + ": expected an encoder as NAME@LAYER");
  const double rate_hz = static_cast<double>(sample_rate_hz) / static_cast<double>(samples_per_frame(config));
  if (recipe.frame_rate_hz != 0 && recipe.frame_rate_hz != rate_hz)
    throw Error(ErrorCode::invalid_argument, recipe.file + ": frame_rate_hz: expected 0 or the encoder's " +
                                                 shortest_double(rate_hz) + " where it learns");
  EncoderSplit split;
  split.checkpoint = name->checkpoint;
  split.layers = layers_of(*name, config, front_end.name);
  split.longest_s = window_of(front_end, config);
  split.end = *std::ranges::max_element(split.layers);
  if (split.end == 0)
    throw Error(ErrorCode::invalid_argument,
                "front end " + front_end.name + ": expected the output of a layer (1 or above) where an encoder learns");
  if (options.layers > split.end)
    throw Error(ErrorCode::invalid_argument, recipe.file + ": layers of [encoder]: expected at most the " +
                                                 std::to_string(split.end) + " that the front end uses, found " +
                                                 std::to_string(options.layers));
  split.whole = options.train == EncoderOptions::Train::all;
  split.first = options.layers == 0 ? 0 : split.end - options.layers;
  if (split.whole) return split;
  for (std::size_t state = 0; state <= split.first; ++state)
    if (state == split.first || std::ranges::find(split.layers, state) != split.layers.end()) split.frozen.push_back(state);
  return split;
}

std::string EncoderSplit::frozen_name() const {
  std::string name = checkpoint + "@";
  for (const std::size_t state : frozen) name += (state == frozen.front() ? "" : ",") + std::to_string(state);
  return name;
}

std::ptrdiff_t EncoderSplit::layer_of(const std::string& tensor, const EncoderConfig& config) const {
  if (is_final_norm(tensor, config)) return static_cast<std::ptrdiff_t>(config.layers) - 1;
  const std::string beginning = config.is_whisper() ? "layers." : "encoder.layers.";
  if (!tensor.starts_with(beginning)) return -1;
  std::ptrdiff_t layer = -1;
  std::from_chars(tensor.data() + beginning.size(), tensor.data() + tensor.size(), layer);
  return layer;
}

bool EncoderSplit::learns(const std::string& tensor, const EncoderConfig& config) const {
  // Whisper's positions are sinusoids, and moments are no weights; the convolutions that see samples keep what they have
  // learned from far more speech.
  if (tensor == "embed_positions.weight" || tensor.find(".running_") != std::string::npos ||
      tensor.starts_with("feature_extractor."))
    return false;
  const std::ptrdiff_t layer = layer_of(tensor, config);
  if (layer < 0) return whole;
  return layer >= static_cast<std::ptrdiff_t>(first) && layer < static_cast<std::ptrdiff_t>(end);
}

}  // namespace affectus
