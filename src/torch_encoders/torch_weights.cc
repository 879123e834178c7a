#include "torch_encoders/torch_weights.h"

#include <ATen/ATen.h>

#include <cstring>

#include "affectus/error.h"
#include "tensors/raw_tensor.h"

namespace affectus {
namespace {

at::ScalarType scalar_type(TensorType type) {
  switch (type) {
    case TensorType::f16:
      return at::kHalf;
    case TensorType::bf16:
      return at::kBFloat16;
    case TensorType::f64:
      return at::kDouble;
    default:
      return at::kFloat;
  }
}

}  // namespace

at::Tensor TorchWeights::take(const std::string& tensor_name, const std::vector<std::size_t>& shape) {
  const RawTensor& raw = part_.take(tensor_name, shape);
  const std::vector<std::int64_t> sizes(shape.begin(), shape.end());
  at::Tensor values = at::empty(sizes, at::TensorOptions().dtype(scalar_type(raw.type)));
  std::memcpy(values.data_ptr(), raw.bytes.data(), raw.bytes.size());
  values = values.to(at::kFloat);
  if (!at::isfinite(values).all().item<bool>())
    throw Error(ErrorCode::invalid_format, part_.file() + ": tensor " + prefix() + tensor_name +
                                               ": expected finite values, found infinity or not-a-number");
  values = values.to(device_);
  tensors_.emplace(tensor_name, values);
  return values;
}

std::shared_ptr<ProductWeight> TorchWeights::take_product(const std::string& module, const std::vector<std::size_t>& shape) {
  const std::string name = module + ".weight";
  const auto product = std::make_shared<ProductWeight>(ProductWeight{take(name, shape), std::nullopt});
  products_.emplace(name, product);
  return product;
}

}  // namespace affectus
