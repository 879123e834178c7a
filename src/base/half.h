// Floating-point numbers of 16 bits (IEEE 754 binary16) in files.
#pragma once

#include <cstdint>

#include "base/bit_cast.h"
#include "base/project.h"

namespace affectus {

/// Rounds to the nearest, ties to even; infinity from 65520 on.
AFFECTUS_PROJECT std::uint16_t to_half(float value);
/// Exact. Written so that a compiler can vectorise a loop of it.
inline float from_half(std::uint16_t bits) {
  const std::uint32_t sign = (bits & 0x8000U) << 16;
  const std::uint32_t exponent = (bits >> 10) & 0x1fU;
  const std::uint32_t fraction = bits & 0x3ffU;
  const std::uint32_t wide = exponent == 31 ? 0x7f800000U : (exponent + 112U) << 23;
  const float normal = bit_cast<float>(wide | (fraction << 13));
  const float magnitude = exponent == 0 ? static_cast<float>(fraction) * 0x1p-24F : normal;
  return bit_cast<float>(sign | bit_cast<std::uint32_t>(magnitude));
}

}  // namespace affectus
