// A tensor's bytes as a file holds them.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/project.h"

namespace affectus {

enum class TensorType { f64, f32, f16, bf16, i64, i32, i16, i8, u8, boolean };
AFFECTUS_PROJECT std::size_t byte_size(TensorType type);
/// As safetensors has it: "F32".
AFFECTUS_PROJECT std::string to_string(TensorType type);
AFFECTUS_PROJECT std::optional<TensorType> parse_tensor_type(std::string_view name);
/// "128 x 40 x 5", for messages.
AFFECTUS_PROJECT std::string shape_text(std::span<const std::size_t> shape);

struct RawTensor {
  TensorType type;
  std::vector<std::size_t> shape;
  std::span<const std::byte> bytes;  // row-major, contiguous, little-endian; not necessarily aligned to the type
};

}  // namespace affectus
