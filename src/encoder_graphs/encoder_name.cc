#include "encoder_graphs/encoder_name.h"

#include <charconv>
#include <numeric>

#include "affectus/error.h"
#include "text/split.h"

namespace affectus {

std::optional<EncoderName> parse_encoder_name(const std::string& name) {
  const std::size_t at = name.rfind('@');
  if (at == std::string::npos || at == 0) return std::nullopt;
  EncoderName result{name.substr(0, at), {}};
  const std::string layers = name.substr(at + 1);
  if (layers == "mix") return result;
  for (const std::string& text : split(layers, ',')) {
    std::ptrdiff_t& layer = result.layers.emplace_back();
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, layer);
    if (error != std::errc() || stop != end)
      throw Error(ErrorCode::invalid_argument,
                  "front end " + name +
                      ": expected a layer's number, several joined by commas, or mix after '@', "
                      "found '" +
                      layers + "'");
  }
  return result;
}

std::vector<std::size_t> layers_of(const EncoderName& name, const EncoderConfig& config, const std::string& text) {
  std::vector<std::size_t> layers(config.layers + 1);
  std::iota(layers.begin(), layers.end(), std::size_t{0});
  if (name.layers.empty()) return layers;
  layers.clear();
  for (const std::ptrdiff_t layer : name.layers) {
    if (layer < -1 || layer > static_cast<std::ptrdiff_t>(config.layers))
      throw Error(ErrorCode::invalid_argument, "front end " + text + ": expected a layer from 0 to " +
                                                   std::to_string(config.layers) + " (or -1, the last), found " +
                                                   std::to_string(layer));
    layers.push_back(layer == -1 ? config.layers : static_cast<std::size_t>(layer));
  }
  return layers;
}

}  // namespace affectus
