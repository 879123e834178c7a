// The fewest digits that give a number back.
#include <array>
#include <charconv>
#include <cstdio>
#include <cstdlib>

#include "text/text.h"

namespace affectus {
namespace {

#ifdef __cpp_lib_to_chars
template <typename Number>
std::string shortest(Number value) {
  std::array<char, 64> text;
  const auto result = std::to_chars(text.data(), text.data() + text.size(), value);
  return {text.data(), result.ptr};
}
#else
// For Emscripten's standard library. There is but one locale.
template <typename Number>
std::string shortest(Number value) {
  std::array<char, 64> text;
  for (int digits = 1; digits <= 17; ++digits) {
    std::snprintf(text.data(), text.size(), "%.*g", digits, static_cast<double>(value));
    if (static_cast<Number>(std::strtod(text.data(), nullptr)) == value) break;
  }
  return text.data();
}
#endif

}  // namespace

std::string shortest_float(float value) { return shortest(value); }
std::string shortest_double(double value) { return shortest(value); }

}  // namespace affectus
