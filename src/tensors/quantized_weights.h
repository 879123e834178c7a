// Weight matrices in 8 bits: a row (all that goes into one output) is whole numbers from -127 to 127 times one scale,
//
//   scale = largest |w| of the row / 127,    code = w / scale, rounded to nearest,    w' = scale * code,
//
// so that no weight changes by more than half a scale. Zero stays zero.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tensors/safetensors.h"

namespace affectus {

struct QuantizedMatrix {
  std::vector<std::int8_t> codes;  // as many as weights, row-major
  std::vector<float> scales;       // one a row; 0 for a row of zeros
};

/// `weights`: rows x any number, finite.
QuantizedMatrix quantize(std::span<const float> weights, std::size_t rows);
/// `weights` takes scale times code.
void dequantize(std::span<const std::int8_t> codes, std::span<const float> scales, std::span<float> weights);

/// True for tensors that are kept in 8 bits if the model's weights are: those of two or more dimensions, but for
/// familiarity.weight, whose products nearly cancel. Biases and other vectors stay float32.
bool is_quantizable(std::string_view tensor_name, std::span<const std::size_t> shape);

/// The name under which a matrix's scales are stored beside it.
std::string scale_name(const std::string& matrix);

/// A file's tensors as float32. Matrices of type I8 are multiplied by their scales, which are then not visible as tensors.
/// Immutable, so usable from several threads.
class WeightFile final : public TensorSource {
 public:
  /// `bits`: 32, nothing is I8; or 8, everything quantizable is. Throws Error(invalid_format) that names the file and the
  /// tensor: for one of another type, scales that are missing, not one a row, negative or not finite, and a code of -128.
  WeightFile(SafetensorsFile file, std::size_t bits);

  std::string name() const override { return file_.name(); }
  std::vector<std::string> tensor_names() const override;
  TensorView tensor(const std::string& tensor_name, std::span<const std::size_t> shape) const override;

 private:
  [[noreturn]] void fail(const std::string& tensor_name, const std::string& what) const;
  std::vector<float> matrix(const std::string& tensor_name, const RawTensor& codes) const;

  SafetensorsFile file_;
  std::map<std::string, TensorView> matrices_;  // of I8 in the file; their values are those of decoded_
  std::vector<std::vector<float>> decoded_;
};

}  // namespace affectus
