#include "reproduction/fine_tuning_cost.h"

#include <algorithm>
#include <cmath>

#include "affectus/error.h"
#include "affectus/frames.h"
#include "encoder_graphs/encoder_config.h"
#include "encoder_graphs/encoder_name.h"
#include "encoder_graphs/operation_count.h"
#include "training/encoder_split.h"

namespace affectus {
namespace {

LearningPart learning_part(const Recipe& recipe, const EncoderConfig& config) {
  const EncoderOptions& options = *recipe.encoder;
  const EncoderSplit split = EncoderSplit::of(recipe, config);
  LearningPart part;
  part.used_layers = split.end;
  part.layers = split.end - split.first;
  part.below_layers = split.whole;
  if (options.train == EncoderOptions::Train::lora) {
    part.rank = options.rank;
    part.targets = options.targets;
  }
  part.checkpointing = options.checkpointing;
  return part;
}

// What cannot learn is the recipe's mistake, and told with its file.
void check_part(const Recipe& recipe, const EncoderConfig& config, const LearningPart& part) {
  try {
    (void)learning_parameters(config, part);
  } catch (const Error& error) {
    throw Error(error.code(), recipe.file + ": [encoder]: " + error.what());
  }
}

}  // namespace

std::size_t used_layers(const std::string& front_end, const std::filesystem::path& folder) {
  const std::optional<EncoderName> name = parse_encoder_name(front_end);
  if (!name)
    throw Error(ErrorCode::invalid_argument, "expected an encoder and its layer, NAME@LAYER, found '" + front_end + "'");
  return std::ranges::max(layers_of(*name, EncoderConfig::read(folder), front_end));
}

FineTuningCost fine_tuning_cost(const Recipe& recipe, const std::filesystem::path& folder, double utterances, double seconds,
                                double recordings) {
  const EncoderConfig config = EncoderConfig::read(folder);
  const auto samples = static_cast<std::size_t>(std::lround(seconds * sample_rate_hz));
  LearningPart part = learning_part(recipe, config);
  check_part(recipe, config, part);
  double held_s = seconds * static_cast<double>(recipe.training.batch_size);
  if (const double most_s = recipe.encoder->seconds_at_once; most_s > 0 && most_s < held_s) {
    held_s = most_s;
    part.in_parts = true;
  }
  const double steps = utterances * static_cast<double>(recipe.training.epochs);
  return {.operations = 2 * steps * step_operations(config, samples, part),
          .before_operations = 2 * recordings * cached_operations(config, samples, part),
          .scored_operations = 2 * forward_operations(config, samples, part.used_layers),
          .saved_bytes = sizeof(float) *
                         (part.rank > 0 ? learning_parameters(config, part) : count_parameters(config).all(config.layers)),
          .bytes = training_bytes(config, samples, held_s, part)};
}

}  // namespace affectus
