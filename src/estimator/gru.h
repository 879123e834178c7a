// One layer of gated recurrent units over a batch of sequences, in PyTorch's convention (torch.nn.GRU; kernels/gru_gates.h
// has the formulas).
//
// Batches are packed, time-major: rows of step 0, then rows of step 1, and so on without gaps. Sequences are sorted by
// length, longest first, so that at step t the first active[t] of them are still running (active never grows), and row i of
// a step is always the same sequence. All sequences of one length: active = {m, m, ..., m}.
#pragma once

#include <cstddef>
#include <span>

#include "kernels/aligned_vector.h"
#include "kernels/matrix_product.h"

namespace affectus {

/// The sum of `active`: how many rows a packed batch has.
std::size_t packed_rows(std::span<const std::size_t> active);

/// Immutable, except for set_weights(), so usable by several threads at once, each with its own part of a batch.
class GruLayer {
 public:
  GruLayer(std::size_t input_dim, std::size_t units) : input_dim_(input_dim), units_(units) {}

  /// Packs the weights as torch.nn.GRU has them, gates in the order r, z, n: weight_ih 3 units x input_dim, weight_hh 3
  /// units x units, both biases 3 units. Allocates on the first call only.
  void set_weights(const float* weight_ih, const float* weight_hh, const float* bias_ih, const float* bias_hh);

  std::size_t input_dim() const { return input_dim_; }
  std::size_t units() const { return units_; }
  /// Floats from one row of `gates` to the next: 4 x units plus a cache line, so that rows do not compete for the same
  /// places in the cache.
  std::size_t gates_stride() const { return gates_stride(units_); }
  static std::size_t gates_stride(std::size_t units) { return 4 * units + cache_line_bytes / sizeof(float); }

  /// `input` is packed_rows x input_dim, `initial_state` active[0] x units (zeros at the start of utterances). `output`
  /// (packed_rows x units) takes the state after each step, and `gates` (packed_rows x gates_stride(), any content before)
  /// takes the input of GruGradient: n, r, z, W_hn h + b_hn of each row. Rows of one sequence get the same result to the
  /// last bit with any other sequences in the batch, and for any division of the steps into calls. One thread; no
  /// allocation.
  void forward(std::span<const std::size_t> active, const float* input, const float* initial_state, float* gates,
               float* output) const;

 private:
  std::size_t input_dim_;
  std::size_t units_;
  PackedMatrix input_weights_;       // input_dim x 3 units, for the gates n, r, z
  PackedMatrix state_weights_;       // units x 2 units, for r, z
  PackedMatrix state_weights_n_;     // units x units
  AlignedVector<float> input_bias_;  // b_in, b_ir + b_hr, b_iz + b_hz
  AlignedVector<float> state_bias_n_;
  AlignedVector<float> reordered_;  // 3 units x input_dim: the input's weights in the order n, r, z
};

}  // namespace affectus
