// Numbers as text, whatever the locale.
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>

#include "text/text.h"

namespace affectus {
namespace {

std::string two_digits(std::int64_t value) { return (value < 10 ? "0" : "") + std::to_string(value); }

}  // namespace

std::string decimal(double value, int decimals) {
  std::array<char, 400> text;  // the largest double has 309 digits before the point
  const auto result = std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed, decimals);
  std::string digits(text.data(), result.ptr);
  if (digits.front() == '-' && digits.find_first_of("123456789") == std::string::npos) digits.erase(0, 1);
  return digits;
}

std::string trimmed_decimal(double value, int decimals) {
  std::string text = decimal(value, decimals);
  if (text.find('.') == std::string::npos) return text;
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

std::string seconds_text(double seconds) { return trimmed_decimal(seconds, 6); }

std::string clock_text(double seconds, int decimals) {
  const double unit = std::pow(10.0, decimals);
  const auto parts = static_cast<std::int64_t>(std::llround(std::clamp(seconds, 0.0, 1e12) * unit));
  const auto per_second = static_cast<std::int64_t>(unit);
  const std::int64_t whole = parts / per_second;
  std::string text =
      whole >= 3600 ? std::to_string(whole / 3600) + ":" + two_digits(whole / 60 % 60) : std::to_string(whole / 60);
  text += ":" + two_digits(whole % 60);
  if (decimals > 0) {
    std::string fraction = std::to_string(parts % per_second);
    text += "." + std::string(static_cast<std::size_t>(decimals) - fraction.size(), '0') + fraction;
  }
  return text;
}

}  // namespace affectus
