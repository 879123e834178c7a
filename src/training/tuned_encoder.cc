#include "training/tuned_encoder.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/grad_mode.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "affectus/error.h"
#include "base/random.h"
#include "encoder_graphs/low_rank_adapter.h"
#include "text/joined.h"
#include "threads/parallel.h"
#include "torch_encoders/checkpointed.h"
#include "torch_encoders/lower_precision.h"
#include "training/frame_masks.h"
#include "training/frame_normalization.h"
#include "training/random_purpose.h"

namespace affectus {
namespace {

// A copy on the device.
at::Tensor tensor_of_frames(const Frames& frames, const at::Device& device) {
  const at::Tensor values = at::from_blob(const_cast<float*>(frames.data()), {static_cast<std::int64_t>(frames.count()),
                                                                              static_cast<std::int64_t>(frames.dim())});
  return device.is_cpu() ? values.clone() : values.to(device);
}

Frames frames_of_tensor(const at::Tensor& tensor) {
  const at::Tensor values = tensor.detach().to(at::kFloat).cpu().contiguous();
  Frames frames(static_cast<std::size_t>(values.size(1)));
  frames.resize(static_cast<std::size_t>(values.size(0)));
  std::copy_n(values.data_ptr<float>(), values.numel(), frames.data());
  return frames;
}

// On a CPU: products of 500 rows are faster than those of 250, and larger parts leave threads of a small batch without work.
constexpr double seconds_of_a_part = 10;

std::vector<at::Tensor> as_they_are(const std::vector<at::Tensor>& frames) { return frames; }

}  // namespace

std::vector<std::string> adapted_weights(const TorchEncoder& encoder, const EncoderSplit& split, const Recipe& recipe) {
  const std::string suffix = ".weight";
  std::vector<std::string> modules;
  for (const auto& [weight, product] : encoder.products()) {
    const std::ptrdiff_t layer = split.layer_of(weight, encoder.config());
    if (layer >= static_cast<std::ptrdiff_t>(split.first) && layer < static_cast<std::ptrdiff_t>(split.end))
      modules.push_back(weight.substr(0, weight.size() - suffix.size()));
  }
  std::vector<bool> chosen;
  try {
    chosen = targeted(recipe.encoder->targets, modules);
  } catch (const Error& error) {
    throw Error(error.code(), recipe.file + ": [encoder]: " + error.what());
  }
  std::vector<std::string> weights;
  for (std::size_t i = 0; i < modules.size(); ++i)
    if (chosen[i]) weights.push_back(modules[i] + suffix);
  return weights;
}

TunedEncoder::TunedEncoder(TorchEncoder encoder, const EncoderSplit& split, const Recipe& recipe,
                           const EstimatorShape& shape, Parameters& parameters, std::size_t threads, bool joins)
    : encoder_(std::move(encoder)),
      split_(split),
      options_(*recipe.encoder),
      optimizer_(recipe.optimizer),
      seed_(recipe.training.seed),
      joins_(joins),
      pooled_dim_(shape.pooled_dim()),
      trunk_(shape, encoder_.device()),
      pool_(joins ? 1 : threads) {
  normalization_.utterance = recipe.front_ends[0].utterance_normalization;
  RandomStream random{seed_, random_adapter};
  if (options_.train == EncoderOptions::Train::lora) {
    for (const std::string& weight : adapted_weights(encoder_, split_, recipe))
      add_matrices(weight, encoder_.products().at(weight), parameters, random);
  } else {
    for (const auto& [name, tensor] : encoder_.tensors())
      if (split_.learns(name, encoder_.config())) add(name, tensor, parameters);
  }
  weights_of_layers_.resize(split_.end);
  for (const Learned& one : learned_)
    if (one.layer >= 0) weights_of_layers_[static_cast<std::size_t>(one.layer)].push_back(one.tensor);
}

// As peft starts them: A as a linear layer's weight, B at zero, so that the encoder is at first what it was.
void TunedEncoder::add_matrices(const std::string& weight, const std::shared_ptr<ProductWeight>& product,
                                Parameters& parameters, RandomStream& random) {
  const std::int64_t out = product->weight.size(0), in = product->weight.size(1);
  const auto rank = static_cast<std::int64_t>(options_.rank);
  at::Tensor a = at::empty({rank, in});
  const double bound = 1 / std::sqrt(static_cast<double>(in));
  for (float& value : values_of(a)) value = static_cast<float>(random.uniform(-bound, bound));
  const at::Device device = encoder_.device();
  product->low_rank = LowRank{a.to(device), at::zeros({out, rank}).to(device), options_.alpha / static_cast<double>(rank)};
  add(weight + ".lora_A", product->low_rank->a, parameters);
  add(weight + ".lora_B", product->low_rank->b, parameters);
}

void TunedEncoder::add(const std::string& name, const at::Tensor& tensor, Parameters& parameters) {
  const std::ptrdiff_t layer = split_.layer_of(name, encoder_.config());
  parameters.adopt(name, tensor, rate_of(layer), /*by_operators=*/joins_);
  learned_.push_back({.tensor = tensor, .layer = layer});
}

Parameters::Rate TunedEncoder::rate_of(std::ptrdiff_t layer) const {
  const auto below_the_last = static_cast<double>(static_cast<std::ptrdiff_t>(split_.end) - 1 - layer);
  return {.factor = options_.learning_rate / optimizer_.learning_rate * std::pow(options_.layer_decay, below_the_last),
          .warmup_steps = options_.warmup_steps};
}

std::int64_t TunedEncoder::frame_count(const Frames& below) const {
  // Whisper's log-mel has two frames for each of the encoder's.
  return static_cast<std::int64_t>(below.count()) / (split_.whole && encoder_.config().is_whisper() ? 2 : 1);
}

double TunedEncoder::seconds(const Frames& below) const {
  return static_cast<double>(frame_count(below)) * static_cast<double>(samples_per_frame(encoder_.config())) /
         sample_rate_hz;
}

std::vector<TunedEncoder::Part> TunedEncoder::parts_of(std::span<const Frames> below) const {
  std::vector<std::size_t> order(below.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return below[a].count() > below[b].count(); });
  const double at_once = options_.seconds_at_once > 0 ? options_.seconds_at_once : std::numeric_limits<double>::max();
  const double most = joins_ ? at_once : seconds_of_a_part;
  std::vector<Part> parts;
  for (const std::size_t i : order) {
    const bool is_next =
        !parts.empty() && seconds(below[parts.back()[0]]) * static_cast<double>(parts.back().size() + 1) <= most;
    if (!is_next) parts.emplace_back();
    parts.back().push_back(i);
  }
  return parts;
}

std::size_t TunedEncoder::wave_end(std::size_t start) const {
  double sum = 0;
  std::size_t end = start;
  for (; end < parts_.size() && end - start < pool_.size(); ++end) {
    for (const std::size_t i : parts_[end]) sum += seconds(below_[i]);
    if (options_.seconds_at_once > 0 && sum > options_.seconds_at_once && end > start) break;
  }
  return end;
}

PaddedBatch TunedEncoder::input(const Part& part, std::span<const Frames> below) const {
  std::vector<at::Tensor> inputs;
  const auto channels = static_cast<std::int64_t>(encoder_.config().hidden_size);
  for (const std::size_t i : part) {
    const at::Tensor x = tensor_of_frames(below[i], encoder_.device());
    if (split_.whole)
      inputs.push_back(
          encoder_.description().input((encoder_.config().is_whisper() ? x.t().contiguous() : x).unsqueeze(0))[0]);
    else
      inputs.push_back(x.slice(1, x.size(1) - channels));
  }
  return pad(inputs);
}

at::Tensor TunedEncoder::masked(const at::Tensor& input, const Part& part, std::span<const Frames> below,
                                std::uint64_t step) const {
  if (options_.time_mask == 0 && options_.feature_mask == 0) return input;
  const at::Tensor kept_frames = at::ones({input.size(0), input.size(1), 1});
  const at::Tensor kept_values = at::ones({input.size(0), 1, input.size(2)});
  for (std::size_t member = 0; member < part.size(); ++member) {
    RandomStream random{seed_, random_encoder_masks, step, share_.row(part[member])};
    const auto row = static_cast<std::int64_t>(member);
    const auto frames = static_cast<std::size_t>(frame_count(below[part[member]]));
    for (const FrameMask& mask : draw_masks(frames, options_.time_mask, options_.time_mask_frames, random))
      kept_frames[row].slice(0, mask.start, mask.end).zero_();
    const std::size_t values = encoder_.config().hidden_size;
    for (const FrameMask& mask : draw_masks(values, options_.feature_mask, options_.feature_mask_values, random))
      kept_values[row].slice(1, mask.start, mask.end).zero_();
  }
  return input * (kept_frames.to(input.device()) * kept_values.to(input.device()));
}

at::Tensor TunedEncoder::run_layer(std::size_t layer, const at::Tensor& x,
                                   const graph::LayerContext<TorchEngine>& context) const {
  const auto& step = encoder_.description().layers[layer];
  if (!options_.checkpointing || !at::GradMode::is_enabled()) return step(x, context);
  std::vector<at::Tensor> inputs = {x};
  if (context.positions) inputs.push_back(*context.positions);
  const bool is_lower = options_.precision == EncoderOptions::Precision::bfloat16;
  const auto again = [&step, is_lower, device = encoder_.device(),
                      mask = context.mask](const std::vector<at::Tensor>& from) {
    const LowerPrecision lower(is_lower, device);
    graph::LayerContext<TorchEngine> own{.positions = {}, .mask = mask};
    if (from.size() > 1) own.positions = from[1];
    return step(from[0], own);
  };
  return checkpointed(again, inputs, weights_of_layers_[layer]);
}

std::vector<at::Tensor> TunedEncoder::run(const Part& part, std::span<const Frames> below,
                                          std::optional<std::uint64_t> step) const {
  std::vector<at::Tensor> states(encoder_.config().layers + 1);
  at::Tensor x;
  {
    const LowerPrecision lower(step && options_.precision == EncoderOptions::Precision::bfloat16, encoder_.device());
    const PaddedBatch batch = input(part, below);
    x = states[split_.first] = batch.frames;
    if (step) x = masked(x, part, below, *step);
    graph::LayerContext<TorchEngine> context;
    context.mask = batch.mask;
    if (encoder_.description().positions) context.positions = encoder_.description().positions(x);
    for (std::size_t layer = split_.first; layer < split_.end; ++layer) {
      const bool is_left_out = step && options_.layer_drop > 0 &&
                               RandomStream{seed_, random_layer_drop, *step, layer}.chance(options_.layer_drop);
      if (!is_left_out) x = run_layer(layer, x, context);
      states[layer + 1] = x;
    }
    const auto& final_norm = encoder_.description().final_norm;
    if (split_.end == encoder_.config().layers && final_norm) states[split_.end] = (*final_norm)(x);
  }

  std::vector<at::Tensor> outputs;
  const auto channels = static_cast<std::int64_t>(encoder_.config().hidden_size);
  for (std::size_t member = 0; member < part.size(); ++member) {
    std::vector<at::Tensor> columns;
    for (const std::size_t layer : split_.layers) {
      const auto frozen = std::ranges::find(split_.frozen, layer);
      if (frozen != split_.frozen.end())
        columns.push_back(tensor_of_frames(below[part[member]], x.device())
                              .narrow(1, channels * (frozen - split_.frozen.begin()), channels));
      else
        columns.push_back(
            states[layer][static_cast<std::int64_t>(member)].slice(0, 0, frame_count(below[part[member]])).to(at::kFloat));
    }
    outputs.push_back(normalized(columns.size() == 1 ? columns[0] : at::cat(columns, 1), normalization_));
  }
  return outputs;
}

void TunedEncoder::run_all(std::span<const Frames> below, std::optional<std::uint64_t> step, bool keeps,
                           const std::function<Outputs(const Outputs&)>& finish,
                           const std::function<void(const Part&, const Outputs&)>& take) {
  const std::vector<Part> parts = parts_of(below);
  kept_.clear();
  if (keeps) kept_.resize(parts.size());
  parallel_for(pool_, parts.size(), [&](std::size_t i) {
    at::init_num_threads();  // what set_num_threads() said holds for this thread, too
    const at::AutoGradMode with_gradients(keeps);
    Outputs outputs = finish(run(parts[i], below, step));
    take(parts[i], outputs);
    if (keeps) kept_[i] = std::move(outputs);
  });
}

bool TunedEncoder::begin(std::span<const Frames> below, std::uint64_t step, const Share& share) {
  double sum = 0;
  for (const Frames& one : below) sum += seconds(one);
  below_ = below;
  step_ = step;
  share_ = share;
  parts_ = parts_of(below);
  return options_.seconds_at_once == 0 || sum <= options_.seconds_at_once;
}

TunedEncoder::Outputs TunedEncoder::backward_through(std::span<const at::Tensor> others,
                                                     const std::function<Outputs(const Outputs&)>& finish,
                                                     const std::function<Outputs(const Part&)>& slopes) {
  Outputs tensors;
  for (const Learned& one : learned_) tensors.push_back(one.tensor);
  tensors.insert(tensors.end(), others.begin(), others.end());
  Outputs of_others(others.size());
  for (std::size_t start = 0; start < parts_.size();) {
    const std::size_t end = wave_end(start);
    std::vector<Outputs> found(end - start);
    parallel_for(pool_, end - start, [&](std::size_t i) {
      at::init_num_threads();  // what set_num_threads() said holds for this thread, too
      const Part& part = parts_[start + i];
      const at::AutoGradMode with_gradients(true);
      const Outputs outputs = kept_.empty() ? finish(run(part, below_, step_)) : std::exchange(kept_[start + i], {});
      const Outputs all_slopes = slopes(part);
      Outputs differentiable, own_slopes;
      for (std::size_t j = 0; j < outputs.size(); ++j) {
        if (!outputs[j].requires_grad()) continue;  // all layers were left out
        differentiable.push_back(outputs[j]);
        own_slopes.push_back(all_slopes[j].to(outputs[j].device()));
      }
      if (!differentiable.empty())
        found[i] = torch::autograd::grad(differentiable, tensors, own_slopes, /*retain_graph=*/false,
                                         /*create_graph=*/false, /*allow_unused=*/true);
    });
    const at::NoGradGuard no_gradient;
    for (const Outputs& of_part : found)
      for (std::size_t i = 0; i < of_part.size(); ++i) {
        if (!of_part[i].defined()) continue;
        if (i < learned_.size()) {
          tensors[i].mutable_grad().add_(of_part[i]);
          continue;
        }
        at::Tensor& sum = of_others[i - learned_.size()];
        sum = sum.defined() ? sum + of_part[i] : of_part[i];
      }
    start = end;
  }
  kept_.clear();
  return of_others;
}

std::vector<Frames> TunedEncoder::run_frames(std::span<const Frames> below, std::optional<std::uint64_t> step, bool keeps) {
  std::vector<Frames> frames(below.size());
  run_all(below, step, keeps, as_they_are, [&](const Part& part, const Outputs& outputs) {
    for (std::size_t i = 0; i < part.size(); ++i) frames[part[i]] = frames_of_tensor(outputs[i]);
  });
  return frames;
}

std::vector<Frames> TunedEncoder::frames(std::span<const Frames> below) { return run_frames(below, {}, /*keeps=*/false); }

std::vector<Frames> TunedEncoder::learn(std::span<const Frames> below, std::uint64_t step, const Share& share) {
  const bool keeps = begin(below, step, share);
  return run_frames(below, step, keeps);
}

void TunedEncoder::backward(std::span<const Frames> gradients) {
  backward_through({}, as_they_are, [&](const Part& part) {
    Outputs slopes;
    for (const std::size_t i : part) slopes.push_back(tensor_of_frames(gradients[i], encoder_.device()));
    return slopes;
  });
}

void TunedEncoder::run_pooled(std::span<const Frames> below, std::optional<std::uint64_t> step, bool keeps,
                              const TrunkTensors& weights, float* pooled) {
  trunk_.set_weights(weights);
  run_all(
      below, step, keeps, [&](const Outputs& frames) { return Outputs{trunk_(frames)}; },
      [&](const Part& part, const Outputs& outputs) {
        const at::Tensor rows = outputs[0].detach().cpu().contiguous();
        for (std::size_t i = 0; i < part.size(); ++i)
          std::copy_n(rows.data_ptr<float>() + i * pooled_dim_, pooled_dim_, pooled + part[i] * pooled_dim_);
      });
}

void TunedEncoder::pooled(std::span<const Frames> below, const TrunkTensors& weights, float* pooled) {
  run_pooled(below, {}, /*keeps=*/false, weights, pooled);
}

void TunedEncoder::learn_pooled(std::span<const Frames> below, std::uint64_t step, const Share& share,
                                const TrunkTensors& weights, float* pooled) {
  const bool keeps = begin(below, step, share);
  run_pooled(below, step, keeps, weights, pooled);
}

void TunedEncoder::backward_pooled(const float* pooled_gradient, const TrunkTensors& gradients) {
  const auto width = static_cast<std::int64_t>(pooled_dim_);
  const Outputs of_trunk = backward_through(
      trunk_.weights(), [&](const Outputs& frames) { return Outputs{trunk_(frames)}; },
      [&](const Part& part) {
        const at::Tensor slopes = at::empty({static_cast<std::int64_t>(part.size()), width});
        for (std::size_t i = 0; i < part.size(); ++i)
          std::copy_n(pooled_gradient + part[i] * pooled_dim_, pooled_dim_, slopes.data_ptr<float>() + i * pooled_dim_);
        return Outputs{slopes};
      });
  trunk_.add_gradients(of_trunk, gradients);
}

}  // namespace affectus
