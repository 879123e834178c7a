#include "cache/byte_size.h"

#include <cctype>
#include <cmath>
#include <string>

#include "text/text.h"

namespace affectus {
namespace {

constexpr double largest = 9.2e18;
constexpr std::string_view units = "kmgt";

char lower(char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); }

}  // namespace

std::optional<std::uint64_t> parse_byte_size(std::string_view text) {
  double number = 0, place = 1;
  std::size_t at = 0, digits = 0;
  for (bool is_fraction = false; at < text.size() && (text[at] == '.' || (text[at] >= '0' && text[at] <= '9')); ++at) {
    if (text[at] == '.') {
      if (is_fraction) return std::nullopt;
      is_fraction = true;
      continue;
    }
    ++digits;
    number = number * 10 + (text[at] - '0');
    if (is_fraction) place *= 10;
    if (!(number < largest)) return std::nullopt;
  }
  if (digits == 0) return std::nullopt;
  number /= place;
  while (at < text.size() && text[at] == ' ') ++at;
  if (at < text.size())
    if (const std::size_t power = units.find(lower(text[at])); power != std::string_view::npos) {
      ++at;
      const bool is_binary = at < text.size() && lower(text[at]) == 'i';
      if (is_binary) ++at;
      number *= std::pow(is_binary ? 1024.0 : 1000.0, static_cast<double>(power + 1));
    }
  if (at < text.size() && lower(text[at]) == 'b') ++at;
  if (at != text.size() || !(number < largest)) return std::nullopt;
  return static_cast<std::uint64_t>(number);
}

std::string byte_size_text(std::uint64_t bytes) {
  if (bytes < 1000) return std::to_string(bytes) + (bytes == 1 ? " byte" : " bytes");
  double value = static_cast<double>(bytes) / 1000;
  std::size_t unit = 0;
  for (; unit + 1 < units.size() && value >= 999.95; ++unit) value /= 1000;
  constexpr const char* names[] = {" kB", " MB", " GB", " TB"};
  return decimal(value, 1) + names[unit];
}

}  // namespace affectus
