#include "encoders/finite_weights.h"

#include <cstdint>
#include <span>

#include "affectus/error.h"

namespace affectus {
namespace {

constexpr const char* weight_key = "affectus_weight";

// A floating point number is finite where its exponent has a bit that is not set.
template <typename Bits>
bool are_finite(const ov::op::v0::Constant& constant, Bits exponent) {
  const std::span values(static_cast<const Bits*>(constant.get_data_ptr()), constant.get_byte_size() / sizeof(Bits));
  std::size_t others = 0;
  for (const Bits value : values) others += (value & exponent) == exponent ? 1 : 0;
  return others == 0;
}

bool are_finite(const ov::op::v0::Constant& constant) {
  const ov::element::Type type = constant.get_element_type();
  if (type == ov::element::f64) return are_finite<std::uint64_t>(constant, 0x7ff0000000000000);
  if (type == ov::element::f16) return are_finite<std::uint16_t>(constant, 0x7c00);
  if (type == ov::element::bf16) return are_finite<std::uint16_t>(constant, 0x7f80);
  return are_finite<std::uint32_t>(constant, 0x7f800000);
}

}  // namespace

void mark_as_weight(ov::op::v0::Constant& constant, const std::string& name) { constant.get_rt_info()[weight_key] = name; }

void require_finite_weights(const ov::Model& model) {
  for (const std::shared_ptr<ov::Node>& node : model.get_ops()) {
    const auto constant = ov::as_type_ptr<ov::op::v0::Constant>(node);
    if (!constant || !constant->get_rt_info().contains(weight_key) || are_finite(*constant)) continue;
    throw Error(ErrorCode::invalid_format, constant->get_rt_info().at(weight_key).as<std::string>() +
                                               ": expected finite values, found infinity or not-a-number");
  }
}

}  // namespace affectus
