#include "base/bounded_json.h"

#include <algorithm>

namespace affectus {
namespace {

bool is_too_deep(std::string_view text) {
  std::size_t depth = 0;
  bool is_in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (is_in_string && c == '\\') {
      ++i;
    } else if (c == '"') {
      is_in_string = !is_in_string;
    } else if (!is_in_string && (c == '[' || c == '{')) {
      if (++depth > deepest_json) return true;
    } else if (!is_in_string && (c == ']' || c == '}') && depth > 0) {
      --depth;
    }
  }
  return false;
}

// Takes all values, and keeps where the first fault is.
struct FaultFinder : nlohmann::json_sax<nlohmann::json> {
  std::size_t place = 0;

  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t) override { return true; }
  bool number_unsigned(number_unsigned_t) override { return true; }
  bool number_float(number_float_t, const string_t&) override { return true; }
  bool string(string_t&) override { return true; }
  bool binary(binary_t&) override { return true; }
  bool start_object(std::size_t) override { return true; }
  bool key(string_t&) override { return true; }
  bool end_object() override { return true; }
  bool start_array(std::size_t) override { return true; }
  bool end_array() override { return true; }
  bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&) override {
    place = position;
    return false;
  }
};

}  // namespace

std::string found_in_json(std::string_view text) {
  // A character of JSON's own is a byte and a NUL in UTF-16, in either order, behind the mark if there is one.
  if (text.substr(0, 4).find('\0') != std::string_view::npos) return "text in UTF-16, not UTF-8";
  if (is_too_deep(text)) return "JSON nested deeper than " + std::to_string(deepest_json);
  FaultFinder finder;
  if (nlohmann::json::sax_parse(text, &finder)) return "something else";
  const std::string_view before = text.substr(0, finder.place);
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  return std::string(finder.place > text.size() ? "a part of it, which ends" : "something else") + " in line " +
         std::to_string(line);
}

nlohmann::json parse_json(std::string_view text) {
  if (is_too_deep(text)) return nlohmann::json(nlohmann::json::value_t::discarded);
  return nlohmann::json::parse(text, nullptr, /*allow_exceptions=*/false);
}

}  // namespace affectus
