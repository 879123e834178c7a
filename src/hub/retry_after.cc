#include "hub/retry_after.h"

#include <algorithm>
#include <array>

#include "text/parsed_number.h"

namespace affectus {
namespace {

constexpr std::int64_t longest_s = std::int64_t{366} * 86400;
constexpr std::array<std::string_view, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

// Digits alone.
std::optional<int> number(std::string_view text) { return text.starts_with('-') ? std::nullopt : parsed_number<int>(text); }

}  // namespace

std::optional<std::int64_t> parse_http_date(std::string_view text) {
  constexpr std::string_view form = "Sun, 06 Nov 1994 08:49:37 GMT";
  if (text.size() != form.size()) return std::nullopt;
  for (std::size_t i = 3; i < form.size(); ++i)
    if ((form[i] == ' ' || form[i] == ',' || form[i] == ':') && text[i] != form[i]) return std::nullopt;
  const auto month = std::ranges::find(months, text.substr(8, 3));
  const auto day = number(text.substr(5, 2)), year = number(text.substr(12, 4)), hour = number(text.substr(17, 2)),
             minute = number(text.substr(20, 2)), second = number(text.substr(23, 2));
  if (!text.ends_with("GMT") || month == months.end() || !day || !year || !hour || !minute || !second) return std::nullopt;
  const std::chrono::year_month_day date(std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(month - months.begin()) + 1),
                                         std::chrono::day(static_cast<unsigned>(*day)));
  if (!date.ok() || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
  const std::int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
  return ((days * 24 + *hour) * 60 + *minute) * 60 + *second;
}

std::optional<std::chrono::seconds> retry_after(const std::map<std::string, std::string>& headers, std::int64_t now) {
  const auto header = headers.find("retry-after");
  if (header == headers.end() || header->second.empty()) return std::nullopt;
  const std::string& text = header->second;
  if (text.find_first_not_of("0123456789") == std::string::npos)
    return std::chrono::seconds(std::min<std::int64_t>(number(text).value_or(longest_s), longest_s));
  const auto date = parse_http_date(text);
  if (!date) return std::nullopt;
  const auto own = headers.find("date");
  const std::int64_t from = own == headers.end() ? now : parse_http_date(own->second).value_or(now);
  return std::chrono::seconds(std::clamp<std::int64_t>(*date - from, 0, longest_s));
}

}  // namespace affectus
