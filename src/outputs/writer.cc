#include "affectus/writer.h"

#include <algorithm>
#include <cctype>
#include <filesystem>

#include "affectus/error.h"
#include "outputs/writers.h"
#include "text/letter_case.h"

namespace affectus {

const std::vector<OutputFormat>& output_formats() {
  static const std::vector<OutputFormat> formats = {
      {"table", ".txt", "aligned columns to read on a terminal", false, make_table_writer},
      {"csv", ".csv", "one row a segment, a column a value", false, make_csv_writer, true, true},
      {"json", ".json", "a list of files with their segments", false, make_json_writer, false, true},
      {"jsonl", ".jsonl", "JSON Lines: a row a line, as soon as it is there", false, make_jsonl_writer, true, true},
      {"textgrid", ".TextGrid", "Praat, an interval tier a dimension", true, make_textgrid_writer},
      {"eaf", ".eaf", "ELAN, a tier a dimension", true, make_eaf_writer},
      {"vtt", ".vtt", "WebVTT captions", true, make_vtt_writer, true},
      {"srt", ".srt", "SubRip captions", true, make_srt_writer, true},
      {"html", ".html", "a page with the curves over time", false, make_html_writer},
  };
  return formats;
}

const OutputFormat& output_format(const std::string& name) {
  std::string known;
  for (const OutputFormat& format : output_formats()) {
    if (format.name == name) return format;
    known += (known.empty() ? "" : ", ") + format.name;
  }
  throw Error(ErrorCode::invalid_argument, "format: expected one of " + known + ", found '" + name + "'");
}

const OutputFormat* output_format_of(const std::string& file_name) {
  const std::string extension = lower_case(std::filesystem::path(file_name).extension().string());
  for (const OutputFormat& format : output_formats())
    if (lower_case(format.extension) == extension) return &format;
  return nullptr;
}

}  // namespace affectus
