#include "encoder_graphs/adapter_config.h"

#include <cmath>

#include "base/bounded_json.h"
#include "encoder_graphs/config_reader.h"

namespace affectus {
namespace {

constexpr std::size_t largest_rank = 4096;

}  // namespace

AdapterConfig AdapterConfig::parse(std::string_view text, const std::string& name) {
  const ConfigReader reader(text, name);
  reader.require_text("peft_type", "LORA");
  for (const char* key : {"use_dora", "use_qalora", "fan_in_fan_out", "lora_bias"}) reader.require_flag(key, false);
  if (reader.text("bias", "none") != "none") reader.fail("bias", "none", ErrorCode::unsupported);
  for (const char* key : {"rank_pattern", "alpha_pattern", "modules_to_save", "layer_replication", "trainable_token_indices",
                          "target_parameters"})
    if (reader.has_content(key)) reader.fail(key, "none", ErrorCode::unsupported);
  if (!reader.has("r")) reader.fail("r", "a whole number");
  if (!reader.has("lora_alpha")) reader.fail("lora_alpha", "a number");
  // Some ways to initialise change the encoder's own weights, which an adapter alone does not bring back.
  const nlohmann::json start = parse_json(text).value("init_lora_weights", nlohmann::json(true));
  if (start.is_string() && start != "gaussian" && start != "eva" && start != "orthogonal")
    reader.fail("init_lora_weights", "a kind that leaves the encoder's weights as they are", ErrorCode::unsupported);
  AdapterConfig config;
  config.rank = reader.count("r", 0, largest_rank);
  const double rank = static_cast<double>(config.rank);
  config.scale = reader.number("lora_alpha", 0) / (reader.flag("use_rslora", false) ? std::sqrt(rank) : rank);
  return config;
}

}  // namespace affectus
