#include "training/parameters.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/grad_mode.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "affectus/error.h"
#include "threads/parallel.h"

namespace affectus {
namespace {

StateTensor copy_of(const at::Tensor& tensor) {
  StateTensor copy;
  for (const std::int64_t size : tensor.sizes()) copy.shape.push_back(static_cast<std::size_t>(size));
  const at::Tensor here = tensor.detach().cpu();
  copy.values.assign(values_of(here).begin(), values_of(here).end());
  return copy;
}

void swap_values(const at::Tensor& a, const at::Tensor& b) {
  if (a.is_cpu()) {
    std::ranges::swap_ranges(values_of(a), values_of(b));
    return;
  }
  const at::Tensor kept = a.detach().clone();
  a.detach().copy_(b);
  b.copy_(kept);
}

void take(const StateTensors& state, const std::string& state_name, const std::string& name, const at::Tensor& tensor) {
  const auto found = state.find(name);
  if (found == state.end() || found->second.values.size() != static_cast<std::size_t>(tensor.numel()))
    throw Error(ErrorCode::invalid_format,
                state_name + ": expected tensor " + name + " with " + std::to_string(tensor.numel()) + " values, found " +
                    (found == state.end() ? "none" : std::to_string(found->second.values.size())));
  if (tensor.is_cpu())
    std::ranges::copy(found->second.values, values_of(tensor).begin());
  else
    tensor.detach().copy_(at::from_blob(const_cast<float*>(found->second.values.data()), tensor.sizes()));
}

}  // namespace

std::span<float> values_of(const at::Tensor& tensor) {
  return {tensor.data_ptr<float>(), static_cast<std::size_t>(tensor.numel())};
}

Parameters::Parameters(const OptimizerOptions& optimizer, const TrainingOptions& training, std::size_t threads)
    : weight_decay_(optimizer.weight_decay), averaging_decay_(training.averaging_decay), pool_(threads) {}

void Parameters::add(const std::string& name, std::vector<std::int64_t> size, std::size_t fan_in, RandomStream& random,
                     Use use) {
  Parameter parameter;
  parameter.name = name;
  parameter.use = use;
  parameter.value = at::empty(size);
  const double bound = 1 / std::sqrt(static_cast<double>(fan_in));
  for (float& value : values_of(parameter.value)) value = static_cast<float>(random.uniform(-bound, bound));
  keep(std::move(parameter));
}

void Parameters::adopt(const std::string& name, const at::Tensor& value, const Rate& rate, bool by_operators) {
  keep({.name = name, .use = Use::front_end, .value = value, .rate = rate, .by_operators = by_operators || !value.is_cpu()});
}

void Parameters::keep(Parameter parameter) {
  parameter.first_moment = at::zeros_like(parameter.value, at::TensorOptions().requires_grad(false));
  parameter.second_moment = at::zeros_like(parameter.first_moment);
  if (averaging_decay_ > 0) parameter.average = parameter.value.detach().clone();
  parameter.value.set_requires_grad(true);
  parameters_.push_back(std::move(parameter));
}

void Parameters::add_linear(const std::string& name, std::size_t outputs, std::size_t inputs, RandomStream& random,
                            Use use) {
  if (outputs == 0) return;
  const auto rows = static_cast<std::int64_t>(outputs);
  add(name + ".weight", {rows, static_cast<std::int64_t>(inputs)}, inputs, random, use);
  add(name + ".bias", {rows}, inputs, random, use);
}

void Parameters::start_at_zero(const std::string& name) {
  const Parameter& parameter = find(name);
  parameter.value.detach().zero_();
  if (parameter.average.defined()) parameter.average.zero_();
}

const Parameters::Parameter& Parameters::find(const std::string& name) const {
  return *std::ranges::find(parameters_, name, &Parameter::name);
}

const at::Tensor& Parameters::operator[](const std::string& name) const { return find(name).value; }

at::Tensor Parameters::linear(const std::string& name, const at::Tensor& input) const {
  return at::addmm((*this)[name + ".bias"], input, (*this)[name + ".weight"].t());
}

std::vector<Parameters::Chunk> Parameters::chunks() const {
  constexpr std::size_t chunk_size = 65536;
  std::vector<Chunk> chunks;
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    if (parameters_[i].by_operators) continue;
    const std::size_t size = values_of(parameters_[i].value).size();
    for (std::size_t start = 0; start < size; start += chunk_size)
      chunks.push_back({.parameter = i, .start = start, .end = std::min(size, start + chunk_size)});
  }
  return chunks;
}

void Parameters::clear_gradients() {
  for (Parameter& p : parameters_) {
    if (!p.value.grad().defined())
      p.value.mutable_grad() = at::zeros_like(p.value, at::TensorOptions().requires_grad(false));
    else if (p.by_operators)
      p.value.mutable_grad().zero_();
  }
  const std::vector<Chunk> all = chunks();
  parallel_for(pool_, all.size(), [&](std::size_t i) {
    const std::span<float> gradient = values_of(parameters_[all[i].parameter].value.grad());
    std::ranges::fill(gradient.subspan(all[i].start, all[i].end - all[i].start), 0.0F);
  });
}

std::vector<at::Tensor> Parameters::gradients() const {
  std::vector<at::Tensor> gradients;
  for (const Parameter& p : parameters_) gradients.push_back(p.value.grad());
  return gradients;
}

double Parameters::gradient_norm() const {
  const std::vector<Chunk> all = chunks();
  std::vector<double> sums(all.size());
  parallel_for(pool_, all.size(), [&](std::size_t i) {
    const std::span<float> gradient = values_of(parameters_[all[i].parameter].value.grad());
    double sum = 0;
    for (std::size_t j = all[i].start; j < all[i].end; ++j) sum += static_cast<double>(gradient[j]) * gradient[j];
    sums[i] = sum;
  });
  std::vector<at::Tensor> by_operators;
  for (const Parameter& p : parameters_)
    if (p.by_operators) by_operators.push_back(p.value.grad().square().sum(at::kDouble));
  if (!by_operators.empty()) sums.push_back(at::stack(by_operators).sum().item<double>());
  return std::sqrt(std::accumulate(sums.begin(), sums.end(), 0.0));
}

double Parameters::learning_rate_of(const Parameter& parameter, double learning_rate) const {
  const double rate = learning_rate * parameter.rate.factor;
  const std::size_t warmup = parameter.rate.warmup_steps;
  return steps_ < warmup ? rate * static_cast<double>(steps_) / static_cast<double>(warmup) : rate;
}

void Parameters::update_by_operators(const AdamStep& step, double kept_average) {
  const at::NoGradGuard no_gradient;
  AdamTensors all;
  std::vector<at::Tensor> averaged, averages;
  for (const Parameter& p : parameters_) {
    if (!p.by_operators) continue;
    all.gradients.push_back(p.value.grad());
    all.weights.push_back(p.value);
    all.first_moments.push_back(p.first_moment);
    all.second_moments.push_back(p.second_moment);
    all.learning_rates.push_back(learning_rate_of(p, step.learning_rate));
    if (!p.average.defined()) continue;
    averaged.push_back(p.value);
    averages.push_back(p.average);
  }
  if (all.weights.empty()) return;
  AdamStep own = step;
  own.weight_decay = 0;  // adopted
  adam(own, all);
  if (averages.empty()) return;
  at::_foreach_mul_(averages, kept_average);
  at::_foreach_add_(averages, averaged, 1 - kept_average);
}

void Parameters::update(double learning_rate, double gradient_factor) {
  ++steps_;
  const AdamStep step{
      .learning_rate = learning_rate, .weight_decay = weight_decay_, .number = steps_, .gradient_factor = gradient_factor};
  // The average starts as a plain mean, so that the first weights are soon forgotten.
  const double count = static_cast<double>(steps_);
  const auto keep = static_cast<float>(std::min(averaging_decay_, (1 + count) / (10 + count)));
  const std::vector<Chunk> all = chunks();
  parallel_for(pool_, all.size(), [&](std::size_t i) {
    const Parameter& p = parameters_[all[i].parameter];
    const auto own_values = [&](const at::Tensor& tensor) {
      return values_of(tensor).subspan(all[i].start, all[i].end - all[i].start);
    };
    AdamStep own = step;
    own.learning_rate = learning_rate_of(p, learning_rate);
    if (p.use == Use::front_end) own.weight_decay = 0;
    const std::span<float> weights = own_values(p.value);
    adam(own, own_values(p.value.grad()), weights, own_values(p.first_moment), own_values(p.second_moment));
    if (!p.average.defined()) return;
    const std::span<float> average = own_values(p.average);
    for (std::size_t j = 0; j < weights.size(); ++j) average[j] = keep * average[j] + (1 - keep) * weights[j];
  });
  update_by_operators(step, keep);
}

StateTensors Parameters::served_weights(Use use) const {
  StateTensors weights;
  for (const Parameter& p : parameters_)
    if (p.use == use) weights[p.name] = copy_of(p.average.defined() ? p.average : p.value);
  return weights;
}

void Parameters::swap_weights(StateTensors& weights) {
  for (Parameter& p : parameters_)
    if (p.use == Use::model) std::ranges::swap_ranges(values_of(p.value), weights.at(p.name).values);
}

void Parameters::swap_average(Use use) {
  for (Parameter& p : parameters_)
    if (p.use == use && p.average.defined()) swap_values(p.value, p.average);
}

// Calls function(name, tensor) for every tensor of a checkpoint.
template <typename Function>
void Parameters::visit_state(const Function& function) const {
  for (const Parameter& p : parameters_) {
    function("weights/" + p.name, p.value);
    function("first_moment/" + p.name, p.first_moment);
    function("second_moment/" + p.name, p.second_moment);
    if (p.average.defined()) function("average/" + p.name, p.average);
  }
}

StateTensors Parameters::state() const {
  StateTensors state;
  visit_state([&](const std::string& name, const at::Tensor& tensor) { state[name] = copy_of(tensor); });
  state["steps"] = {.shape = {1}, .values = {static_cast<float>(steps_)}};
  return state;
}

void Parameters::set_state(const StateTensors& state, const std::string& state_name) {
  visit_state([&](const std::string& name, const at::Tensor& tensor) { take(state, state_name, name, tensor); });
  const at::Tensor steps = at::zeros({1});
  take(state, state_name, "steps", steps);
  steps_ = static_cast<std::size_t>(steps.item<float>());
}

}  // namespace affectus
