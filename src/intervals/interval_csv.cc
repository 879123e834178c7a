#include <algorithm>
#include <utility>

#include "intervals/interval_parsing.h"
#include "text/csv.h"
#include "text/text_encoding.h"

namespace affectus {
namespace {

constexpr std::size_t absent = static_cast<std::size_t>(-1);

struct Columns {
  std::size_t file, start_s, end_s, label, tier, speaker;
  std::size_t count;
};

std::size_t find_column(const CsvReader& reader, const std::vector<std::string>& header, const std::string& name,
                        bool required) {
  const auto column = std::find(header.begin(), header.end(), name);
  if (column == header.end()) {
    if (!required) return absent;
    std::string found;
    for (const std::string& field : header) found += (found.empty() ? "" : ",") + field;
    reader.fail("expected the columns file,start_s,end_s in the header, found " + shown(found));
  }
  if (std::find(column + 1, header.end(), name) != header.end()) reader.fail("the column " + name + " is there twice");
  return static_cast<std::size_t>(column - header.begin());
}

Columns read_header(CsvReader& reader) {
  std::vector<std::string> header;
  if (!reader.read(header)) reader.fail("expected the header file,start_s,end_s, found no text");
  const auto find = [&](const char* name, bool required) { return find_column(reader, header, name, required); };
  return {find("file", true),  find("start_s", true),  find("end_s", true), find("label", false),
          find("tier", false), find("speaker", false), header.size()};
}

Interval read_interval(const CsvReader& reader, const Columns& columns, const std::vector<std::string>& fields) {
  if (fields.size() != columns.count)
    reader.fail("expected " + std::to_string(columns.count) + " fields as in the header, found " +
                std::to_string(fields.size()));
  const auto text = [&](std::size_t column) { return column == absent ? std::string() : fields[column]; };
  Interval interval{.label = text(columns.label), .tier = text(columns.tier), .speaker = text(columns.speaker)};
  std::string wrong = parse_time(fields[columns.start_s], "start_s", interval.start_s);
  if (wrong.empty()) wrong = parse_time(fields[columns.end_s], "end_s", interval.end_s);
  if (wrong.empty() && interval.end_s < interval.start_s)
    wrong = "expected end_s not before start_s " + fields[columns.start_s] + ", found " + fields[columns.end_s];
  if (wrong.empty() && fields[columns.file].empty()) wrong = "file: expected a name, found nothing";
  if (!wrong.empty()) reader.fail(wrong);
  return interval;
}

}  // namespace

std::vector<FileIntervals> parse_interval_csv(std::string_view text, const std::string& name) {
  const std::string decoded = decode_text(text);
  CsvReader reader(decoded, name);
  const Columns columns = read_header(reader);
  IntervalCollector intervals;
  for (std::vector<std::string> fields; reader.read(fields);) {
    Interval interval = read_interval(reader, columns, fields);
    intervals.add(fields[columns.file], std::move(interval));
  }
  return intervals.take();
}

}  // namespace affectus
