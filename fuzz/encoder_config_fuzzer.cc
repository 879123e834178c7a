#include <cstddef>
#include <cstdint>
#include <string_view>

#include "affectus/error.h"
#include "encoders/emotion_checkpoint_config.h"
#include "encoders/encoder_config.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace affectus;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto attempt = [](const auto& parse) {
    try {
      parse();
    } catch (const Error&) {
    }
  };
  attempt([&] { EncoderConfig::parse(text, text, "input"); });
  attempt([&] { EncoderConfig::parse_graph_file(text, "input"); });
  attempt([&] { EmotionCheckpointConfig::parse(text, text, "", "input", {}); });
  attempt([&] { EmotionCheckpointConfig::parse(text, "", text, "input", {.labels = {"valence"}}); });
  return 0;
}
