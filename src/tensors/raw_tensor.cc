#include "tensors/raw_tensor.h"

#include <algorithm>
#include <array>

namespace affectus {
namespace {

struct TypeName {
  const char* name;
  TensorType type;
  std::size_t bytes;
};
constexpr std::array<TypeName, 10> type_names = {{{"F64", TensorType::f64, 8},
                                                  {"F32", TensorType::f32, 4},
                                                  {"F16", TensorType::f16, 2},
                                                  {"BF16", TensorType::bf16, 2},
                                                  {"I64", TensorType::i64, 8},
                                                  {"I32", TensorType::i32, 4},
                                                  {"I16", TensorType::i16, 2},
                                                  {"I8", TensorType::i8, 1},
                                                  {"U8", TensorType::u8, 1},
                                                  {"BOOL", TensorType::boolean, 1}}};

const TypeName& entry_of(TensorType type) {
  return *std::find_if(type_names.begin(), type_names.end(), [&](const TypeName& one) { return one.type == type; });
}

}  // namespace

std::string shape_text(std::span<const std::size_t> shape) {
  std::string text;
  for (const std::size_t size : shape) text += (text.empty() ? "" : " x ") + std::to_string(size);
  return text.empty() ? "a single value" : text;
}

std::size_t byte_size(TensorType type) { return entry_of(type).bytes; }
std::string to_string(TensorType type) { return entry_of(type).name; }

std::optional<TensorType> parse_tensor_type(std::string_view name) {
  const auto found =
      std::find_if(type_names.begin(), type_names.end(), [&](const TypeName& one) { return one.name == name; });
  return found == type_names.end() ? std::nullopt : std::optional(found->type);
}

}  // namespace affectus
