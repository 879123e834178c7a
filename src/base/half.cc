#include "base/half.h"

#include "base/bit_cast.h"

namespace affectus {

std::uint16_t to_half(float value) {
  const auto bits = bit_cast<std::uint32_t>(value);
  const auto sign = static_cast<std::uint16_t>((bits >> 16) & 0x8000U);
  const std::uint32_t magnitude = bits & 0x7fffffffU;
  if (magnitude > 0x7f800000U) return static_cast<std::uint16_t>(sign | 0x7e00U);   // NaN
  if (magnitude >= 0x477ff000U) return static_cast<std::uint16_t>(sign | 0x7c00U);  // 65520 and above round to infinity
  if (magnitude < 0x38800000U) {                                                    // below 2^-14: subnormal steps of 2^-24
    const float steps = bit_cast<float>(magnitude) * 0x1p24F;
    auto whole = static_cast<std::uint32_t>(steps);
    const float rest = steps - static_cast<float>(whole);
    if (rest > 0.5F || (rest == 0.5F && whole % 2 == 1)) ++whole;
    return static_cast<std::uint16_t>(sign | whole);
  }
  const std::uint32_t rounded = magnitude + 0xfffU + ((magnitude >> 13) & 1U);
  return static_cast<std::uint16_t>(sign | ((rounded >> 13) - (112U << 10)));
}

}  // namespace affectus
