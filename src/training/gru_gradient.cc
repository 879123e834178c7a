#include "training/gru_gradient.h"

#include <algorithm>

#include "kernels/gru_gates.h"

namespace affectus {

/// Some consecutive steps.
struct GruGradient::Block {
  std::size_t begin, end;  // steps
  std::size_t first_row, rows;
};

// Gates of this many rows stay in the second-level cache for the products over them.
static constexpr std::size_t max_block_rows = 128;

// As many steps as fit before `later`, at least one.
GruGradient::Block GruGradient::block_before(std::span<const std::size_t> active, const Block& later) {
  Block block{later.begin, later.begin, later.first_row, 0};
  do {
    block.rows += active[--block.begin];
  } while (block.begin > 0 && block.rows + active[block.begin - 1] <= max_block_rows);
  block.first_row -= block.rows;
  return block;
}

void GruGradient::set_weights(const float* weight_ih, const float* weight_hh) {
  const std::size_t h = units_;
  reordered_.resize(3 * h * input_dim_);
  std::copy_n(weight_ih + 2 * h * input_dim_, h * input_dim_, reordered_.data());
  std::copy_n(weight_ih, 2 * h * input_dim_, reordered_.data() + h * input_dim_);
  input_weights_.repack(reordered_.data(), 3 * h, input_dim_, input_dim_, /*transposed=*/false);
  state_weights_.repack(weight_hh, 3 * h, h, h, /*transposed=*/false);
}

// From the last block of steps to the first, and within it first the steps, one after the other, then the products over all
// of its rows.
void GruGradient::backward(const Pass& pass, const GruWeightGradients& gradients) const {
  if (pass.active.empty()) return;
  const std::size_t h = units_;
  const std::size_t stride = GruLayer::gates_stride(h);
  float* const gate_sums = pass.scratch + pass.active[0] * h;
  std::fill_n(pass.scratch, pass.active[0] * h + 4 * h, 0.0f);

  Block block{.begin = pass.active.size(), .end = pass.active.size(), .first_row = packed_rows(pass.active), .rows = 0};
  while (block.begin > 0) {
    block = block_before(pass.active, block);
    backward_through_time(pass, block, gate_sums);
    add_weight_gradients(pass, block, gradients);
    if (pass.input_gradient != nullptr) {
      matrix_product(pass.gates + block.first_row * stride, stride, block.rows, input_weights_, nullptr,
                     /*accumulate=*/false, pass.input_gradient + block.first_row * input_dim_, input_dim_);
    }
  }

  const auto add = [h](const float* sums, float* gradient) {
    std::transform(sums, sums + h, gradient, gradient, std::plus<>());
  };
  for (std::size_t gate = 0; gate < 3; ++gate) {
    add(gate_sums + (gate + 1) % 3 * h, gradients.bias_ih + gate * h);  // n, r, z to r, z, n
    add(gate_sums + (gate + 1) * h, gradients.bias_hh + gate * h);
  }
}

// What flows into the state before a step comes from the step itself and, by one product over the batch, from its gates. A
// sequence that ends before others starts with no gradient from later steps.
void GruGradient::backward_through_time(const Pass& pass, const Block& block, float* gate_sums) const {
  const std::size_t stride = GruLayer::gates_stride(units_);
  float* const state_gradient = pass.scratch;
  std::size_t row = block.first_row + block.rows;
  for (std::size_t step = block.end; step-- > block.begin;) {
    const std::size_t rows = pass.active[step];
    row -= rows;
    float* const gates = pass.gates + row * stride;
    gru_gates_gradient(rows, units_, gates, stride, previous_state(pass, step, row), pass.output_gradient + row * units_,
                       state_gradient, gate_sums);
    if (step > 0)
      matrix_product(gates + units_, stride, rows, state_weights_, nullptr, /*accumulate=*/true, state_gradient, units_);
  }
}

void GruGradient::add_weight_gradients(const Pass& pass, const Block& block, const GruWeightGradients& gradients) const {
  const std::size_t h = units_;
  const std::size_t stride = GruLayer::gates_stride(h);
  const float* const gates = pass.gates + block.first_row * stride;
  const float* const input = pass.input + block.first_row * input_dim_;
  accumulate_transposed_product(gates, stride, input, input_dim_, block.rows, h, input_dim_,
                                gradients.weight_ih + 2 * h * input_dim_, input_dim_);
  accumulate_transposed_product(gates + h, stride, input, input_dim_, block.rows, 2 * h, input_dim_, gradients.weight_ih,
                                input_dim_);

  // Steps of one number of rows have their previous states in one piece too, one step earlier.
  std::size_t row = block.first_row;
  for (std::size_t step = block.begin; step < block.end;) {
    const std::size_t active = pass.active[step];
    std::size_t end = step + 1;
    const bool in_one_piece = step > 0 && pass.active[step - 1] == active;
    while (in_one_piece && end < block.end && pass.active[end] == active) ++end;
    const std::size_t rows = (end - step) * active;
    accumulate_transposed_product(pass.gates + row * stride + h, stride, previous_state(pass, step, row), h, rows, 3 * h, h,
                                  gradients.weight_hh, h);
    row += rows;
    step = end;
  }
}

// `row` is the step's first.
const float* GruGradient::previous_state(const Pass& pass, std::size_t step, std::size_t row) const {
  return step == 0 ? pass.initial_state : pass.output + (row - pass.active[step - 1]) * units_;
}

}  // namespace affectus
