#include "serve/url.h"

#include <cstddef>

namespace affectus {
namespace {

constexpr std::size_t most_values = 64;

int digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

std::optional<std::string> decode_percent(std::string_view text, bool form) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '+' && form) c = ' ';
    if (c == '%') {
      const bool is_whole = i + 2 < text.size();
      const int high = is_whole ? digit(text[i + 1]) : -1, low = is_whole ? digit(text[i + 2]) : -1;
      if (high < 0 || low < 0) return std::nullopt;
      c = static_cast<char>(16 * high + low);
      i += 2;
    }
    if (c == '\0') return std::nullopt;
    decoded += c;
  }
  return decoded;
}

std::optional<Target> parse_target(std::string_view text) {
  if (!text.starts_with('/')) return std::nullopt;
  text = text.substr(0, text.find('#'));
  const std::size_t mark = text.find('?');
  const std::optional<std::string> path = decode_percent(text.substr(0, mark));
  if (!path) return std::nullopt;
  Target target{*path, {}};
  std::string_view rest = mark == std::string_view::npos ? std::string_view() : text.substr(mark + 1);
  while (!rest.empty()) {
    const std::size_t end = rest.find('&');
    const std::string_view one = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
    if (one.empty()) continue;
    const std::size_t equals = one.find('=');
    const auto name = decode_percent(one.substr(0, equals), /*form=*/true);
    const auto value =
        decode_percent(equals == std::string_view::npos ? std::string_view() : one.substr(equals + 1), /*form=*/true);
    if (!name || !value || target.query.size() == most_values) return std::nullopt;
    target.query.emplace_back(*name, *value);
  }
  return target;
}

}  // namespace affectus
