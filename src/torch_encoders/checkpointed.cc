#include "torch_encoders/checkpointed.h"

#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/csrc/autograd/grad_mode.h>

#include <utility>

namespace affectus {
namespace {

using torch::autograd::variable_list;

class Checkpointed : public torch::autograd::Function<Checkpointed> {
 public:
  // `values`: the step's inputs, then its weights. (A list of this type is seen to hold tensors, a vector is not.)
  static at::Tensor forward(torch::autograd::AutogradContext* context, const NetworkStep& step, std::int64_t input_count,
                            at::TensorList values) {
    const variable_list inputs(values.begin(), values.begin() + input_count);
    context->save_for_backward(values.vec());
    context->saved_data["input_count"] = input_count;
    context->saved_data["step"] = at::IValue::make_capsule(c10::make_intrusive<Holder>(step));
    const at::NoGradGuard no_gradient;
    return step(inputs);
  }

  static variable_list backward(torch::autograd::AutogradContext* context, variable_list gradients) {
    variable_list values = context->get_saved_variables();
    const auto input_count = static_cast<std::size_t>(context->saved_data["input_count"].toInt());
    const auto holder = c10::static_intrusive_pointer_cast<Holder>(context->saved_data["step"].toCapsule());
    const at::AutoGradMode with_gradient(true);
    variable_list inputs;
    for (std::size_t i = 0; i < input_count; ++i) {
      inputs.push_back(values[i].detach().set_requires_grad(values[i].requires_grad()));
      values[i] = inputs[i];
    }
    const at::Tensor output = holder->step(inputs);
    variable_list wanted;
    for (const at::Tensor& value : values)
      if (value.requires_grad()) wanted.push_back(value);
    const variable_list found = torch::autograd::grad({output}, wanted, {gradients[0].contiguous()}, /*retain_graph=*/false,
                                                      /*create_graph=*/false, /*allow_unused=*/true);
    variable_list result(2);  // of the step and the number of inputs: none
    std::size_t next = 0;
    for (const at::Tensor& value : values) result.push_back(value.requires_grad() ? found[next++] : at::Tensor());
    return result;
  }

 private:
  struct Holder : torch::CustomClassHolder {
    explicit Holder(NetworkStep its_step) : step(std::move(its_step)) {}
    NetworkStep step;
  };
};

}  // namespace

at::Tensor checkpointed(const NetworkStep& step, const std::vector<at::Tensor>& inputs,
                        const std::vector<at::Tensor>& weights) {
  variable_list values = inputs;
  values.insert(values.end(), weights.begin(), weights.end());
  return Checkpointed::apply(step, static_cast<std::int64_t>(inputs.size()), at::TensorList(values));
}

}  // namespace affectus
