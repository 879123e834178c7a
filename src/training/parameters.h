// The parameters of a network in training, with what Adam and the average over steps keep for each.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/random.h"
#include "recipe/recipe.h"
#include "threads/thread_pool.h"
#include "training/adam.h"
#include "training/state_tensors.h"

namespace affectus {

/// Of a contiguous tensor.
std::span<float> values_of(const at::Tensor& tensor);

/// Not thread-safe. All that it computes is the same to the last bit with any number of threads.
class Parameters {
 public:
  Parameters(const OptimizerOptions& optimizer, const TrainingOptions& training, std::size_t threads = 1);

  /// Whether a parameter is part of the network, only helps to train it, or is the front end's.
  enum class Use { model, training, front_end };
  /// How fast a parameter learns: the learning rate is multiplied by `factor`, which grows from 0 over the first steps.
  struct Rate {
    double factor = 1;
    std::size_t warmup_steps = 0;
  };

  /// Drawn uniformly from +-1/sqrt(fan_in), as in LibTorch's own modules.
  void add(const std::string& name, std::vector<std::int64_t> size, std::size_t fan_in, RandomStream& random,
           Use use = Use::model);
  /// NAME.weight, outputs x inputs, and NAME.bias; nothing where `outputs` is 0.
  void add_linear(const std::string& name, std::size_t outputs, std::size_t inputs, RandomStream& random,
                  Use use = Use::model);
  void start_at_zero(const std::string& name);
  /// A contiguous tensor of float32 that a front end computes with, and that changes from here on, on the device that it is
  /// on. What was learned elsewhere is not drawn towards zero: it has no weight decay. `by_operators`: LibTorch's operators
  /// do so, as they must on other devices than the CPU.
  void adopt(const std::string& name, const at::Tensor& value, const Rate& rate, bool by_operators = false);

  const at::Tensor& operator[](const std::string& name) const;
  /// Rows x outputs, of the parameters that add_linear() made.
  at::Tensor linear(const std::string& name, const at::Tensor& input) const;

  void clear_gradients();
  double gradient_norm() const;
  /// Of all parameters, in the order in which they were added; what is written to them is what update() uses.
  std::vector<at::Tensor> gradients() const;
  /// One step of Adam, with the gradients times `gradient_factor`.
  void update(double learning_rate, double gradient_factor);

  /// The average where there is one, else the current weights.
  StateTensors served_weights(Use use = Use::model) const;
  /// Exchanges the current weights of the model with `weights`, which has all of them.
  void swap_weights(StateTensors& weights);
  /// Exchanges the current weights of that use with their average, where there is one.
  void swap_average(Use use);

  /// Everything that update() changes. set_state() throws Error(invalid_format) for a tensor that is missing or has another
  /// size; `name` stands for the state in it.
  StateTensors state() const;
  void set_state(const StateTensors& state, const std::string& name);

 private:
  struct Parameter {
    std::string name;
    Use use;
    at::Tensor value;
    at::Tensor first_moment;
    at::Tensor second_moment;
    at::Tensor average;  // undefined: none
    Rate rate = {};
    bool by_operators = false;
  };
  void keep(Parameter parameter);
  double learning_rate_of(const Parameter& parameter, double learning_rate) const;
  void update_by_operators(const AdamStep& step, double kept_average);
  const Parameter& find(const std::string& name) const;
  template <typename Function>
  void visit_state(const Function& function) const;

  // Values of a parameter that one thread takes at a time; none of what operators update.
  struct Chunk {
    std::size_t parameter, start, end;
  };
  std::vector<Chunk> chunks() const;

  double weight_decay_;
  double averaging_decay_;
  std::vector<Parameter> parameters_;
  std::size_t steps_ = 0;
  mutable ThreadPool pool_;
};

}  // namespace affectus
