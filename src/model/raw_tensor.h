// A tensor's bytes as a file holds them.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace affectus {

enum class TensorType { f64, f32, f16, bf16, i64, i32, i16, i8, u8, boolean };
std::size_t byte_size(TensorType type);
std::string to_string(TensorType type);
/// "128 x 40 x 5", for messages.
std::string shape_text(std::span<const std::size_t> shape);

struct RawTensor {
  TensorType type;
  std::vector<std::size_t> shape;
  std::span<const std::byte> bytes;  // row-major, contiguous, little-endian; not necessarily aligned to the type
};

}  // namespace affectus
