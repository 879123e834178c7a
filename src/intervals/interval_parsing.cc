#include "intervals/interval_parsing.h"

#include <charconv>
#include <cmath>
#include <utility>

namespace affectus {

std::optional<double> parse_decimal(std::string_view text) {
  double value = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || stop != end || !std::isfinite(value)) return std::nullopt;
  return value;
}

std::string parse_time(std::string_view text, const std::string& what, double& seconds) {
  const std::size_t first = text.find_first_not_of(" \t");
  const std::size_t last = text.find_last_not_of(" \t");
  const std::string_view word = first == std::string_view::npos ? std::string_view() : text.substr(first, last - first + 1);
  const std::optional<double> value = parse_decimal(word);
  if (!value) return what + ": expected seconds, found " + shown(text);
  if (*value < 0 || *value > latest_time_s) return what + ": expected 0 to 1000000000 seconds, found " + shown(text);
  seconds = *value;
  return {};
}

void IntervalCollector::add(const std::string& file, Interval interval) {
  const auto [entry, is_new] = index_.try_emplace(file, list_.size());
  if (is_new) list_.push_back({file, {}});
  list_[entry->second].intervals.push_back(std::move(interval));
}

std::string shown(std::string_view text) {
  constexpr std::size_t longest = 60;
  std::string result = "'";
  for (const char c : text.substr(0, longest)) result += static_cast<unsigned char>(c) < 0x20 || c == 0x7F ? ' ' : c;
  return result + (text.size() > longest ? "...'" : "'");
}

}  // namespace affectus
