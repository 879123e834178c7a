#include "evaluation/predictions_csv.h"

#include <algorithm>
#include <string>

#include "names/category_names.h"
#include "storage/files.h"
#include "text/csv.h"
#include "text/parsed_number.h"
#include "text/table.h"
#include "text/text.h"

namespace affectus {
namespace {

std::string header(bool has_sentences) {
  std::string names = "file,speaker,gender,category,predicted_category";
  for (const std::string dimension : dimension_names) names += "," + dimension + ",predicted_" + dimension;
  return names + (has_sentences ? ",sentence" : "");
}

std::optional<double> number(const TableReader& table, const std::string& column) {
  const std::string text = table.number_text(column);
  if (text.empty()) return std::nullopt;
  const auto value = parsed_number<double>(text);
  if (!value) table.fail("column " + column + ": expected a number, found '" + text + "'");
  return value;
}

}  // namespace

void write_predictions(const std::filesystem::path& file, const std::vector<ScoredUtterance>& utterances) {
  const bool has_sentences = std::ranges::any_of(utterances, [](const auto& one) { return !one.sentence.empty(); });
  write_file_atomically(file, [&](std::ostream& out) {
    out.precision(17);
    out << header(has_sentences) << '\n';
    for (const ScoredUtterance& one : utterances) {
      // A path may be no text.
      out << csv_field(valid_utf8(one.file)) << ',' << csv_field(one.speaker) << ',' << csv_field(one.gender) << ','
          << csv_field(one.category) << ',' << csv_field(one.predicted_category);
      for (std::size_t i = 0; i < one.target.size(); ++i) {
        out << ',';
        if (one.target[i]) out << *one.target[i];
        out << ',';
        if (one.prediction[i]) out << *one.prediction[i];
      }
      if (has_sentences) out << ',' << csv_field(one.sentence);
      out << '\n';
    }
  });
}

std::vector<ScoredUtterance> read_predictions(const std::filesystem::path& file) {
  return parse_predictions(read_file(file), file.string());
}

std::vector<ScoredUtterance> parse_predictions(std::string_view text, const std::string& name) {
  TableReader table(text, name);
  table.require({"file", "speaker", "gender", "category", "predicted_category"});
  for (const std::string dimension : dimension_names) table.require({dimension, "predicted_" + dimension});
  std::vector<ScoredUtterance> utterances;
  while (table.next()) {
    ScoredUtterance& one = utterances.emplace_back();
    one.file = table.text("file");
    one.speaker = table.text("speaker");
    one.gender = table.text("gender");
    one.category = category_name(table.text("category"));
    one.predicted_category = category_name(table.text("predicted_category"));
    one.sentence = table.text("sentence");
    for (std::size_t i = 0; i < one.target.size(); ++i) {
      one.target[i] = number(table, dimension_names[i]);
      one.prediction[i] = number(table, std::string("predicted_") + dimension_names[i]);
    }
  }
  return utterances;
}

}  // namespace affectus
