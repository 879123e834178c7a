#include <cstddef>
#include <cstdint>
#include <string_view>

#include "affectus/error.h"
#include "encoder_graphs/adapter_config.h"
#include "encoder_graphs/encoder_config.h"
#include "encoders/emotion_checkpoint_config.h"
#include "encoders/encoder_windows.h"

namespace {

using affectus::EncoderConfig;

// What is computed of a configuration that was taken: no number may overflow, and the numbers must agree.
void use(const EncoderConfig& config) {
  constexpr std::size_t minute = 960000;
  const std::size_t first = first_frame_samples(config), hop = samples_per_frame(config);
  if (first < 1 || first > minute || hop < 1 || hop > minute) __builtin_trap();
  if (frame_count(config, first - 1) != 0 || frame_count(config, first) != 1 || frame_count(config, first + hop) != 2)
    __builtin_trap();
  if (config.layers > affectus::most_encoder_layers || config.hidden_size > affectus::most_encoder_channels)
    __builtin_trap();
  for (const double window_s : {0.0, 1.0, 600.0}) {
    try {
      const auto [window, context] = affectus::encoder_windows("input", window_s, 0, config);
      // As EncoderStream moves: each window gives frames that no other gave, all of which it holds.
      if (window <= 2 * context || window % hop != 0 || context % hop != 0) __builtin_trap();
      if (frame_count(config, window) < (window - context) / hop) __builtin_trap();
    } catch (const affectus::Error&) {
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace affectus;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto attempt = [](const auto& parse) {
    try {
      use(parse());
    } catch (const Error&) {
    }
  };
  attempt([&] { return EncoderConfig::parse(text, text, "input"); });
  attempt([&] { return EncoderConfig::parse_graph_file(text, "input"); });
  attempt([&] { return EmotionCheckpointConfig::parse(text, text, "", "input", {}).encoder; });
  attempt([&] { return EmotionCheckpointConfig::parse(text, "", text, "input", {.labels = {"valence"}}).encoder; });
  try {
    if (const AdapterConfig adapter = AdapterConfig::parse(text, "input"); adapter.rank < 1) __builtin_trap();
  } catch (const Error&) {
  }
  return 0;
}
