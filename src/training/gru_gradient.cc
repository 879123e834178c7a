#include "training/gru_gradient.h"

#include <algorithm>

#include "kernels/gru_gates.h"

namespace affectus {

void GruGradient::set_weights(const float* weight_ih, const float* weight_hh) {
  const std::size_t h = units_;
  reordered_.resize(3 * h * input_dim_);
  std::copy_n(weight_ih + 2 * h * input_dim_, h * input_dim_, reordered_.data());
  std::copy_n(weight_ih, 2 * h * input_dim_, reordered_.data() + h * input_dim_);
  input_weights_.repack(reordered_.data(), 3 * h, input_dim_, input_dim_, /*transposed=*/false);
  state_weights_.repack(weight_hh, 3 * h, h, h, /*transposed=*/false);
}

void GruGradient::backward(const Pass& pass, const GruWeightGradients& gradients) const {
  if (pass.active.empty()) return;
  const std::size_t h = units_;
  float* const gate_sums = pass.scratch + pass.active[0] * h;
  std::fill_n(gate_sums, 4 * h, 0.0f);
  backward_through_time(pass, gate_sums);

  const auto add = [h](const float* sums, float* gradient) {
    std::transform(sums, sums + h, gradient, gradient, std::plus<>());
  };
  for (std::size_t gate = 0; gate < 3; ++gate) {
    add(gate_sums + (gate + 1) % 3 * h, gradients.bias_ih + gate * h);  // n, r, z to r, z, n
    add(gate_sums + (gate + 1) * h, gradients.bias_hh + gate * h);
  }
  add_weight_gradients(pass, gradients);
  if (pass.input_gradient != nullptr) {
    matrix_product(pass.gates, GruLayer::gates_stride(h), packed_rows(pass.active), input_weights_, nullptr,
                   /*accumulate=*/false, pass.input_gradient, input_dim_);
  }
}

// From the last step to the first: what flows into the state before a step comes from the step itself and, by one product
// over the batch, from its gates. A sequence that ends before others starts with no gradient from later steps.
void GruGradient::backward_through_time(const Pass& pass, float* gate_sums) const {
  const std::size_t stride = GruLayer::gates_stride(units_);
  float* const state_gradient = pass.scratch;
  std::fill_n(state_gradient, pass.active[0] * units_, 0.0f);
  std::size_t row = packed_rows(pass.active);
  for (std::size_t step = pass.active.size(); step-- > 0;) {
    const std::size_t rows = pass.active[step];
    row -= rows;
    float* const gates = pass.gates + row * stride;
    const float* const previous = step == 0 ? pass.initial_state : pass.output + (row - pass.active[step - 1]) * units_;
    gru_gates_gradient(rows, units_, gates, stride, previous, pass.output_gradient + row * units_, state_gradient,
                       gate_sums);
    if (step > 0)
      matrix_product(gates + units_, stride, rows, state_weights_, nullptr, /*accumulate=*/true, state_gradient, units_);
  }
}

void GruGradient::add_weight_gradients(const Pass& pass, const GruWeightGradients& gradients) const {
  const std::size_t h = units_;
  const std::size_t stride = GruLayer::gates_stride(h);
  const std::size_t rows = packed_rows(pass.active);
  accumulate_transposed_product(pass.gates, stride, pass.input, input_dim_, rows, h, input_dim_,
                                gradients.weight_ih + 2 * h * input_dim_, input_dim_);
  accumulate_transposed_product(pass.gates + h, stride, pass.input, input_dim_, rows, 2 * h, input_dim_, gradients.weight_ih,
                                input_dim_);

  // Steps of one number of rows have their previous states in one piece too, one step earlier.
  const float* previous = pass.initial_state;
  std::size_t row = 0;
  for (std::size_t step = 0; step < pass.active.size();) {
    const std::size_t active = pass.active[step];
    std::size_t end = step + 1;
    const bool in_one_piece = step > 0 && pass.active[step - 1] == active;
    while (in_one_piece && end < pass.active.size() && pass.active[end] == active) ++end;
    accumulate_transposed_product(pass.gates + row * stride + h, stride, previous, h, (end - step) * active, 3 * h, h,
                                  gradients.weight_hh, h);
    row += (end - step) * active;
    step = end;
    previous = pass.output + (row - active) * h;
  }
}

}  // namespace affectus
