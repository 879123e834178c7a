#include "encoders/checkpoint_weights.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <openvino/op/constant.hpp>
#include <openvino/op/convert.hpp>

#include "encoders/finite_weights.h"
#include "tensors/raw_tensor.h"

namespace affectus {
namespace {

// Of those that a part gives.
ov::element::Type element_type(TensorType type) {
  switch (type) {
    case TensorType::f16:
      return ov::element::f16;
    case TensorType::bf16:
      return ov::element::bf16;
    case TensorType::f64:
      return ov::element::f64;
    default:
      return ov::element::f32;
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

ov::Output<ov::Node> CheckpointWeights::take(const std::string& tensor_name, const std::vector<std::size_t>& shape) {
  const RawTensor& tensor = part_.take(tensor_name, shape);
  const ov::element::Type type = element_type(tensor.type);
  const auto constant = std::make_shared<ov::op::v0::Constant>(view_of(tensor, type));
  constant->set_friendly_name(prefix() + tensor_name);
  mark_as_weight(*constant, part_.file() + ": tensor " + prefix() + tensor_name);
  if (type == ov::element::f32) return constant;
  return std::make_shared<ov::op::v0::Convert>(constant, ov::element::f32);
}

ov::Output<ov::Node> CheckpointWeights::take_product(const std::string& module, const std::vector<std::size_t>& shape) {
  const std::string tensor_name = module + ".weight";
  ov::Output<ov::Node> own = take(tensor_name, shape);
  products_.insert(tensor_name);
  if (adapter_ == nullptr || !adapter_->deltas().contains(tensor_name)) return own;
  auto constant = ov::as_type_ptr<ov::op::v0::Constant>(own.get_node_shared_ptr());
  if (!constant)  // of another type than float32, which a conversion follows
    constant = ov::as_type_ptr<ov::op::v0::Constant>(own.get_node_shared_ptr()->get_input_node_shared_ptr(0));
  const std::vector<float> values = constant->cast_vector<float>();
  ov::Tensor sum(ov::element::f32, ov::Shape(shape.begin(), shape.end()));
  std::ranges::copy(values, sum.data<float>());
  adapter_->add_to(tensor_name, shape[0], shape[1], {sum.data<float>(), sum.get_size()});
  const auto adapted = std::make_shared<ov::op::v0::Constant>(sum);
  adapted->set_friendly_name(prefix() + tensor_name);
  mark_as_weight(*adapted, part_.file() + ": tensor " + prefix() + tensor_name + " with its adapter");
  return adapted;
}

void CheckpointWeights::finish() const {
  part_.finish();
  if (adapter_ != nullptr) adapter_->require_all_in(products_);
}

}  // namespace affectus
