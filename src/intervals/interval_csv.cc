// Tables of intervals: with seconds (file,start_s,end_s), and audformat's segmented ones (file,start,end), whose times are
// those of pandas and whose end may be left open.
#include <limits>
#include <utility>

#include "intervals/interval_parsing.h"
#include "text/letter_case.h"
#include "text/table.h"

namespace affectus {
namespace {

using ParseTime = std::string (*)(std::string_view text, const std::string& what, double& seconds);

// How a table names its times, and writes them.
struct Columns {
  const char* start;
  const char* end;
  ParseTime parse;
  bool may_be_open;  // the end
};
constexpr Columns in_seconds = {"start_s", "end_s", parse_time, false};
constexpr Columns in_time_deltas = {"start", "end", parse_time_delta, true};

Columns columns_of(const TableReader& table) {
  if (table.has("file") && table.has("start_s") && table.has("end_s")) return in_seconds;
  if (table.has("file") && table.has("start") && table.has("end")) return in_time_deltas;
  table.fail("expected the columns file,start_s,end_s (or audformat's file,start,end) in the header, found " +
             table.header());
}

bool is_open(const std::string& end) {
  const std::string word = lower_case(end);
  return word.empty() || word == "nat" || word == "nan";
}

Interval read_interval(const TableReader& table, const Columns& columns) {
  Interval interval{.label = table.text("label"), .tier = table.text("tier"), .speaker = table.text("speaker")};
  std::string wrong = columns.parse(table.number_text(columns.start), columns.start, interval.start_s);
  if (columns.may_be_open && is_open(table.text(columns.end)))
    interval.end_s = std::numeric_limits<double>::infinity();
  else if (wrong.empty())
    wrong = columns.parse(table.number_text(columns.end), columns.end, interval.end_s);
  if (wrong.empty() && interval.end_s < interval.start_s)
    wrong = std::string("expected ") + columns.end + " not before " + columns.start + " " + table.text(columns.start) +
            ", found " + table.text(columns.end);
  if (wrong.empty() && table.text("file").empty()) wrong = "file: expected a name, found nothing";
  if (!wrong.empty()) table.fail(wrong);
  return interval;
}

}  // namespace

std::vector<FileIntervals> parse_interval_csv(std::string_view text, const std::string& name) {
  TableReader table(text, name);
  const Columns columns = columns_of(table);
  IntervalCollector intervals;
  while (table.next()) intervals.add(table.text("file"), read_interval(table, columns));
  return intervals.take();
}

}  // namespace affectus
