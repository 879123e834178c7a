// One step of a gated recurrent unit without its matrix products, for a batch of rows.
//
// PyTorch's convention (torch.nn.GRU), with i the input's and h the state's share of a gate:
//   r = sigmoid(r_i + r_h), z = sigmoid(z_i + z_h), n = tanh(n_i + r n_h), h' = (1 - z) n + z h = n + z (h - n)
//
// A row of `gates` has four parts of `units` floats, in this order, so that what comes from the input (the first three) and
// what comes from the state (the last three) each lie together:
//   before the forward step   n_i | r_i + r_h | z_i + z_h | n_h
//   after it                  n   | r         | z         | n_h
//   after the gradient        d/dn_i | d/dr_i = d/dr_h | d/dz_i = d/dz_h | d/dn_h
// Every row is computed alone, with the same result to the last bit in any batch. sigmoid and tanh have a relative error of
// a few 1e-7 (not for sigmoid below -80, where it is 0 within 1e-34). One thread; no allocation.
#pragma once

#include <cstddef>

namespace affectus {

/// `gates` as above, rows `gates_stride` apart; `previous` is h and `next` becomes h', rows x units both.
void gru_gates(std::size_t rows, std::size_t units, float* gates, std::size_t gates_stride, const float* previous,
               float* next);

/// The gradient of gru_gates. `gates` holds the output of the forward step and becomes the gradients of its input. The
/// gradient of h' is `output_gradient` + `state_gradient` (rows x units both), and `state_gradient` becomes the gradient of
/// h, without the part that flows through the gates. The sums of the gates' gradients over the rows are added to `gate_sums`
/// (4 x units): the gradients of the biases.
void gru_gates_gradient(std::size_t rows, std::size_t units, float* gates, std::size_t gates_stride, const float* previous,
                        const float* output_gradient, float* state_gradient, float* gate_sums);

/// values[i] = tanh(values[i]), with the gates' function.
void tanh_in_place(float* values, std::size_t count);

}  // namespace affectus
