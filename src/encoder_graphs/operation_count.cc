#include "encoder_graphs/operation_count.h"

#include <algorithm>
#include <iterator>

#include "affectus/error.h"
#include "encoder_graphs/low_rank_adapter.h"

namespace affectus {
namespace {

double number(std::size_t value) { return static_cast<double>(value); }

void refuse_graph_file(const EncoderConfig& config) {
  if (config.family == EncoderConfig::Family::graph_file)
    throw Error(ErrorCode::unsupported, "expected an encoder whose family is known, found a graph from a file");
}

// The product of a module: `times` for each frame.
struct Product {
  std::string module;
  double in, out, times = 1;
};

// Of a layer.
std::vector<Product> products_of(const EncoderConfig& config, std::size_t layer) {
  const bool is_whisper = config.is_whisper();
  const std::string name = (is_whisper ? "layers." : "encoder.layers.") + std::to_string(layer) + ".";
  const std::string attention = name + (is_whisper ? "self_attn." : "attention.");
  const double hidden = number(config.hidden_size), feed_forward = number(config.feed_forward_size);
  std::vector<Product> products;
  for (const char* own : {"q_proj", "k_proj", "v_proj", "out_proj"}) products.push_back({attention + own, hidden, hidden});
  products.push_back({name + (is_whisper ? "fc1" : "feed_forward.intermediate_dense"), hidden, feed_forward});
  products.push_back({name + (is_whisper ? "fc2" : "feed_forward.output_dense"), feed_forward, hidden});
  const double heads = number(config.attention_heads);
  if (config.family == EncoderConfig::Family::wavlm)
    products.push_back({attention + "gru_rel_pos_linear", hidden / heads, 8, heads});
  return products;
}

// Of all layers that learn.
struct LowRankSize {
  double values = 0;
  double frame_operations = 0;  // multiply-adds
};
LowRankSize low_rank_size(const EncoderConfig& config, const LearningPart& part) {
  std::vector<Product> products;
  for (std::size_t layer = part.used_layers - part.layers; layer < part.used_layers; ++layer)
    std::ranges::copy(products_of(config, layer), std::back_inserter(products));
  std::vector<std::string> modules;
  modules.reserve(products.size());
  for (const Product& product : products) modules.push_back(product.module);
  const std::vector<bool> chosen = targeted(part.targets, modules);
  LowRankSize size;
  for (std::size_t i = 0; i < products.size(); ++i) {
    if (!chosen[i]) continue;
    const double values = number(part.rank) * (products[i].in + products[i].out);
    size.values += values;
    size.frame_operations += products[i].times * values;
  }
  return size;
}

}  // namespace

EncoderOperations count_operations(const EncoderConfig& config, std::size_t samples) {
  refuse_graph_file(config);
  const double hidden = number(config.hidden_size), frames = number(frame_count(config, samples));
  EncoderOperations count;
  if (config.is_whisper()) {
    count.stem = 2 * frames * 3 * number(config.mel_bins) * hidden + frames * 3 * hidden * hidden;
  } else {
    double in = 1;
    std::size_t length = samples;
    for (std::size_t i = 0; i < config.stem_channels.size(); ++i) {
      length = length < config.stem_kernels[i] ? 0 : (length - config.stem_kernels[i]) / config.stem_strides[i] + 1;
      count.stem += number(length) * number(config.stem_kernels[i]) * in * number(config.stem_channels[i]);
      in = number(config.stem_channels[i]);
    }
    const double positions =
        number(config.position_layers) * hidden * hidden / number(config.position_groups) * number(config.position_kernel);
    count.input = frames * (in * hidden + positions);
  }
  count.weights = frames * (4 * hidden * hidden + 2 * hidden * number(config.feed_forward_size));
  if (config.family == EncoderConfig::Family::wavlm) count.weights += frames * hidden * 8;  // the gate of the positions
  count.attention = 2 * frames * frames * hidden;
  return count;
}

double forward_operations(const EncoderConfig& config, std::size_t samples, std::size_t layers) {
  const EncoderOperations count = count_operations(config, samples);
  return count.stem + count.input + number(layers) * count.layer();
}

EncoderParameters count_parameters(const EncoderConfig& config) {
  refuse_graph_file(config);
  using Family = EncoderConfig::Family;
  const double hidden = number(config.hidden_size), feed_forward = number(config.feed_forward_size);
  EncoderParameters count;
  count.final_norm = 2 * hidden;  // in the encoders that norm their layers' outputs, before the first layer
  count.layer = 4 * hidden * hidden + 4 * hidden + 2 * hidden * feed_forward + feed_forward + hidden + 4 * hidden;
  if (config.is_whisper()) {
    count.stem = (3 * number(config.mel_bins) + 1) * hidden + (3 * hidden + 1) * hidden;
    count.input = number(config.positions) * hidden;
    count.layer -= hidden;  // keys have no bias
    return count;
  }
  double in = 1;
  for (std::size_t i = 0; i < config.stem_channels.size(); ++i) {
    const double out = number(config.stem_channels[i]);
    const bool has_norm = config.stem_norm == EncoderConfig::StemNorm::layer || i == 0;
    count.stem += number(config.stem_kernels[i]) * in * out + (config.stem_bias ? out : 0) + (has_norm ? 2 * out : 0);
    in = out;
  }
  const double kernel = number(config.position_kernel);
  const bool has_factors = config.family != Family::data2vec_audio && !config.position_batch_norm;  // of the weight norm
  count.input = (config.projection_layer_norm ? 2 * in : 0) + (in + 1) * hidden +
                number(config.position_layers) * (hidden * hidden / number(config.position_groups) * kernel + hidden) +
                (has_factors ? kernel : 0) + (config.position_batch_norm ? 4 * hidden : 0);
  if (config.family == Family::wavlm) {
    const double heads = number(config.attention_heads);
    count.input += number(config.position_buckets) * heads;
    count.layer += (hidden / heads + 1) * 8 + heads;
  }
  return count;
}

double step_operations(const EncoderConfig& config, std::size_t samples, const LearningPart& part) {
  const EncoderOperations count = count_operations(config, samples);
  const double layers = number(part.layers);
  const double weights = layers * count.weights + (part.below_layers ? count.input : 0);
  const double attention = layers * count.attention;
  const double added =
      part.rank == 0 ? 0 : number(frame_count(config, samples)) * low_rank_size(config, part).frame_operations;
  const double forward = weights + attention + added;
  const double input_gradients = weights + 2 * attention + added;
  const double weight_gradients = part.rank == 0 ? weights : added;
  const double forward_passes = 1 + (part.checkpointing ? 1 : 0) + (part.in_parts ? 1 : 0);
  return forward_passes * forward + input_gradients + weight_gradients;
}

double cached_operations(const EncoderConfig& config, std::size_t samples, const LearningPart& part) {
  const EncoderOperations count = count_operations(config, samples);
  return count.stem + (part.below_layers ? 0 : count.input) + number(part.used_layers - part.layers) * count.layer();
}

double learning_parameters(const EncoderConfig& config, const LearningPart& part) {
  if (part.rank > 0) return low_rank_size(config, part).values;
  const EncoderParameters count = count_parameters(config);
  return number(part.layers) * count.layer + count.final_norm + (part.below_layers ? count.input : 0);
}

double training_bytes(const EncoderConfig& config, std::size_t samples, double seconds, const LearningPart& part) {
  constexpr double sample_rate_hz = 16000;
  const EncoderParameters count = count_parameters(config);
  const double held = number(part.layers) * count.layer + count.final_norm + (part.below_layers ? count.input : 0);
  const double learning = learning_parameters(config, part);
  const double frames = number(frame_count(config, samples));
  const double all_frames = seconds * sample_rate_hz / number(samples) * frames;
  const double hidden = number(config.hidden_size);
  const double of_layer =
      8 * hidden + 2 * number(config.feed_forward_size) + number(config.attention_heads) * frames;  // values of a frame
  const double kept = part.checkpointing ? number(part.layers) * hidden + of_layer : number(part.layers) * of_layer;
  return 4 * (held + (part.rank > 0 ? learning : 0) + 3 * learning + all_frames * kept);
}

}  // namespace affectus
