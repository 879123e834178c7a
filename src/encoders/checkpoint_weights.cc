#include "encoders/checkpoint_weights.h"

#include <cstdint>
#include <cstring>
#include <openvino/op/constant.hpp>
#include <openvino/op/convert.hpp>
#include <optional>
#include <utility>

#include "affectus/error.h"
#include "encoders/finite_weights.h"
#include "tensors/raw_tensor.h"

namespace affectus {
namespace {

std::optional<ov::element::Type> element_type(TensorType type) {
  switch (type) {
    case TensorType::f32:
      return ov::element::f32;
    case TensorType::f16:
      return ov::element::f16;
    case TensorType::bf16:
      return ov::element::bf16;
    case TensorType::f64:
      return ov::element::f64;
    default:
      return std::nullopt;
  }
}

// OpenVINO only reads what a constant refers to, though its interface takes a pointer to what may be written.
ov::Tensor view_of(const RawTensor& tensor, const ov::element::Type& type) {
  const ov::Shape shape(tensor.shape.begin(), tensor.shape.end());
  const bool aligned = reinterpret_cast<std::uintptr_t>(tensor.bytes.data()) % type.size() == 0;
  if (aligned) return ov::Tensor(type, shape, const_cast<std::byte*>(tensor.bytes.data()));
  ov::Tensor copy(type, shape);
  std::memcpy(copy.data(), tensor.bytes.data(), tensor.bytes.size());
  return copy;
}

}  // namespace

CheckpointWeights::CheckpointWeights(const CheckpointTensors& checkpoint, std::string prefix)
    : checkpoint_(checkpoint), prefix_(std::move(prefix)) {}

std::string CheckpointWeights::find_prefix(const CheckpointTensors& checkpoint, std::span<const std::string> prefixes,
                                           const std::string& probe) {
  std::string tried;
  for (const std::string& prefix : prefixes) {
    if (checkpoint.tensors().contains(prefix + probe)) return prefix;
    tried += (tried.empty() ? "" : " or ") + prefix + probe;
  }
  throw Error(ErrorCode::invalid_format, checkpoint.name() + ": expected a tensor " + tried + ", found none");
}

bool CheckpointWeights::has(const std::string& tensor_name) const {
  return checkpoint_.tensors().contains(prefix_ + tensor_name);
}

ov::Output<ov::Node> CheckpointWeights::take(const std::string& tensor_name, const std::vector<std::size_t>& shape) {
  const std::string full_name = prefix_ + tensor_name;
  const auto fail = [&](const std::string& expected, const std::string& found) {
    throw Error(ErrorCode::invalid_format, file() + ": tensor " + full_name + ": expected " + expected + ", found " + found);
  };
  const auto entry = checkpoint_.tensors().find(full_name);
  if (entry == checkpoint_.tensors().end()) fail("shape " + shape_text(shape), "no such tensor");
  const RawTensor& tensor = entry->second;
  if (tensor.shape != shape) fail("shape " + shape_text(shape), shape_text(tensor.shape));
  const auto type = element_type(tensor.type);
  if (!type) fail("floating point values", to_string(tensor.type));
  if (!taken_.insert(full_name).second) fail("one use", "a second");
  const auto constant = std::make_shared<ov::op::v0::Constant>(view_of(tensor, *type));
  constant->set_friendly_name(full_name);
  mark_as_weight(*constant, file() + ": tensor " + full_name);
  if (*type == ov::element::f32) return constant;
  return std::make_shared<ov::op::v0::Convert>(constant, ov::element::f32);
}

void CheckpointWeights::ignore(const std::string& tensor_name) { taken_.insert(prefix_ + tensor_name); }

void CheckpointWeights::ignore_prefix(const std::string& beginning) {
  const std::string full = prefix_ + beginning;
  const auto& tensors = checkpoint_.tensors();
  for (auto entry = tensors.lower_bound(full); entry != tensors.end() && entry->first.starts_with(full); ++entry)
    taken_.insert(entry->first);
}

void CheckpointWeights::finish() const {
  for (const auto& [name, tensor] : checkpoint_.tensors())
    if (name.starts_with(prefix_) && !taken_.contains(name))
      throw Error(ErrorCode::invalid_format, file() + ": tensor " + name +
                                                 ": expected none of that name in this architecture, found " +
                                                 shape_text(tensor.shape));
}

}  // namespace affectus
