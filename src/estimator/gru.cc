#include "estimator/gru.h"

#include <algorithm>
#include <numeric>

#include "kernels/gru_gates.h"

namespace affectus {

std::size_t packed_rows(std::span<const std::size_t> active) {
  return std::accumulate(active.begin(), active.end(), std::size_t{0});
}

namespace {

// The input's share of the gates is computed for some steps at a time, as one product, and is still in the second-level
// cache when the steps come to it.
constexpr std::size_t max_block_rows = 128;

struct StepBlock {
  std::size_t steps;
  std::size_t rows;
};

// As many steps from the first on as fit, at least one.
StepBlock first_block(std::span<const std::size_t> active) {
  StepBlock block{1, active[0]};
  while (block.steps < active.size() && block.rows + active[block.steps] <= max_block_rows)
    block.rows += active[block.steps++];
  return block;
}

}  // namespace

void GruLayer::set_weights(const float* weight_ih, const float* weight_hh, const float* bias_ih, const float* bias_hh) {
  const std::size_t h = units_;
  reordered_.resize(3 * h * input_dim_);
  const float* const weight_in = weight_ih + 2 * h * input_dim_;
  std::copy_n(weight_in, h * input_dim_, reordered_.data());
  std::copy_n(weight_ih, 2 * h * input_dim_, reordered_.data() + h * input_dim_);
  input_weights_.repack(reordered_.data(), input_dim_, 3 * h, input_dim_, /*transposed=*/true);
  state_weights_.repack(weight_hh, h, 2 * h, h, /*transposed=*/true);
  state_weights_n_.repack(weight_hh + 2 * h * h, h, h, h, /*transposed=*/true);

  input_bias_.resize(3 * h);
  std::copy_n(bias_ih + 2 * h, h, input_bias_.data());
  std::transform(bias_ih, bias_ih + 2 * h, bias_hh, input_bias_.data() + h, std::plus<>());
  state_bias_n_.assign(bias_hh + 2 * h, bias_hh + 3 * h);
}

void GruLayer::forward(std::span<const std::size_t> active, const float* input, const float* initial_state, float* gates,
                       float* output) const {
  const std::size_t stride = gates_stride();
  const float* state = initial_state;
  while (!active.empty()) {
    const auto [steps, block_rows] = first_block(active);
    matrix_product(input, input_dim_, block_rows, input_weights_, input_bias_.data(), /*accumulate=*/false, gates, stride);
    for (const std::size_t rows : active.first(steps)) {
      matrix_product(state, units_, rows, state_weights_, nullptr, /*accumulate=*/true, gates + units_, stride);
      matrix_product(state, units_, rows, state_weights_n_, state_bias_n_.data(), /*accumulate=*/false, gates + 3 * units_,
                     stride);
      gru_gates(rows, units_, gates, stride, state, output);
      state = output;
      gates += rows * stride;
      output += rows * units_;
    }
    input += block_rows * input_dim_;
    active = active.subspan(steps);
  }
}

}  // namespace affectus
