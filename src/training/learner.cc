#include "training/learner.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/grad_mode.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "affectus/error.h"
#include "base/random.h"
#include "estimator/parts.h"
#include "tensors/quantized_weights.h"
#include "training/adam.h"
#include "training/batch_tensors.h"
#include "training/loss.h"
#include "training/random_purpose.h"
#include "training/trunk.h"

namespace affectus {
namespace {

struct Parameter {
  std::string name;
  at::Tensor value;
  at::Tensor first_moment;
  at::Tensor second_moment;
  at::Tensor average;
  bool for_training_only = false;  // no part of the model
};

std::span<float> values_of(const at::Tensor& tensor) {
  return {tensor.data_ptr<float>(), static_cast<std::size_t>(tensor.numel())};
}

StateTensor copy_of(const at::Tensor& tensor) {
  StateTensor copy;
  for (const std::int64_t size : tensor.sizes()) copy.shape.push_back(static_cast<std::size_t>(size));
  copy.values.assign(values_of(tensor).begin(), values_of(tensor).end());
  return copy;
}

}  // namespace

struct Learner::Impl {
  EstimatorShape shape;
  LossOptions loss;
  TeacherOptions teacher;  // weights of 0, and 1 for the labels, where there is none
  bool projects_to_teacher = false;
  at::Tensor class_weights;  // undefined: all 1
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

  // A network up to its embedding; several in late fusion.
  struct Branch {
    EstimatorShape shape;
    std::string prefix;
    std::unique_ptr<Trunk> trunk;
    at::Tensor convolution;  // as the trunk sees it: with the mix of layers or the projection of parts folded in
    at::Tensor pooled;       // utterances x pooled_dim
  };
  std::vector<Branch> branches;

  // Channels x input_dim x kernel, differentiable.
  at::Tensor folded_convolution(const Branch& branch) const {
    const at::Tensor& weight = parameter(branch.prefix + "convolution.weight");
    if (branch.shape.mixed_layers > 1) {
      const at::Tensor shares = at::softmax(parameter(branch.prefix + "mix.weight"), 0);
      return at::einsum("l,cdk->cldk", {shares, weight}).flatten(1, 2).contiguous();
    }
    if (branch.shape.projection_units == 0) return weight;
    std::vector<at::Tensor> parts;
    const auto units = static_cast<std::int64_t>(branch.shape.projection_units);
    for (std::size_t part = 0; part < part_widths(branch.shape).size(); ++part) {
      const at::Tensor& projection = parameter(branch.prefix + "projection." + std::to_string(part) + ".weight");
      parts.push_back(
          at::einsum("cuk,ud->cdk", {weight.narrow(1, static_cast<std::int64_t>(part) * units, units), projection}));
    }
    return at::cat(parts, 1).contiguous();
  }

  // The parameters of a branch's trunk, or their gradients.
  TrunkTensors trunk_tensors(const Branch& branch, float* convolution, bool gradients) const {
    const auto values = [&](const std::string& name) {
      const at::Tensor& tensor = parameter(branch.prefix + name);
      return (gradients ? tensor.grad() : tensor).data_ptr<float>();
    };
    TrunkTensors tensors{convolution, values("convolution.bias"), {}};
    for (std::size_t layer = 0; layer < shape.gru_layers; ++layer) {
      const std::string suffix = "_l" + std::to_string(layer);
      tensors.layers.push_back({values("gru.weight_ih" + suffix), values("gru.weight_hh" + suffix),
                                values("gru.bias_ih" + suffix), values("gru.bias_hh" + suffix)});
    }
    return tensors;
  }

  // Utterances x embedding_dim. LibTorch's graph starts at each branch's pooled values: what it finds as their gradients
  // goes to Trunk::backward.
  at::Tensor embed(const Batch& batch) {
    std::vector<at::Tensor> embeddings;
    for (std::size_t i = 0; i < branches.size(); ++i) {
      Branch& branch = branches[i];
      branch.convolution = folded_convolution(branch);
      branch.trunk->set_weights(trunk_tensors(branch, branch.convolution.data_ptr<float>(), false));
      branch.pooled =
          at::empty({static_cast<std::int64_t>(batch.frames.size()), static_cast<std::int64_t>(shape.pooled_dim())});
      branch.trunk->forward(frames_of(batch, i), branch.pooled.data_ptr<float>());
      branch.pooled.set_requires_grad(true);
      embeddings.push_back(at::tanh(linear(branch.prefix + "embedding", branch.pooled)));
    }
    return embeddings.size() == 1 ? embeddings[0] : at::cat(embeddings, 1);
  }
  // After LibTorch's own backward pass.
  void backward_through_encoders() {
    for (Branch& branch : branches) {
      const at::Tensor gradient = at::zeros_like(branch.convolution, at::TensorOptions().requires_grad(false));
      branch.trunk->backward(branch.pooled.grad().data_ptr<float>(),
                             trunk_tensors(branch, gradient.data_ptr<float>(), true));
      branch.convolution.backward(gradient);
    }
  }

  std::vector<std::vector<Frames>> branch_frames;  // of late fusion, kept for the backward pass
  std::span<const Frames> frames_of(const Batch& batch, std::size_t branch) {
    if (branches.size() == 1) return batch.frames;
    branch_frames.resize(branches.size());
    branch_frames[branch].clear();
    for (const Frames& frames : batch.frames) {
      const BranchFrames part(shape, branch, frames);
      Frames& own = branch_frames[branch].emplace_back(part.view().dim);
      own.resize(part.view().count);
      std::copy_n(part.view().values, part.view().count * part.view().dim, own.data());
    }
    return branch_frames[branch];
  }

  at::Tensor linear(const std::string& name, const at::Tensor& input) const {
    return at::addmm(parameter(name + ".bias"), input, parameter(name + ".weight").t());
  }
  /// What is judged and kept: the average where there is one.
  StateTensors served_weights() const;
  /// To the weights that the model folder will hold.
  void round(StateTensor& tensor) const;
  /// The student's embedding in the teacher's width.
  at::Tensor as_teachers(const at::Tensor& embedding) const {
    return projects_to_teacher ? linear("teacher_embedding", embedding) : embedding;
  }
  double gradient_norm() const;
  void update(double learning_rate, double factor);
  void add_branch(std::size_t index, std::size_t threads, RandomStream& random);
  at::Tensor loss_of(const at::Tensor& embedding, const Batch& batch) const;
};

StateTensors Learner::Impl::served_weights() const {
  StateTensors weights;
  for (const Parameter& p : parameters)
    if (!p.for_training_only) weights[p.name] = copy_of(p.average.defined() ? p.average : p.value);
  return weights;
}

void Learner::Impl::round(StateTensor& tensor) const {
  if (training.weight_bits != 8 || !is_quantizable(tensor.shape)) return;
  const QuantizedMatrix matrix = quantize(tensor.values, tensor.shape[0]);
  dequantize(matrix.codes, matrix.scales, tensor.values);
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

void Learner::Impl::add_branch(std::size_t index, std::size_t threads, RandomStream& random) {
  Branch& branch = branches.emplace_back();
  branch.shape = shape.branch(index);
  branch.prefix = branch_prefix(shape, index);
  branch.trunk = std::make_unique<Trunk>(branch.shape, threads);
  const auto size = [](std::size_t value) { return static_cast<std::int64_t>(value); };
  const auto add_own = [&](const std::string& name, std::vector<std::int64_t> extents, std::size_t fan_in) {
    add(branch.prefix + name, std::move(extents), fan_in, random);
  };
  const EstimatorShape& own = branch.shape;
  const std::size_t taps = own.convolution_kernel * own.convolution_dim();
  add_own("convolution.weight", {size(own.convolution_channels), size(own.convolution_dim()), size(own.convolution_kernel)},
          taps);
  add_own("convolution.bias", {size(own.convolution_channels)}, taps);
  for (std::size_t layer = 0; layer < own.gru_layers; ++layer) {
    const std::string suffix = "_l" + std::to_string(layer);
    const std::size_t inputs = layer == 0 ? own.convolution_channels : own.gru_units;
    add_own("gru.weight_ih" + suffix, {size(3 * own.gru_units), size(inputs)}, own.gru_units);
    add_own("gru.weight_hh" + suffix, {size(3 * own.gru_units), size(own.gru_units)}, own.gru_units);
    add_own("gru.bias_ih" + suffix, {size(3 * own.gru_units)}, own.gru_units);
    add_own("gru.bias_hh" + suffix, {size(3 * own.gru_units)}, own.gru_units);
  }
  add_own("embedding.weight", {size(own.embedding_units), size(own.pooled_dim())}, own.pooled_dim());
  add_own("embedding.bias", {size(own.embedding_units)}, own.pooled_dim());
}

Learner::Learner(const EstimatorShape& shape, const Recipe& recipe, std::size_t threads, const LearnerFacts& facts)
    : impl_(std::make_unique<Impl>()) {
  shape.validate();
  at::set_num_threads(1);  // what is left to LibTorch is small; its threads would only take the cores from the trunk's
  impl_->shape = shape;
  impl_->loss = recipe.loss;
  impl_->teacher = recipe.teacher.value_or(TeacherOptions());
  impl_->optimizer = recipe.optimizer;
  impl_->training = recipe.training;
  if (!facts.class_weights.empty()) impl_->class_weights = at::tensor(facts.class_weights);
  RandomStream random{recipe.training.seed, random_weights};
  const auto size = [](std::size_t value) { return static_cast<std::int64_t>(value); };
  const auto add_linear = [&](const std::string& name, std::size_t outputs, std::size_t inputs) {
    if (outputs == 0) return;
    impl_->add(name + ".weight", {size(outputs), size(inputs)}, inputs, random);
    impl_->add(name + ".bias", {size(outputs)}, inputs, random);
  };
  for (std::size_t i = 0; i < shape.branch_count(); ++i) impl_->add_branch(i, threads, random);
  add_linear("dimensions", shape.dimensions, shape.embedding_dim());
  add_linear("categories", shape.categories, shape.embedding_dim());
  add_linear("deviations", shape.deviations, shape.embedding_dim());
  if (shape.mixed_layers > 1) {
    impl_->add("mix.weight", {size(shape.mixed_layers)}, 1, random);
    impl_->parameters.back().value.detach().zero_();  // all layers alike
    if (impl_->parameters.back().average.defined()) impl_->parameters.back().average.zero_();
  }
  if (shape.projection_units > 0)
    for (std::size_t part = 0; part < part_widths(shape).size(); ++part) {
      const std::size_t width = part_widths(shape)[part];
      impl_->add("projection." + std::to_string(part) + ".weight", {size(shape.projection_units), size(width)}, width,
                 random);
    }
  if (facts.teacher_embedding > 0 && impl_->teacher.embedding_weight > 0 &&
      facts.teacher_embedding != shape.embedding_dim()) {
    impl_->projects_to_teacher = true;
    add_linear("teacher_embedding", facts.teacher_embedding, shape.embedding_dim());
    for (std::size_t i = impl_->parameters.size() - 2; i < impl_->parameters.size(); ++i)
      impl_->parameters[i].for_training_only = true;
  }
}

at::Tensor Learner::Impl::loss_of(const at::Tensor& embedding, const Batch& batch) const {
  const at::Tensor dimensions = linear("dimensions", embedding);
  at::Tensor sum = teacher.label_weight * dimension_loss(dimensions, tensor_of(batch.targets), loss);
  at::Tensor logits;
  if (shape.categories > 0) {
    logits = linear("categories", embedding);
    const at::Tensor shares = category_shares(batch, shape.categories, loss.label_smoothing);
    sum = sum + teacher.label_weight * loss.category_weight * category_loss(logits, shares, class_weights);
  }
  if (shape.deviations > 0) {
    const at::Tensor deviations = at::softplus(linear("deviations", embedding));
    sum = sum + teacher.label_weight * loss.deviation_weight * dimension_loss(deviations, tensor_of(batch.deviations), loss);
  }
  if (batch.teacher.empty()) return sum;
  if (teacher.output_weight > 0)
    sum = sum + teacher.output_weight * dimension_loss(dimensions, teacher_dimensions(batch), loss);
  if (teacher.embedding_weight > 0)
    sum = sum + teacher.embedding_weight *
                    embedding_loss(as_teachers(embedding), teacher_embeddings(batch), teacher.embedding_loss);
  if (teacher.category_weight > 0 && logits.defined())
    sum = sum + teacher.category_weight * soft_category_loss(logits, teacher_categories(batch), teacher.temperature);
  return sum;
}

Learner::~Learner() = default;

StepResult Learner::train(const Batch& batch, double learning_rate, std::uint64_t step) {
  at::Tensor embedding = impl_->embed(batch);
  if (const double dropout = impl_->training.embedding_dropout; dropout > 0) {
    RandomStream random{impl_->training.seed, random_embedding_dropout, step};
    at::Tensor kept = at::empty_like(embedding, at::TensorOptions().requires_grad(false));
    for (float& value : values_of(kept)) value = random.chance(dropout) ? 0.0f : static_cast<float>(1 / (1 - dropout));
    embedding = embedding * kept;
  }
  at::Tensor loss = impl_->loss_of(embedding, batch);

  for (Parameter& p : impl_->parameters)
    p.value.mutable_grad() = at::zeros_like(p.value, at::TensorOptions().requires_grad(false));
  loss.backward();
  impl_->backward_through_encoders();
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
  StateTensors kept = impl_->served_weights();
  for (auto& [name, tensor] : kept) impl_->round(tensor);
  const auto swap_weights = [&] {
    for (Parameter& p : impl_->parameters)
      if (!p.for_training_only) std::ranges::swap_ranges(values_of(p.value), kept.at(p.name).values);
  };
  swap_weights();
  const at::Tensor embedding = impl_->embed(batch);
  const at::Tensor dimensions = impl_->linear("dimensions", embedding).contiguous();
  at::Tensor categories;
  if (impl_->shape.categories > 0) categories = at::softmax(impl_->linear("categories", embedding), 1).contiguous();
  swap_weights();

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

void take(const StateTensors& state, const std::string& name, const at::Tensor& tensor) {
  const auto found = state.find(name);
  if (found == state.end() || found->second.values.size() != values_of(tensor).size())
    throw Error(ErrorCode::invalid_format,
                "checkpoint: expected tensor " + name + " with " + std::to_string(tensor.numel()) + " values");
  std::copy(found->second.values.begin(), found->second.values.end(), values_of(tensor).begin());
}

}  // namespace

StateTensors Learner::weights() const { return impl_->served_weights(); }

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
