#include "intervals/interval_parsing.h"

#include <cmath>
#include <utility>

#include "text/parsed_number.h"

namespace affectus {

std::optional<double> parse_decimal(std::string_view text) {
  const auto value = parsed_number<double>(text);
  return value && std::isfinite(*value) ? value : std::nullopt;
}

namespace {

std::string_view word_of(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  const std::size_t last = text.find_last_not_of(" \t");
  return first == std::string_view::npos ? std::string_view() : text.substr(first, last - first + 1);
}

// "1 days" or "1 day" at the start, which is taken away with the space behind it.
std::optional<double> take_days(std::string_view& text) {
  const std::size_t space = text.find(' ');
  const std::string_view rest = space == std::string_view::npos ? std::string_view() : word_of(text.substr(space));
  const std::string_view unit = rest.substr(0, rest.find(' '));
  if (unit != "days" && unit != "day") return 0;
  const std::optional<double> days = parse_decimal(text.substr(0, space));
  text = word_of(rest.substr(unit.size()));
  return days;
}

// "1:02:03.5"
std::optional<double> parse_clock(std::string_view text) {
  double seconds = 0;
  for (int part = 0; part < 3; ++part) {
    const std::size_t end = part < 2 ? text.find(':') : text.size();
    if (end == std::string_view::npos || end == 0 || text[0] < '0' || text[0] > '9') return std::nullopt;
    const std::optional<double> value = parse_decimal(text.substr(0, end));
    if (!value || (part > 0 && *value >= 60)) return std::nullopt;
    seconds = 60 * seconds + *value;
    text.remove_prefix(part < 2 ? end + 1 : end);
  }
  return seconds;
}

std::string check_time(double value, std::string_view text, const std::string& what, double& seconds) {
  if (!(value >= 0 && value <= latest_time_s)) return what + ": expected 0 to 1000000000 seconds, found " + shown(text);
  seconds = value;
  return {};
}

}  // namespace

std::string parse_time(std::string_view text, const std::string& what, double& seconds) {
  const std::optional<double> value = parse_decimal(word_of(text));
  if (!value) return what + ": expected seconds, found " + shown(text);
  return check_time(*value, text, what, seconds);
}

std::string parse_time_delta(std::string_view text, const std::string& what, double& seconds) {
  std::string_view word = word_of(text);
  if (const std::optional<double> value = parse_decimal(word)) return check_time(*value, text, what, seconds);
  const std::optional<double> days = take_days(word);
  const bool is_whole_days = word.empty() && !word_of(text).empty();
  const std::optional<double> clock = is_whole_days ? 0 : parse_clock(word);
  if (!days || !clock) return what + ": expected a time such as 0 days 00:00:01.5, or seconds, found " + shown(text);
  return check_time(*days * 86400 + *clock, text, what, seconds);
}

void IntervalCollector::add(const std::string& file, Interval interval) {
  const auto [entry, is_new] = index_.try_emplace(file, list_.size());
  if (is_new) list_.push_back({file, {}});
  list_[entry->second].intervals.push_back(std::move(interval));
}

}  // namespace affectus
