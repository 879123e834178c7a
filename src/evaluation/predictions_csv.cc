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

using Values = std::array<std::optional<double>, 3>;

bool has_any(const Values& values) {
  return std::ranges::any_of(values, [](const auto& one) { return one.has_value(); });
}

// The columns that some utterance needs.
struct Extent {
  bool deviations = false, distances = false, sentences = false;

  explicit Extent(const std::vector<ScoredUtterance>& utterances) {
    for (const ScoredUtterance& one : utterances) {
      deviations = deviations || has_any(one.target_deviation) || has_any(one.predicted_deviation);
      distances = distances || one.distance;
      sentences = sentences || !one.sentence.empty();
    }
  }

  std::string header() const {
    std::string names = "file,speaker,gender,category,predicted_category";
    for (const std::string dimension : dimension_names) names += "," + dimension + ",predicted_" + dimension;
    if (deviations)
      for (const std::string dimension : dimension_names) names += "," + dimension + "_sd,predicted_" + dimension + "_sd";
    if (distances) names += ",distance";
    return names + (sentences ? ",sentence" : "");
  }
};

void write_pairs(std::ostream& out, const Values& targets, const Values& predictions) {
  for (std::size_t i = 0; i < targets.size(); ++i) {
    out << ',';
    if (targets[i]) out << *targets[i];
    out << ',';
    if (predictions[i]) out << *predictions[i];
  }
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
  const Extent extent(utterances);
  write_file_atomically(file, [&](std::ostream& out) {
    out.precision(17);
    out << extent.header() << '\n';
    for (const ScoredUtterance& one : utterances) {
      // A path may be no text.
      out << csv_field(valid_utf8(one.file)) << ',' << csv_field(one.speaker) << ',' << csv_field(one.gender) << ','
          << csv_field(one.category) << ',' << csv_field(one.predicted_category);
      write_pairs(out, one.target, one.prediction);
      if (extent.deviations) write_pairs(out, one.target_deviation, one.predicted_deviation);
      if (extent.distances) {
        out << ',';
        if (one.distance) out << *one.distance;
      }
      if (extent.sentences) out << ',' << csv_field(one.sentence);
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
    one.distance = number(table, "distance");
    one.sentence = table.text("sentence");
    for (std::size_t i = 0; i < one.target.size(); ++i) {
      const std::string dimension = dimension_names[i];
      one.target[i] = number(table, dimension);
      one.prediction[i] = number(table, "predicted_" + dimension);
      one.target_deviation[i] = number(table, dimension + "_sd");
      one.predicted_deviation[i] = number(table, "predicted_" + dimension + "_sd");
    }
  }
  return utterances;
}

}  // namespace affectus
