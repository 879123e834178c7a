// std::bit_cast, which Emscripten's standard library does not have yet.
#pragma once

namespace affectus {

template <typename To, typename From>
constexpr To bit_cast(const From& from) noexcept {
  static_assert(sizeof(To) == sizeof(From));
  return __builtin_bit_cast(To, from);
}

}  // namespace affectus
