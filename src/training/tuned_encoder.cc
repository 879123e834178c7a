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

at::Tensor tensor_of_frames(const Frames& frames) {
  return at::from_blob(const_cast<float*>(frames.data()),
                       {static_cast<std::int64_t>(frames.count()), static_cast<std::int64_t>(frames.dim())})
      .clone();
}

Frames frames_of_tensor(const at::Tensor& tensor) {
  const at::Tensor values = tensor.detach().to(at::kFloat).cpu().contiguous();
  Frames frames(static_cast<std::size_t>(values.size(1)));
  frames.resize(static_cast<std::size_t>(values.size(0)));
  std::copy_n(values.data_ptr<float>(), values.numel(), frames.data());
  return frames;
}

// [T, C] to [longest, C].
at::Tensor lengthened(const at::Tensor& frames, std::int64_t longest) {
  return frames.size(0) == longest ? frames : at::constant_pad_nd(frames, {0, 0, 0, longest - frames.size(0)});
}

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

TunedEncoder::TunedEncoder(TorchEncoder encoder, const EncoderSplit& split, const Recipe& recipe, Parameters& parameters,
                           std::size_t threads, bool joins)
    : encoder_(std::move(encoder)),
      split_(split),
      options_(*recipe.encoder),
      optimizer_(recipe.optimizer),
      seed_(recipe.training.seed),
      joins_(joins),
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
    if (one.layer >= 0) weights_of_layers_[static_cast<std::size_t>(one.layer)].push_back(one.used);
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

void TunedEncoder::add(const std::string& name, const at::Tensor& used, Parameters& parameters) {
  Learned one{
      .parameter = used.is_cpu() ? used : used.cpu(), .used = used, .layer = split_.layer_of(name, encoder_.config())};
  one.used.set_requires_grad(true);
  parameters.adopt(name, one.parameter, rate_of(one.layer));
  learned_.push_back(std::move(one));
}

Parameters::Rate TunedEncoder::rate_of(std::ptrdiff_t layer) const {
  const auto below_the_last = static_cast<double>(static_cast<std::ptrdiff_t>(split_.end) - 1 - layer);
  return {.factor = options_.learning_rate / optimizer_.learning_rate * std::pow(options_.layer_decay, below_the_last),
          .warmup_steps = options_.warmup_steps};
}

// What the optimiser changed, on the device.
void TunedEncoder::refresh() const {
  const at::NoGradGuard no_gradient;
  for (const Learned& one : learned_)
    if (!one.used.is_same(one.parameter)) one.used.copy_(one.parameter);
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
  if (joins_)
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return below[a].count() > below[b].count(); });
  std::vector<Part> parts;
  for (const std::size_t i : order) {
    const double bound = options_.seconds_at_once > 0 ? options_.seconds_at_once : std::numeric_limits<double>::max();
    const bool is_next =
        joins_ && !parts.empty() && seconds(below[parts.back()[0]]) * static_cast<double>(parts.back().size() + 1) <= bound;
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

at::Tensor TunedEncoder::input(const Part& part, std::span<const Frames> below) const {
  std::int64_t longest = 0;
  for (const std::size_t i : part) longest = std::max(longest, frame_count(below[i]));
  std::vector<at::Tensor> inputs;
  const auto channels = static_cast<std::int64_t>(encoder_.config().hidden_size);
  for (const std::size_t i : part) {
    at::Tensor x = tensor_of_frames(below[i]).to(encoder_.device());
    if (split_.whole)
      x = encoder_.description().input((encoder_.config().is_whisper() ? x.t().contiguous() : x).unsqueeze(0))[0];
    else
      x = x.slice(1, x.size(1) - channels);
    inputs.push_back(lengthened(x, longest));
  }
  return inputs.size() == 1 ? inputs[0].unsqueeze(0) : at::stack(inputs);
}

at::Tensor TunedEncoder::masked(const at::Tensor& input, const Part& part, std::span<const Frames> below,
                                std::uint64_t step) const {
  if (options_.time_mask == 0 && options_.feature_mask == 0) return input;
  const at::Tensor kept = at::ones({input.size(0), input.size(1), input.size(2)});
  for (std::size_t member = 0; member < part.size(); ++member) {
    RandomStream random{seed_, random_encoder_masks, step, share_.row(part[member])};
    const at::Tensor own = kept[static_cast<std::int64_t>(member)];
    const auto frames = static_cast<std::size_t>(frame_count(below[part[member]]));
    for (const FrameMask& mask : draw_masks(frames, options_.time_mask, options_.time_mask_frames, random))
      own.slice(0, mask.start, mask.end).zero_();
    const std::size_t values = encoder_.config().hidden_size;
    for (const FrameMask& mask : draw_masks(values, options_.feature_mask, options_.feature_mask_values, random))
      own.slice(1, mask.start, mask.end).zero_();
  }
  return input * kept.to(input.device());
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
    x = states[split_.first] = input(part, below);
    if (step) x = masked(x, part, below, *step);
    graph::LayerContext<TorchEngine> context;
    if (encoder_.description().positions) context.positions = encoder_.description().positions(x);
    if (part.size() > 1) {
      context.mask = at::zeros({x.size(0), 1, 1, x.size(1)}).to(x.device());
      for (std::size_t member = 0; member < part.size(); ++member)
        context.mask->select(0, static_cast<std::int64_t>(member))
            .slice(2, frame_count(below[part[member]]))
            .fill_(-std::numeric_limits<float>::infinity());
    }
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
        columns.push_back(tensor_of_frames(below[part[member]])
                              .to(x.device())
                              .narrow(1, channels * (frozen - split_.frozen.begin()), channels));
      else
        columns.push_back(
            states[layer][static_cast<std::int64_t>(member)].slice(0, 0, frame_count(below[part[member]])).to(at::kFloat));
    }
    outputs.push_back(normalized(columns.size() == 1 ? columns[0] : at::cat(columns, 1), normalization_));
  }
  return outputs;
}

std::vector<Frames> TunedEncoder::run_all(std::span<const Frames> below, std::optional<std::uint64_t> step, bool keeps) {
  refresh();
  const std::vector<Part> parts = parts_of(below);
  std::vector<Frames> frames(below.size());
  kept_.clear();
  if (keeps) kept_.resize(parts.size());
  parallel_for(pool_, parts.size(), [&](std::size_t i) {
    const at::AutoGradMode with_gradients(keeps);
    std::vector<at::Tensor> outputs = run(parts[i], below, step);
    for (std::size_t member = 0; member < parts[i].size(); ++member)
      frames[parts[i][member]] = frames_of_tensor(outputs[member]);
    if (keeps) kept_[i] = std::move(outputs);
  });
  return frames;
}

std::vector<Frames> TunedEncoder::frames(std::span<const Frames> below) { return run_all(below, {}, false); }

std::vector<Frames> TunedEncoder::learn(std::span<const Frames> below, std::uint64_t step, const Share& share) {
  double sum = 0;
  for (const Frames& one : below) sum += seconds(one);
  below_ = below;
  step_ = step;
  share_ = share;
  parts_ = parts_of(below);
  return run_all(below, step, options_.seconds_at_once == 0 || sum <= options_.seconds_at_once);
}

void TunedEncoder::backward(std::span<const Frames> gradients) {
  std::vector<at::Tensor> used;
  for (const Learned& one : learned_) used.push_back(one.used);
  for (std::size_t start = 0; start < parts_.size();) {
    const std::size_t end = wave_end(start);
    std::vector<std::vector<at::Tensor>> found(end - start);
    parallel_for(pool_, end - start, [&](std::size_t i) {
      const Part& part = parts_[start + i];
      const at::AutoGradMode with_gradients(true);
      const std::vector<at::Tensor> outputs = kept_.empty() ? run(part, below_, step_) : std::exchange(kept_[start + i], {});
      std::vector<at::Tensor> differentiable, slopes;
      for (std::size_t member = 0; member < part.size(); ++member) {
        if (!outputs[member].requires_grad()) continue;  // all layers were left out
        differentiable.push_back(outputs[member]);
        slopes.push_back(tensor_of_frames(gradients[part[member]]).to(outputs[member].device()));
      }
      if (!differentiable.empty())
        found[i] = torch::autograd::grad(differentiable, used, slopes, /*retain_graph=*/false, /*create_graph=*/false,
                                         /*allow_unused=*/true);
    });
    const at::NoGradGuard no_gradient;
    for (const std::vector<at::Tensor>& of_part : found)
      for (std::size_t i = 0; i < of_part.size(); ++i)
        if (of_part[i].defined()) learned_[i].parameter.mutable_grad().add_(of_part[i].to(learned_[i].parameter.device()));
    start = end;
  }
  kept_.clear();
}

}  // namespace affectus
