#include "base/half.h"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

namespace affectus {
namespace {

TEST(HalfTest, EveryNumberComesBack) {
  for (std::uint32_t bits = 0; bits < 0x10000; ++bits) {
    const float value = from_half(static_cast<std::uint16_t>(bits));
    if (value != value) continue;
    EXPECT_EQ(to_half(value), bits);
  }
}

// numpy.float16(x).view(numpy.uint16) says the same (NumPy 2.4.6).
TEST(HalfTest, RoundsToTheNearestTiesToEven) {
  for (const auto& [value, bits] : std::vector<std::pair<float, std::uint16_t>>{{1.0F, 0x3c00},
                                                                                {1.0F + 0x1p-11F, 0x3c00},
                                                                                {1.0F + 3 * 0x1p-11F, 0x3c02},
                                                                                {0.1F, 0x2e66},
                                                                                {65519.0F, 0x7bff},
                                                                                {65520.0F, 0x7c00},
                                                                                {-1e9F, 0xfc00},
                                                                                {0x1p-24F, 0x0001},
                                                                                {0x1p-25F, 0x0000},
                                                                                {1.5F * 0x1p-24F, 0x0002},
                                                                                {-2e-5F, 0x8150},
                                                                                {0x1p-14F, 0x0400},
                                                                                {-0.0F, 0x8000}})
    EXPECT_EQ(to_half(value), bits) << value;
}

}  // namespace
}  // namespace affectus
