// Replaces float32 products by products of 8 bit numbers if the loss is small.
#pragma once

#include <cstddef>
#include <openvino/openvino.hpp>
#include <span>
#include <vector>

namespace affectus {

struct QuantizationResult {
  std::size_t products = 0;   // with weights, large enough to be worth it
  std::size_t quantized = 0;  // of them
};

/// Runs `model` in float32 on `calibration`, inputs from real speech, to learn the range of each product's input. Then it
/// marks for 8 bits the products whose output on that speech changes by less than `largest_change` (root mean square,
/// relative): their inputs have 256 levels, their weights 255 for each output (Jacob et al., Quantization and Training of
/// Neural Networks for Efficient Integer-Arithmetic-Only Inference, 2018). The plugin computes marked products in 8 bits.
QuantizationResult quantize_products(ov::Core& core, const std::shared_ptr<ov::Model>& model,
                                     std::span<const std::vector<ov::Tensor>> calibration, double largest_change);

}  // namespace affectus
