#include "training/learner.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/grad_mode.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "affectus/error.h"
#include "estimator/layer_mix.h"
#include "training/adam.h"
#include "training/encoder.h"
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

at::Tensor targets_of(const Batch& batch) {
  at::Tensor targets = at::empty({static_cast<std::int64_t>(batch.targets.size()), 3});
  for (std::size_t i = 0; i < batch.targets.size(); ++i)
    std::copy_n(batch.targets[i].data(), 3, targets.data_ptr<float>() + 3 * i);
  return targets;
}

at::Tensor categories_of(const Batch& batch) {
  at::Tensor categories = at::empty({static_cast<std::int64_t>(batch.categories.size())}, at::kLong);
  std::copy(batch.categories.begin(), batch.categories.end(), categories.data_ptr<std::int64_t>());
  return categories;
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

  std::unique_ptr<Encoder> encoder;

  // The parameters of the encoder, or their gradients.
  EncoderTensors encoder_tensors(bool gradients) const {
    const auto values = [&](const std::string& name) {
      const at::Tensor& tensor = parameter(name);
      return (gradients ? tensor.grad() : tensor).data_ptr<float>();
    };
    float* const kernel = shape.mixed_layers == 1 ? values("convolution.weight") : spread[gradients ? 1 : 0].data();
    EncoderTensors tensors{kernel, values("convolution.bias"), {}};
    for (std::size_t layer = 0; layer < shape.gru_layers; ++layer) {
      const std::string suffix = "_l" + std::to_string(layer);
      tensors.layers.push_back({values("gru.weight_ih" + suffix), values("gru.weight_hh" + suffix),
                                values("gru.bias_ih" + suffix), values("gru.bias_hh" + suffix)});
    }
    return tensors;
  }

  // Of mixed layers: the convolution that the encoder sees, and its gradient.
  mutable std::array<std::vector<float>, 2> spread;
  std::vector<float> shares;
  LayerMixShape mix_shape() const {
    return {shape.mixed_layers, shape.convolution_channels, shape.mixed_dim(), shape.convolution_kernel};
  }
  void spread_mixed_weights() {
    if (shape.mixed_layers == 1) return;
    for (std::vector<float>& values : spread)
      values.assign(shape.convolution_channels * shape.input_dim * shape.convolution_kernel, 0.0F);
    shares = mix_shares(values_of(parameter("mix.weight")));
    spread_convolution(mix_shape(), shares, parameter("convolution.weight").data_ptr<float>(), spread[0].data());
  }
  void gather_mixed_gradients() const {
    if (shape.mixed_layers == 1) return;
    gather_gradients(mix_shape(), shares, parameter("convolution.weight").data_ptr<float>(), spread[1].data(),
                     parameter("convolution.weight").grad().data_ptr<float>(),
                     parameter("mix.weight").grad().data_ptr<float>());
  }

  // Utterances x pooled_dim. LibTorch's graph starts here: what it finds as this tensor's gradient goes to
  // Encoder::backward.
  at::Tensor encode(const Batch& batch) {
    spread_mixed_weights();
    encoder->set_weights(encoder_tensors(false));
    at::Tensor pooled =
        at::empty({static_cast<std::int64_t>(batch.frames.size()), static_cast<std::int64_t>(shape.pooled_dim())});
    encoder->forward(batch.frames, pooled.data_ptr<float>());
    return pooled;
  }
  at::Tensor embed(const at::Tensor& pooled) const { return at::tanh(linear("embedding", pooled)); }
  at::Tensor linear(const std::string& name, const at::Tensor& input) const {
    return at::addmm(parameter(name + ".bias"), input, parameter(name + ".weight").t());
  }
  double gradient_norm() const;
  void update(double learning_rate, double factor);
};

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
  at::set_num_threads(1);  // what is left to LibTorch is small; its threads would only take the cores from the encoder's
  impl_->shape = shape;
  impl_->loss = recipe.loss;
  impl_->optimizer = recipe.optimizer;
  impl_->training = recipe.training;
  impl_->encoder = std::make_unique<Encoder>(shape, threads);
  RandomStream random{recipe.training.seed, RandomStream::weights};
  const auto size = [](std::size_t value) { return static_cast<std::int64_t>(value); };
  const auto add_linear = [&](const std::string& name, std::size_t outputs, std::size_t inputs) {
    impl_->add(name + ".weight", {size(outputs), size(inputs)}, inputs, random);
    impl_->add(name + ".bias", {size(outputs)}, inputs, random);
  };

  const std::size_t taps = shape.convolution_kernel * shape.mixed_dim();
  impl_->add("convolution.weight",
             {size(shape.convolution_channels), size(shape.mixed_dim()), size(shape.convolution_kernel)}, taps, random);
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
  if (shape.mixed_layers > 1) {
    impl_->add("mix.weight", {size(shape.mixed_layers)}, 1, random);
    impl_->parameters.back().value.detach().zero_();  // all layers alike
    if (impl_->parameters.back().average.defined()) impl_->parameters.back().average.zero_();
  }
}

Learner::~Learner() = default;

StepResult Learner::train(const Batch& batch, double learning_rate, std::uint64_t step) {
  const at::Tensor pooled = impl_->encode(batch).set_requires_grad(true);
  at::Tensor embedding = impl_->embed(pooled);
  if (const double dropout = impl_->training.embedding_dropout; dropout > 0) {
    RandomStream random{impl_->training.seed, RandomStream::embedding_dropout, step};
    at::Tensor kept = at::empty_like(embedding, at::TensorOptions().requires_grad(false));
    for (float& value : values_of(kept)) value = random.chance(dropout) ? 0.0f : static_cast<float>(1 / (1 - dropout));
    embedding = embedding * kept;
  }
  at::Tensor loss = dimension_loss(impl_->linear("dimensions", embedding), targets_of(batch), impl_->loss);
  if (impl_->shape.categories > 0)
    loss = loss + impl_->loss.category_weight *
                      category_loss(impl_->linear("categories", embedding), categories_of(batch), impl_->loss);

  for (Parameter& p : impl_->parameters)
    p.value.mutable_grad() = at::zeros_like(p.value, at::TensorOptions().requires_grad(false));
  loss.backward();
  impl_->encoder->backward(pooled.grad().data_ptr<float>(), impl_->encoder_tensors(true));
  impl_->gather_mixed_gradients();
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
  const at::Tensor embedding = impl_->embed(impl_->encode(batch));
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
