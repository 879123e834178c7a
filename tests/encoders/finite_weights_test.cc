#include "encoders/finite_weights.h"

#include <gmock/gmock.h>

#include <cstdint>
#include <cstring>
#include <openvino/core/model.hpp>

#include "encoders/openvino_engine.h"
#include "failure.h"

namespace affectus {
namespace {

using testing::failure;
using ::testing::HasSubstr;

// A graph with a constant of four values of the type, of which the third is given by its bits.
std::shared_ptr<ov::Model> graph_with(const ov::element::Type& type, std::uint64_t bits, bool is_weight) {
  ov::Tensor values(type, {4});
  std::memset(values.data(), 0, values.get_byte_size());
  std::memcpy(static_cast<char*>(values.data()) + 2 * type.size(), &bits, type.size());
  const auto constant = std::make_shared<ov::op::v0::Constant>(values);
  if (is_weight) mark_as_weight(*constant, "file: tensor w");
  return std::make_shared<ov::Model>(ov::OutputVector{OpenVinoEngine::add(constant, constant)}, ov::ParameterVector{});
}

TEST(FiniteWeightsTest, EveryTypeIsLookedAt) {
  const struct {
    ov::element::Type type;
    std::uint64_t largest, infinity, negative_infinity, not_a_number;
  } cases[] = {
      {ov::element::f16, 0x7bff, 0x7c00, 0xfc00, 0x7e00},
      {ov::element::bf16, 0x7f7f, 0x7f80, 0xff80, 0x7fc0},
      {ov::element::f32, 0x7f7fffff, 0x7f800000, 0xff800000, 0x7fc00000},
      {ov::element::f64, 0x7fefffffffffffff, 0x7ff0000000000000, 0xfff0000000000000, 0x7ff8000000000000},
  };
  for (const auto& one : cases) {
    require_finite_weights(*graph_with(one.type, one.largest, true));
    for (const std::uint64_t bits : {one.infinity, one.negative_infinity, one.not_a_number})
      EXPECT_THAT(failure([&] { require_finite_weights(*graph_with(one.type, bits, true)); }),
                  HasSubstr("file: tensor w: expected finite values"))
          << one.type;
    require_finite_weights(*graph_with(one.type, one.infinity, false));  // somebody else's graph may mask by infinity
  }
}

}  // namespace
}  // namespace affectus
