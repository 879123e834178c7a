#include "training/learner.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/grad_mode.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "affectus/error.h"
#include "training/adam.h"
#include "training/loss.h"
#include "training/random.h"

namespace affectus {
namespace {

struct Parameter {
  std::string name;
  at::Tensor value;
  at::Tensor first_moment;
  at::Tensor second_moment;
  at::Tensor average;
};

std::span<float> values_of(const at::Tensor& tensor) {
  return {tensor.data_ptr<float>(), static_cast<std::size_t>(tensor.numel())};
}

// The utterances of a batch, longest first, padded with zeros: utterances x dim x frames.
struct PaddedBatch {
  at::Tensor frames;
  at::Tensor lengths;  // utterances, int64
  at::Tensor targets;
  at::Tensor categories;
};

PaddedBatch padded(const Batch& batch) {
  const auto count = static_cast<std::int64_t>(batch.frames.size());
  const auto dim = static_cast<std::int64_t>(batch.frames.front().dim());
  std::size_t longest = 0;
  for (const Frames& frames : batch.frames) longest = std::max(longest, frames.count());
  PaddedBatch result{.frames = at::zeros({count, static_cast<std::int64_t>(longest), dim}),
                     .lengths = at::empty({count}, at::kLong),
                     .targets = at::empty({count, 3}),
                     .categories = at::empty({count}, at::kLong)};
  for (std::size_t i = 0; i < batch.frames.size(); ++i) {
    const Frames& frames = batch.frames[i];
    std::copy_n(frames.data(), frames.count() * frames.dim(), result.frames.data_ptr<float>() + i * longest * frames.dim());
    result.lengths.data_ptr<std::int64_t>()[i] = static_cast<std::int64_t>(frames.count());
    std::copy_n(batch.targets[i].data(), 3, result.targets.data_ptr<float>() + 3 * i);
    result.categories.data_ptr<std::int64_t>()[i] = batch.categories[i];
  }
  return result;
}

}  // namespace

struct Learner::Impl {
  EstimatorShape shape;
  LossOptions loss;
  OptimizerOptions optimizer;
  TrainingOptions training;
  std::vector<Parameter> parameters;
  std::size_t steps = 0;

  void add(const std::string& name, std::vector<std::int64_t> size, std::size_t fan_in, RandomStream& random) {
    Parameter parameter;
    parameter.name = name;
    parameter.value = at::empty(size);
    const double bound = 1 / std::sqrt(static_cast<double>(fan_in));
    for (float& value : values_of(parameter.value)) value = static_cast<float>(random.uniform(-bound, bound));
    parameter.first_moment = at::zeros_like(parameter.value);
    parameter.second_moment = at::zeros_like(parameter.value);
    if (training.averaging_decay > 0) parameter.average = parameter.value.clone();
    parameter.value.set_requires_grad(true);
    parameters.push_back(std::move(parameter));
  }

  const at::Tensor& parameter(const std::string& name) const {
    return std::find_if(parameters.begin(), parameters.end(), [&](const Parameter& p) { return p.name == name; })->value;
  }

  // Calls function(name, tensor) for all that a checkpoint must hold.
  template <typename Function>
  void visit_state(const Function& function) const {
    for (const Parameter& p : parameters) {
      function("weights/" + p.name, p.value);
      function("first_moment/" + p.name, p.first_moment);
      function("second_moment/" + p.name, p.second_moment);
      if (p.average.defined()) function("average/" + p.name, p.average);
    }
  }

  at::Tensor pool(const at::Tensor& outputs, const at::Tensor& lengths) const;
  at::Tensor embed(const PaddedBatch& batch) const;
  at::Tensor linear(const std::string& name, const at::Tensor& input) const {
    return at::addmm(parameter(name + ".bias"), input, parameter(name + ".weight").t());
  }
  double gradient_norm() const;
  void update(double learning_rate, double factor);
};

// outputs: frames x utterances x units.
at::Tensor Learner::Impl::pool(const at::Tensor& outputs, const at::Tensor& lengths) const {
  using Pooling = EstimatorShape::Pooling;
  if (shape.pooling == Pooling::last) {
    const at::Tensor index = (lengths - 1).view({1, -1, 1}).expand({1, outputs.size(1), outputs.size(2)});
    return outputs.gather(0, index).squeeze(0);
  }
  const at::Tensor inside = (at::arange(outputs.size(0)).unsqueeze(1) < lengths.unsqueeze(0)).to(at::kFloat).unsqueeze(2);
  const at::Tensor count = lengths.to(at::kFloat).unsqueeze(1);
  const at::Tensor mean = (outputs * inside).sum(0) / count;
  if (shape.pooling == Pooling::mean) return mean;
  const at::Tensor variance = ((outputs - mean.unsqueeze(0)).square() * inside).sum(0) / count;
  return at::cat({mean, (variance + 1e-5).sqrt()}, 1);
}

at::Tensor Learner::Impl::embed(const PaddedBatch& batch) const {
  const auto half = static_cast<std::int64_t>(shape.convolution_kernel / 2);
  at::Tensor x = at::relu(
      at::conv1d(batch.frames.transpose(1, 2), parameter("convolution.weight"), parameter("convolution.bias"), 1, half));
  x = x.permute({2, 0, 1}).contiguous();
  std::vector<at::Tensor> weights;
  for (std::size_t layer = 0; layer < shape.gru_layers; ++layer)
    for (const char* part : {"weight_ih_l", "weight_hh_l", "bias_ih_l", "bias_hh_l"})
      weights.push_back(parameter("gru." + (part + std::to_string(layer))));
  const at::Tensor start =
      at::zeros({static_cast<std::int64_t>(shape.gru_layers), x.size(1), static_cast<std::int64_t>(shape.gru_units)});
  x = std::get<0>(at::gru(x, start, weights, true, static_cast<std::int64_t>(shape.gru_layers), 0.0, false, false, false));
  return at::tanh(linear("embedding", pool(x, batch.lengths)));
}

double Learner::Impl::gradient_norm() const {
  double sum = 0;
  for (const Parameter& p : parameters)
    for (const float value : values_of(p.value.grad())) sum += static_cast<double>(value) * value;
  return std::sqrt(sum);
}

void Learner::Impl::update(double learning_rate, double factor) {
  ++steps;
  const AdamStep step{
      .learning_rate = learning_rate, .weight_decay = optimizer.weight_decay, .number = steps, .gradient_factor = factor};
  // The average starts as a plain mean, so that the first weights are soon forgotten.
  const double count = static_cast<double>(steps);
  const auto keep = static_cast<float>(std::min(training.averaging_decay, (1 + count) / (10 + count)));
  for (Parameter& p : parameters) {
    const std::span<float> weights = values_of(p.value);
    adam(step, values_of(p.value.grad()), weights, values_of(p.first_moment), values_of(p.second_moment));
    if (!p.average.defined()) continue;
    const std::span<float> average = values_of(p.average);
    for (std::size_t i = 0; i < weights.size(); ++i) average[i] = keep * average[i] + (1 - keep) * weights[i];
  }
}

Learner::Learner(const EstimatorShape& shape, const Recipe& recipe, std::size_t threads) : impl_(std::make_unique<Impl>()) {
  shape.validate();
  at::set_num_threads(static_cast<int>(threads));
  impl_->shape = shape;
  impl_->loss = recipe.loss;
  impl_->optimizer = recipe.optimizer;
  impl_->training = recipe.training;
  RandomStream random{recipe.training.seed, RandomStream::weights};
  const auto size = [](std::size_t value) { return static_cast<std::int64_t>(value); };
  const auto add_linear = [&](const std::string& name, std::size_t outputs, std::size_t inputs) {
    impl_->add(name + ".weight", {size(outputs), size(inputs)}, inputs, random);
    impl_->add(name + ".bias", {size(outputs)}, inputs, random);
  };

  const std::size_t taps = shape.convolution_kernel * shape.input_dim;
  impl_->add("convolution.weight", {size(shape.convolution_channels), size(shape.input_dim), size(shape.convolution_kernel)},
             taps, random);
  impl_->add("convolution.bias", {size(shape.convolution_channels)}, taps, random);
  for (std::size_t layer = 0; layer < shape.gru_layers; ++layer) {
    const std::string suffix = "_l" + std::to_string(layer);
    const std::size_t inputs = layer == 0 ? shape.convolution_channels : shape.gru_units;
    impl_->add("gru.weight_ih" + suffix, {size(3 * shape.gru_units), size(inputs)}, shape.gru_units, random);
    impl_->add("gru.weight_hh" + suffix, {size(3 * shape.gru_units), size(shape.gru_units)}, shape.gru_units, random);
    impl_->add("gru.bias_ih" + suffix, {size(3 * shape.gru_units)}, shape.gru_units, random);
    impl_->add("gru.bias_hh" + suffix, {size(3 * shape.gru_units)}, shape.gru_units, random);
  }
  add_linear("embedding", shape.embedding_units, shape.pooled_dim());
  add_linear("dimensions", shape.dimensions, shape.embedding_units);
  if (shape.categories > 0) add_linear("categories", shape.categories, shape.embedding_units);
}

Learner::~Learner() = default;

StepResult Learner::train(const Batch& batch, double learning_rate, std::uint64_t step) {
  const PaddedBatch input = padded(batch);
  at::Tensor embedding = impl_->embed(input);
  if (const double dropout = impl_->training.embedding_dropout; dropout > 0) {
    RandomStream random{impl_->training.seed, RandomStream::embedding_dropout, step};
    at::Tensor kept = at::empty_like(embedding, at::TensorOptions().requires_grad(false));
    for (float& value : values_of(kept)) value = random.chance(dropout) ? 0.0f : static_cast<float>(1 / (1 - dropout));
    embedding = embedding * kept;
  }
  at::Tensor loss = dimension_loss(impl_->linear("dimensions", embedding), input.targets, impl_->loss);
  if (impl_->shape.categories > 0)
    loss = loss + impl_->loss.category_weight *
                      category_loss(impl_->linear("categories", embedding), input.categories, impl_->loss);

  for (Parameter& p : impl_->parameters)
    p.value.mutable_grad() = at::zeros_like(p.value, at::TensorOptions().requires_grad(false));
  loss.backward();
  const StepResult result{.loss = loss.item<double>(), .gradient_norm = impl_->gradient_norm()};
  if (!std::isfinite(result.loss) || !std::isfinite(result.gradient_norm))
    throw Error(ErrorCode::invalid_argument, "the loss is not a finite number at step " + std::to_string(step) +
                                                 ": a lower learning_rate or a gradient_clip may help");
  const double clip = impl_->optimizer.gradient_clip;
  impl_->update(learning_rate, clip > 0 && result.gradient_norm > clip ? clip / result.gradient_norm : 1.0);
  return result;
}

std::vector<Prediction> Learner::predict(const Batch& batch) {
  const at::NoGradGuard no_gradient;
  const auto swap_average = [&] {
    for (Parameter& p : impl_->parameters)
      if (p.average.defined())
        std::swap_ranges(values_of(p.value).begin(), values_of(p.value).end(), values_of(p.average).begin());
  };
  swap_average();
  const at::Tensor embedding = impl_->embed(padded(batch));
  const at::Tensor dimensions = impl_->linear("dimensions", embedding).contiguous();
  at::Tensor categories;
  if (impl_->shape.categories > 0) categories = at::softmax(impl_->linear("categories", embedding), 1).contiguous();
  swap_average();

  std::vector<Prediction> predictions(batch.frames.size());
  for (std::size_t i = 0; i < predictions.size(); ++i) {
    std::copy_n(dimensions.data_ptr<float>() + 3 * i, 3, predictions[i].dimensions.begin());
    if (!categories.defined()) continue;
    const float* row = categories.data_ptr<float>() + i * impl_->shape.categories;
    predictions[i].categories.assign(row, row + impl_->shape.categories);
  }
  return predictions;
}

namespace {

StateTensor copy_of(const at::Tensor& tensor) {
  StateTensor copy;
  for (const std::int64_t size : tensor.sizes()) copy.shape.push_back(static_cast<std::size_t>(size));
  copy.values.assign(values_of(tensor).begin(), values_of(tensor).end());
  return copy;
}

void take(const StateTensors& state, const std::string& name, const at::Tensor& tensor) {
  const auto found = state.find(name);
  if (found == state.end() || found->second.values.size() != values_of(tensor).size())
    throw Error(ErrorCode::invalid_format,
                "checkpoint: expected tensor " + name + " with " + std::to_string(tensor.numel()) + " values");
  std::copy(found->second.values.begin(), found->second.values.end(), values_of(tensor).begin());
}

}  // namespace

StateTensors Learner::weights() const {
  StateTensors weights;
  for (const Parameter& p : impl_->parameters) weights[p.name] = copy_of(p.average.defined() ? p.average : p.value);
  return weights;
}

StateTensors Learner::state() const {
  StateTensors state;
  impl_->visit_state([&](const std::string& name, const at::Tensor& tensor) { state[name] = copy_of(tensor); });
  state["steps"] = {.shape = {1}, .values = {static_cast<float>(impl_->steps)}};
  return state;
}

void Learner::set_state(const StateTensors& state) {
  impl_->visit_state([&](const std::string& name, const at::Tensor& tensor) { take(state, name, tensor); });
  const at::Tensor steps = at::zeros({1});
  take(state, "steps", steps);
  impl_->steps = static_cast<std::size_t>(steps.item<float>());
}

}  // namespace affectus
