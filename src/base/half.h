// Numbers of 16 bits (IEEE 754 binary16), as files hold them.
#pragma once

#include <cstdint>

namespace affectus {

/// The nearest one, ties to even; from 65520 on infinity.
std::uint16_t to_half(float value);
/// Exactly.
float from_half(std::uint16_t bits);

}  // namespace affectus
