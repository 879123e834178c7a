#include "evaluation/predictions_csv.h"

#include <charconv>
#include <string>

#include "storage/files.h"
#include "text/csv.h"

namespace affectus {
namespace {

std::string header() {
  std::string names = "file,speaker,gender,category,predicted_category";
  for (const std::string dimension : dimension_names) names += "," + dimension + ",predicted_" + dimension;
  return names;
}

std::optional<double> number(const std::string& text, const CsvReader& csv) {
  if (text.empty()) return std::nullopt;
  double value = 0;
  const char* const end = text.data() + text.size();
  if (const auto [stop, error] = std::from_chars(text.data(), end, value); error != std::errc() || stop != end)
    csv.fail("expected a number, found '" + text + "'");
  return value;
}

}  // namespace

void write_predictions(const std::filesystem::path& file, const std::vector<ScoredUtterance>& utterances) {
  write_file_atomically(file, [&](std::ostream& out) {
    out.precision(17);
    out << header() << '\n';
    for (const ScoredUtterance& one : utterances) {
      out << csv_field(one.file) << ',' << csv_field(one.speaker) << ',' << csv_field(one.gender) << ','
          << csv_field(one.category) << ',' << csv_field(one.predicted_category);
      for (std::size_t i = 0; i < one.target.size(); ++i) {
        out << ',';
        if (one.target[i]) out << *one.target[i];
        out << ',';
        if (one.prediction[i]) out << *one.prediction[i];
      }
      out << '\n';
    }
  });
}

std::vector<ScoredUtterance> read_predictions(const std::filesystem::path& file) {
  return parse_predictions(read_file(file), file.string());
}

std::vector<ScoredUtterance> parse_predictions(std::string_view text, const std::string& name) {
  CsvReader csv(text, name);
  constexpr std::size_t first_number = 5, columns = first_number + 2 * dimension_names.size();
  std::vector<ScoredUtterance> utterances;
  std::vector<std::string> fields;
  for (bool is_header = true; csv.read(fields); is_header = false) {
    if (fields.size() != columns)
      csv.fail("expected " + std::to_string(columns) + " columns, found " + std::to_string(fields.size()));
    if (is_header) continue;
    ScoredUtterance& one = utterances.emplace_back();
    one.file = fields[0];
    one.speaker = fields[1];
    one.gender = fields[2];
    one.category = fields[3];
    one.predicted_category = fields[4];
    for (std::size_t i = 0; i < one.target.size(); ++i) {
      one.target[i] = number(fields[first_number + 2 * i], csv);
      one.prediction[i] = number(fields[first_number + 2 * i + 1], csv);
    }
  }
  return utterances;
}

}  // namespace affectus
