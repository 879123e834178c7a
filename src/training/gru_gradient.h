// The gradient of a layer of gated recurrent units (estimator/gru.h), to be called by an autograd function. No LibTorch
// here.
#pragma once

#include <cstddef>
#include <span>

#include "estimator/gru.h"
#include "kernels/aligned_vector.h"
#include "kernels/matrix_product.h"

namespace affectus {

/// The sums of the gradients of a layer's weights, with the shapes and the order of gates (r, z, n) of torch.nn.GRU.
struct GruWeightGradients {
  float* weight_ih;  // 3 units x input_dim
  float* weight_hh;  // 3 units x units
  float* bias_ih;    // 3 units
  float* bias_hh;    // 3 units
};

/// Immutable, except for set_weights(), so usable by several threads at once, each with its own part of a batch, its own
/// memory and its own GruWeightGradients (to be summed in a fixed order for a result that is the same from run to run).
class GruGradient {
 public:
  GruGradient(std::size_t input_dim, std::size_t units) : input_dim_(input_dim), units_(units) {}

  /// Packs the weights as GruLayer::set_weights does. Allocates on the first call only.
  void set_weights(const float* weight_ih, const float* weight_hh);

  std::size_t input_dim() const { return input_dim_; }
  std::size_t units() const { return units_; }

  /// Inputs and outputs of a forward pass as in GruLayer::forward(), and the gradients to compute.
  struct Pass {
    std::span<const std::size_t> active;
    const float* input;            // packed_rows x input_dim
    const float* initial_state;    // active[0] x units; its gradient is not computed
    const float* output;           // packed_rows x units
    const float* output_gradient;  // packed_rows x units, of every step's output
    float* gates;           // packed_rows x GruLayer::gates_stride(), from the forward pass; overwritten with other values
    float* input_gradient;  // packed_rows x input_dim, overwritten; null: not needed
    float* scratch;         // active[0] x units + 4 x units floats
  };

  /// Adds to `gradients`. The order of all sums is fixed. One thread; no allocation.
  void backward(const Pass& pass, const GruWeightGradients& gradients) const;

 private:
  struct Block;
  static Block block_before(std::span<const std::size_t> active, const Block& later);
  void backward_through_time(const Pass& pass, const Block& block, float* gate_sums) const;
  void add_weight_gradients(const Pass& pass, const Block& block, const GruWeightGradients& gradients) const;
  const float* previous_state(const Pass& pass, std::size_t step, std::size_t row) const;

  std::size_t input_dim_;
  std::size_t units_;
  PackedMatrix input_weights_;  // 3 units (n, r, z) x input_dim
  PackedMatrix state_weights_;  // 3 units (r, z, n) x units
  AlignedVector<float> reordered_;
};

}  // namespace affectus
