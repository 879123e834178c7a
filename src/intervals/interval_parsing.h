// Shared functions of the parsers of interval files.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "affectus/intervals.h"
#include "text/shown.h"

namespace affectus {

/// Beyond this many seconds (31 years) a time is a mistake.
inline constexpr double latest_time_s = 1e9;

/// Parses all of `text` as a decimal number, with a point in any locale; absent for anything else, including infinities and
/// NaN.
std::optional<double> parse_decimal(std::string_view text);

/// Parses a time into `seconds`. Returns a message about an invalid time, else nothing.
std::string parse_time(std::string_view text, const std::string& what, double& seconds);

/// The same for a time difference as pandas writes it, "0 days 00:00:01.5" and "0 days", for hours, minutes and seconds
/// alone, and for seconds.
std::string parse_time_delta(std::string_view text, const std::string& what, double& seconds);

/// Gathers intervals by file, in the order in which the files appear.
class IntervalCollector {
 public:
  void add(const std::string& file, Interval interval);
  std::vector<FileIntervals> take() { return std::move(list_); }

 private:
  std::vector<FileIntervals> list_;
  std::unordered_map<std::string, std::size_t> index_;
};

}  // namespace affectus
