// What the parsers of interval files share.
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

/// A decimal number, all of `text`, with a point whatever the locale; absent for anything else, infinities and NaN among it.
std::optional<double> parse_decimal(std::string_view text);

/// What is wrong with a time as text, or nothing; `seconds` is set where it is right.
std::string parse_time(std::string_view text, const std::string& what, double& seconds);

/// The same of a time as pandas writes its differences, "0 days 00:00:01.5", of hours, minutes and seconds alone, and of
/// seconds.
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
