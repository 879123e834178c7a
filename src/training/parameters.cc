#include "training/parameters.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "affectus/error.h"
#include "training/adam.h"

namespace affectus {
namespace {

StateTensor copy_of(const at::Tensor& tensor) {
  StateTensor copy;
  for (const std::int64_t size : tensor.sizes()) copy.shape.push_back(static_cast<std::size_t>(size));
  copy.values.assign(values_of(tensor).begin(), values_of(tensor).end());
  return copy;
}

void take(const StateTensors& state, const std::string& state_name, const std::string& name, const at::Tensor& tensor) {
  const auto found = state.find(name);
  if (found == state.end() || found->second.values.size() != values_of(tensor).size())
    throw Error(ErrorCode::invalid_format,
                state_name + ": expected tensor " + name + " with " + std::to_string(tensor.numel()) + " values, found " +
                    (found == state.end() ? "none" : std::to_string(found->second.values.size())));
  std::ranges::copy(found->second.values, values_of(tensor).begin());
}

}  // namespace

std::span<float> values_of(const at::Tensor& tensor) {
  return {tensor.data_ptr<float>(), static_cast<std::size_t>(tensor.numel())};
}

Parameters::Parameters(const OptimizerOptions& optimizer, const TrainingOptions& training)
    : weight_decay_(optimizer.weight_decay), averaging_decay_(training.averaging_decay) {}

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

void Parameters::adopt(const std::string& name, const at::Tensor& value, const Rate& rate) {
  keep({.name = name, .use = Use::front_end, .value = value, .rate = rate});
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

void Parameters::clear_gradients() {
  for (Parameter& p : parameters_)
    p.value.mutable_grad() = at::zeros_like(p.value, at::TensorOptions().requires_grad(false));
}

std::vector<at::Tensor> Parameters::gradients() const {
  std::vector<at::Tensor> gradients;
  for (const Parameter& p : parameters_) gradients.push_back(p.value.grad());
  return gradients;
}

double Parameters::gradient_norm() const {
  double sum = 0;
  for (const Parameter& p : parameters_)
    for (const float value : values_of(p.value.grad())) sum += static_cast<double>(value) * value;
  return std::sqrt(sum);
}

void Parameters::update(double learning_rate, double gradient_factor) {
  ++steps_;
  const AdamStep step{
      .learning_rate = learning_rate, .weight_decay = weight_decay_, .number = steps_, .gradient_factor = gradient_factor};
  // The average starts as a plain mean, so that the first weights are soon forgotten.
  const double count = static_cast<double>(steps_);
  const auto keep = static_cast<float>(std::min(averaging_decay_, (1 + count) / (10 + count)));
  for (Parameter& p : parameters_) {
    const std::span<float> weights = values_of(p.value);
    AdamStep own = step;
    own.learning_rate *= p.rate.factor;
    if (steps_ < p.rate.warmup_steps) own.learning_rate *= count / static_cast<double>(p.rate.warmup_steps);
    if (p.use == Use::front_end) own.weight_decay = 0;
    adam(own, values_of(p.value.grad()), weights, values_of(p.first_moment), values_of(p.second_moment));
    if (!p.average.defined()) continue;
    const std::span<float> average = values_of(p.average);
    for (std::size_t i = 0; i < weights.size(); ++i) average[i] = keep * average[i] + (1 - keep) * weights[i];
  }
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
    if (p.use == use && p.average.defined()) std::ranges::swap_ranges(values_of(p.value), values_of(p.average));
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
