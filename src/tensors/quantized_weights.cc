#include "tensors/quantized_weights.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "affectus/error.h"

namespace affectus {
namespace {

constexpr float largest_code = 127;

std::span<const std::int8_t> codes_of(const RawTensor& tensor) {
  return {reinterpret_cast<const std::int8_t*>(tensor.bytes.data()), tensor.bytes.size()};
}

}  // namespace

QuantizedMatrix quantize(std::span<const float> weights, std::size_t rows) {
  QuantizedMatrix matrix;
  const std::size_t width = rows == 0 ? 0 : weights.size() / rows;
  for (std::size_t row = 0; row < rows; ++row) {
    float largest = 0;
    for (const float weight : weights.subspan(row * width, width)) largest = std::max(largest, std::abs(weight));
    const float scale = largest / largest_code;
    for (const float weight : weights.subspan(row * width, width)) {
      // The smallest of float32's numbers divide badly: the scale is 0, or the quotient beyond the last code.
      const float code = scale > 0 ? std::clamp(std::nearbyint(weight / scale), -largest_code, largest_code) : 0;
      matrix.codes.push_back(static_cast<std::int8_t>(code));
    }
    matrix.scales.push_back(scale);
  }
  return matrix;
}

void dequantize(std::span<const std::int8_t> codes, std::span<const float> scales, std::span<float> weights) {
  const std::size_t width = scales.empty() ? 0 : codes.size() / scales.size();
  if (width == 0) return;
  for (std::size_t i = 0; i < codes.size(); ++i) weights[i] = scales[i / width] * static_cast<float>(codes[i]);
}

bool is_quantizable(std::string_view tensor_name, std::span<const std::size_t> shape) {
  return shape.size() >= 2 && tensor_name != "familiarity.weight";
}

std::string scale_name(const std::string& matrix) { return matrix + ".scale"; }

WeightFile::WeightFile(SafetensorsFile file, std::size_t bits) : file_(std::move(file)) {
  for (const auto& [tensor_name, entry] : file_.entries()) {
    const bool wants_codes = bits == 8 && is_quantizable(tensor_name, entry.shape);
    const TensorType expected = wants_codes ? TensorType::i8 : TensorType::f32;
    if (entry.type != expected)
      fail(tensor_name, "expected " + to_string(expected) + " in a model with weights of " + std::to_string(bits) +
                            " bits, found " + to_string(entry.type));
    if (wants_codes) matrices_[tensor_name] = {decoded_.emplace_back(matrix(tensor_name, entry)), entry.shape};
  }
}

void WeightFile::fail(const std::string& tensor_name, const std::string& what) const {
  throw Error(ErrorCode::invalid_format, name() + ": tensor " + tensor_name + ": " + what);
}

std::vector<float> WeightFile::matrix(const std::string& tensor_name, const RawTensor& tensor) const {
  const std::span<const std::int8_t> codes = codes_of(tensor);
  const std::size_t rows[] = {tensor.shape[0]};
  const std::span<const float> scales = file_.tensor(scale_name(tensor_name), rows).values;
  if (!std::all_of(scales.begin(), scales.end(), [](float scale) { return std::isfinite(scale) && scale >= 0; }))
    fail(scale_name(tensor_name), "expected finite scales of at least 0, found others");
  if (std::find(codes.begin(), codes.end(), std::int8_t{-128}) != codes.end())
    fail(tensor_name, "expected whole numbers from -127 to 127, found -128");
  std::vector<float> weights(codes.size());
  dequantize(codes, scales, weights);
  return weights;
}

std::vector<std::string> WeightFile::tensor_names() const {
  std::vector<std::string> names = file_.tensor_names();
  std::erase_if(names, [&](const std::string& tensor_name) {
    return std::any_of(matrices_.begin(), matrices_.end(),
                       [&](const auto& one) { return scale_name(one.first) == tensor_name; });
  });
  return names;
}

TensorView WeightFile::tensor(const std::string& tensor_name, std::span<const std::size_t> shape) const {
  const auto found = matrices_.find(tensor_name);
  if (found == matrices_.end()) return file_.tensor(tensor_name, shape);
  if (!std::equal(shape.begin(), shape.end(), found->second.shape.begin(), found->second.shape.end()))
    fail(tensor_name, "expected " + shape_text(shape) + ", found " + shape_text(found->second.shape));
  return found->second;
}

}  // namespace affectus
