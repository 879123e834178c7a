#include "training/weight_rounding.h"

#include "tensors/quantized_weights.h"

namespace affectus {

void round_weights(StateTensors& weights, std::size_t bits) {
  if (bits != 8) return;
  for (auto& [name, tensor] : weights) {
    if (!is_quantizable(name, tensor.shape)) continue;
    const QuantizedMatrix matrix = quantize(tensor.values, tensor.shape[0]);
    dequantize(matrix.codes, matrix.scales, tensor.values);
  }
}

}  // namespace affectus
