#include "training/learner.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/grad_mode.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>
#include <span>
#include <utility>

#include "affectus/error.h"
#include "base/random.h"
#include "estimator/parts.h"
#include "processes/process_group.h"
#include "training/encoder_tuning.h"
#include "training/learning_front_end.h"
#include "training/objective.h"
#include "training/parameters.h"
#include "training/random_purpose.h"
#include "training/trunk.h"
#include "training/weight_rounding.h"

namespace affectus {

struct Learner::Impl {
  Impl(const EstimatorShape& its_shape, const Recipe& recipe, std::size_t threads, const LearnerFacts& facts,
       const EncoderTuning* tuning, ProcessGroup* processes);

  ProcessGroup* others;  // null: none
  EstimatorShape shape;
  TrainingOptions training;
  double gradient_clip;
  Parameters parameters;
  std::optional<Objective> objective;
  std::unique_ptr<LearningFrontEnd> front_end;  // null: the network sees the frames of batches

  // A network up to its embedding; several in late fusion.
  struct Branch {
    EstimatorShape shape;
    std::string prefix;
    std::unique_ptr<Trunk> trunk;  // null: the front end runs it
    at::Tensor convolution;        // as the trunk sees it: with the mix of layers or the projection of parts folded in
    at::Tensor pooled;             // utterances x pooled_dim
  };
  std::vector<Branch> branches;
  void add_branch(std::size_t index, std::size_t threads, RandomStream& random);

  // Channels x input_dim x kernel, differentiable.
  at::Tensor folded_convolution(const Branch& branch) const;
  // The parameters of a branch's trunk, or their gradients.
  TrunkTensors trunk_tensors(const Branch& branch, float* convolution, bool gradients) const;

  // A branch's pooled values, given its trunk's weights.
  using Pool = std::function<void(std::size_t branch, const TrunkTensors& weights, float* pooled)>;
  // Utterances x embedding_dim. LibTorch's graph starts at each branch's pooled values: what it finds as their gradients
  // goes to Trunk::backward.
  at::Tensor embed(std::size_t utterances, const Pool& pool);
  // Those of frames that the network sees.
  Pool trunk_over(std::span<const Frames> frames);
  bool front_end_runs_trunk() const { return front_end != nullptr && front_end->runs_trunk(); }
  NetworkOutputs outputs(const at::Tensor& embedding) const;
  // Those of this process's share.
  at::Tensor own_rows(const at::Tensor& rows, const Batch& batch) const {
    return rows.slice(0, static_cast<std::int64_t>(batch.share.rank), rows.size(0),
                      static_cast<std::int64_t>(batch.share.count));
  }
  // After LibTorch's own backward pass: through the recurrent part, then through an encoder that learns.
  void backward_through_trunks();

  std::vector<std::vector<Frames>> branch_frames;  // of late fusion, kept for the backward pass
  std::span<const Frames> frames_of(std::span<const Frames> all, std::size_t branch);
};

Learner::Impl::Impl(const EstimatorShape& its_shape, const Recipe& recipe, std::size_t threads, const LearnerFacts& facts,
                    const EncoderTuning* tuning, ProcessGroup* processes)
    : others(processes),
      shape(its_shape),
      training(recipe.training),
      gradient_clip(recipe.optimizer.gradient_clip),
      parameters(recipe.optimizer, recipe.training, threads) {
  RandomStream random{training.seed, random_weights};
  if (tuning != nullptr) front_end = tuning->make(shape, parameters, threads);
  for (std::size_t i = 0; i < shape.branch_count(); ++i) add_branch(i, threads, random);
  parameters.add_linear("dimensions", shape.dimensions, shape.embedding_dim(), random);
  parameters.add_linear("categories", shape.categories, shape.embedding_dim(), random);
  parameters.add_linear("deviations", shape.deviations, shape.embedding_dim(), random);
  if (shape.mixed_layers > 1) {
    parameters.add("mix.weight", {static_cast<std::int64_t>(shape.mixed_layers)}, 1, random);
    parameters.start_at_zero("mix.weight");  // all layers alike
  }
  if (shape.projection_units > 0)
    for (std::size_t part = 0; part < part_widths(shape).size(); ++part) {
      const std::size_t width = part_widths(shape)[part];
      parameters.add("projection." + std::to_string(part) + ".weight",
                     {static_cast<std::int64_t>(shape.projection_units), static_cast<std::int64_t>(width)}, width, random);
    }
  objective.emplace(shape, recipe, facts, parameters, random);
}

void Learner::Impl::add_branch(std::size_t index, std::size_t threads, RandomStream& random) {
  Branch& branch = branches.emplace_back();
  branch.shape = shape.branch(index);
  branch.prefix = branch_prefix(shape, index);
  if (!front_end_runs_trunk()) branch.trunk = std::make_unique<Trunk>(branch.shape, threads, front_end != nullptr);
  const auto size = [](std::size_t value) { return static_cast<std::int64_t>(value); };
  const auto add_own = [&](const std::string& name, std::vector<std::int64_t> extents, std::size_t fan_in) {
    parameters.add(branch.prefix + name, std::move(extents), fan_in, random);
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
  parameters.add_linear(branch.prefix + "embedding", own.embedding_units, own.pooled_dim(), random);
}

at::Tensor Learner::Impl::folded_convolution(const Branch& branch) const {
  const at::Tensor& weight = parameters[branch.prefix + "convolution.weight"];
  if (branch.shape.mixed_layers > 1) {
    const at::Tensor shares = at::softmax(parameters[branch.prefix + "mix.weight"], 0);
    return at::einsum("l,cdk->cldk", {shares, weight}).flatten(1, 2).contiguous();
  }
  if (branch.shape.projection_units == 0) return weight;
  std::vector<at::Tensor> parts;
  const auto units = static_cast<std::int64_t>(branch.shape.projection_units);
  for (std::size_t part = 0; part < part_widths(branch.shape).size(); ++part) {
    const at::Tensor& projection = parameters[branch.prefix + "projection." + std::to_string(part) + ".weight"];
    parts.push_back(
        at::einsum("cuk,ud->cdk", {weight.narrow(1, static_cast<std::int64_t>(part) * units, units), projection}));
  }
  return at::cat(parts, 1).contiguous();
}

TrunkTensors Learner::Impl::trunk_tensors(const Branch& branch, float* convolution, bool gradients) const {
  const auto values = [&](const std::string& name) {
    const at::Tensor& tensor = parameters[branch.prefix + name];
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

at::Tensor Learner::Impl::embed(std::size_t utterances, const Pool& pool) {
  std::vector<at::Tensor> embeddings;
  for (std::size_t i = 0; i < branches.size(); ++i) {
    Branch& branch = branches[i];
    branch.convolution = folded_convolution(branch);
    branch.pooled = at::empty({static_cast<std::int64_t>(utterances), static_cast<std::int64_t>(shape.pooled_dim())});
    if (utterances > 0)
      pool(i, trunk_tensors(branch, branch.convolution.data_ptr<float>(), false), branch.pooled.data_ptr<float>());
    branch.pooled.set_requires_grad(true);
    embeddings.push_back(at::tanh(parameters.linear(branch.prefix + "embedding", branch.pooled)));
  }
  return embeddings.size() == 1 ? embeddings[0] : at::cat(embeddings, 1);
}

Learner::Impl::Pool Learner::Impl::trunk_over(std::span<const Frames> frames) {
  return [this, frames](std::size_t branch, const TrunkTensors& weights, float* pooled) {
    branches[branch].trunk->set_weights(weights);
    branches[branch].trunk->forward(frames_of(frames, branch), pooled);
  };
}

std::span<const Frames> Learner::Impl::frames_of(std::span<const Frames> all, std::size_t branch) {
  if (branches.size() == 1) return all;
  branch_frames.resize(branches.size());
  branch_frames[branch].clear();
  for (const Frames& frames : all) {
    const BranchFrames part(shape, branch, frames);
    Frames& own = branch_frames[branch].emplace_back(part.view().dim);
    own.resize(part.view().count);
    std::copy_n(part.view().values, part.view().count * part.view().dim, own.data());
  }
  return branch_frames[branch];
}

NetworkOutputs Learner::Impl::outputs(const at::Tensor& embedding) const {
  NetworkOutputs outputs{
      .embedding = embedding, .dimensions = parameters.linear("dimensions", embedding), .categories = {}, .deviations = {}};
  if (shape.categories > 0) outputs.categories = parameters.linear("categories", embedding);
  if (shape.deviations > 0) outputs.deviations = at::softplus(parameters.linear("deviations", embedding));
  return outputs;
}

void Learner::Impl::backward_through_trunks() {
  for (Branch& branch : branches) {
    const at::Tensor gradient = at::zeros_like(branch.convolution, at::TensorOptions().requires_grad(false));
    const TrunkTensors gradients = trunk_tensors(branch, gradient.data_ptr<float>(), true);
    const float* const pooled_gradient = branch.pooled.grad().data_ptr<float>();
    if (front_end_runs_trunk())
      front_end->backward_pooled(pooled_gradient, gradients);
    else
      branch.trunk->backward(pooled_gradient, gradients);
    branch.convolution.backward(gradient);
  }
  // Only one front end learns, alone.
  if (front_end && !front_end->runs_trunk()) front_end->backward(branches[0].trunk->input_gradients());
}

Learner::Learner(const EstimatorShape& shape, const Recipe& recipe, std::size_t threads, const LearnerFacts& facts,
                 const EncoderTuning* tuning, ProcessGroup* processes) {
  shape.validate();
  at::set_num_threads(1);  // what is left to LibTorch is small; its threads would only take the cores from the trunk's
  impl_ = std::make_unique<Impl>(shape, recipe, threads, facts, tuning, processes);
}

Learner::~Learner() = default;

std::vector<Frames> Learner::encoder_frames(std::span<const Frames> below) { return impl_->front_end->frames(below); }
void Learner::set_normalization(const Normalization& normalization) { impl_->front_end->set_normalization(normalization); }

StepResult Learner::train(const Batch& batch, double learning_rate, std::uint64_t step) {
  std::vector<Frames> seen;
  Impl::Pool pool;
  if (impl_->front_end_runs_trunk()) {
    pool = [&](std::size_t, const TrunkTensors& weights, float* pooled) {
      impl_->front_end->learn_pooled(batch.frames, step, batch.share, weights, pooled);
    };
  } else {
    if (impl_->front_end) seen = impl_->front_end->learn(batch.frames, step, batch.share);
    pool = impl_->trunk_over(impl_->front_end ? seen : batch.frames);
  }
  at::Tensor embedding = impl_->embed(batch.frames.size(), pool);
  if (const double dropout = impl_->training.embedding_dropout; dropout > 0) {
    RandomStream random{impl_->training.seed, random_embedding_dropout, step};
    at::Tensor kept = at::empty({static_cast<std::int64_t>(batch.rows()), embedding.size(1)});
    for (float& value : values_of(kept)) value = random.chance(dropout) ? 0.0f : static_cast<float>(1 / (1 - dropout));
    embedding = embedding * impl_->own_rows(kept, batch);
  }
  // From here on the batch is whole: each process computes the same outputs and losses, of which CCC and others are no mean
  // over utterances.
  if (impl_->others != nullptr) embedding = impl_->others->joint_rows(embedding, batch.rows());
  const at::Tensor loss = impl_->objective->loss(impl_->outputs(embedding), batch);

  impl_->parameters.clear_gradients();
  loss.backward();
  if (!batch.frames.empty()) impl_->backward_through_trunks();
  if (impl_->others != nullptr) impl_->others->average(impl_->parameters.gradients());
  const StepResult result{.loss = loss.item<double>(), .gradient_norm = impl_->parameters.gradient_norm()};
  if (!std::isfinite(result.loss) || !std::isfinite(result.gradient_norm))
    throw Error(ErrorCode::invalid_argument, "the loss is not a finite number at step " + std::to_string(step) +
                                                 ": a lower learning_rate or a gradient_clip may help");
  const double clip = impl_->gradient_clip;
  impl_->parameters.update(learning_rate, clip > 0 && result.gradient_norm > clip ? clip / result.gradient_norm : 1.0);
  return result;
}

std::vector<Prediction> Learner::predict(const Batch& batch) {
  const at::NoGradGuard no_gradient;
  StateTensors kept = impl_->parameters.served_weights();
  round_weights(kept, impl_->training.weight_bits);
  std::vector<Frames> seen;
  Impl::Pool pool;
  impl_->parameters.swap_average(Parameters::Use::front_end);
  if (impl_->front_end_runs_trunk()) {
    pool = [&](std::size_t, const TrunkTensors& weights, float* pooled) {
      impl_->front_end->pooled(batch.frames, weights, pooled);
    };
  } else {
    if (impl_->front_end) seen = impl_->front_end->frames(batch.frames);
    pool = impl_->trunk_over(impl_->front_end ? seen : batch.frames);
  }
  impl_->parameters.swap_weights(kept);
  const NetworkOutputs outputs = impl_->outputs(impl_->embed(batch.frames.size(), pool));
  impl_->parameters.swap_weights(kept);
  impl_->parameters.swap_average(Parameters::Use::front_end);

  const at::Tensor dimensions = outputs.dimensions.contiguous();
  at::Tensor categories;
  if (outputs.categories.defined()) categories = at::softmax(outputs.categories, 1).contiguous();
  std::vector<Prediction> predictions(batch.frames.size());
  for (std::size_t i = 0; i < predictions.size(); ++i) {
    std::copy_n(dimensions.data_ptr<float>() + 3 * i, 3, predictions[i].dimensions.begin());
    if (!categories.defined()) continue;
    const float* row = categories.data_ptr<float>() + i * impl_->shape.categories;
    predictions[i].categories.assign(row, row + impl_->shape.categories);
  }
  return predictions;
}

StateTensors Learner::weights() const { return impl_->parameters.served_weights(); }
StateTensors Learner::encoder_weights() const { return impl_->parameters.served_weights(Parameters::Use::front_end); }
StateTensors Learner::state() const { return impl_->parameters.state(); }
void Learner::set_state(const StateTensors& state, const std::string& name) { impl_->parameters.set_state(state, name); }

}  // namespace affectus
