#include "evaluation/severity_report.h"

#include <algorithm>
#include <charconv>
#include <iomanip>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>

#include "distortion/degradation.h"
#include "outputs/chart.h"
#include "outputs/html_page.h"
#include "text/counted.h"
#include "text/plain_numbers.h"
#include "text/text.h"

namespace affectus {
namespace {

std::string interval_text(const DimensionAgreement& one) {
  if (!one.concordance_interval) return "";
  return " (" + decimal(one.concordance_interval->low, 3) + " to " + decimal(one.concordance_interval->high, 3) + ")";
}

// "white:10" is 10 of kind "white"; what has several steps or no level is of no kind.
std::optional<std::pair<std::string, double>> level_of(const std::string& degradation) {
  const std::size_t colon = degradation.find(':');
  if (colon == std::string::npos || degradation.find('+') != std::string::npos) return std::nullopt;
  double level = 0;
  const char* const end = degradation.data() + degradation.size();
  if (std::from_chars(degradation.data() + colon + 1, end, level).ptr != end) return std::nullopt;
  return std::pair(degradation.substr(0, colon), level);
}

std::vector<std::string> charts(const std::vector<DegradedEvaluation>& all) {
  std::map<std::string, std::map<double, const Evaluation*>> kinds;
  for (const DegradedEvaluation& one : all)
    if (const auto level = level_of(one.degradation)) kinds[level->first][level->second] = &one.evaluation;
  std::vector<std::string> drawn;
  for (const auto& [kind, levels] : kinds) {
    if (levels.size() < 2) continue;
    LineChart chart{.title = kind,
                    .x = {.title = level_unit(kind)},
                    .y = {.title = "CCC", .low = 0, .high = 1},
                    .readings = true,
                    .width = 320,
                    .height = 280};
    for (std::size_t d = 0; d < dimension_names.size(); ++d) {
      ChartSeries& series = chart.series.emplace_back();
      series.name = dimension_names[d];
      for (const auto& [level, evaluation] : levels)
        series.points.push_back(
            {level, evaluation->dimensions[d].concordance.value_or(std::numeric_limits<double>::quiet_NaN())});
    }
    drawn.push_back(draw(chart));
  }
  return drawn;
}

}  // namespace

void write_severity_table(std::ostream& out, const std::vector<DegradedEvaluation>& all, const EvaluationFacts& facts) {
  const PlainNumbers plain(out);
  out << facts.run.model << " on " << facts.manifest << " (" << facts.manifest_hash << "), partition " << facts.partition
      << ": " << counted(facts.rows, "row", "rows") << "; CCC with 95 % intervals\n\n";
  std::size_t width = 12;
  for (const DegradedEvaluation& one : all) width = std::max(width, one.degradation.size());
  out << std::left << std::setw(static_cast<int>(width)) << "degradation"
      << "  " << std::setw(8) << "scored";
  for (const char* dimension : dimension_names) out << "  " << std::setw(24) << dimension;
  out << '\n';
  for (const DegradedEvaluation& one : all) {
    out << std::setw(static_cast<int>(width)) << one.degradation << "  " << std::setw(8) << one.evaluation.utterances;
    for (const DimensionAgreement& dimension : one.evaluation.dimensions)
      out << "  " << std::setw(24) << figure_text(dimension.concordance) + interval_text(dimension);
    out << '\n';
  }
  out << std::right;
}

void write_severity_json(std::ostream& out, const std::vector<DegradedEvaluation>& all, const EvaluationFacts& facts) {
  using nlohmann::ordered_json;
  ordered_json value = {{"model", facts.run.model},
                        {"manifest", facts.manifest},
                        {"manifest_hash", facts.manifest_hash},
                        {"partition", facts.partition},
                        {"rows", facts.rows},
                        {"failed", facts.failed},
                        {"resamples", facts.options.resamples},
                        {"seed", facts.options.seed},
                        {"command", facts.command}};
  value["degradations"] = ordered_json::array();
  for (const DegradedEvaluation& one : all) {
    ordered_json entry = {{"degradation", one.degradation}, {"utterances", one.evaluation.utterances}};
    for (std::size_t d = 0; d < dimension_names.size(); ++d) {
      const DimensionAgreement& dimension = one.evaluation.dimensions[d];
      ordered_json agreement = {{"ccc", nullptr}, {"ccc_interval", nullptr}};
      if (dimension.concordance) agreement["ccc"] = *dimension.concordance;
      if (dimension.concordance_interval)
        agreement["ccc_interval"] = {dimension.concordance_interval->low, dimension.concordance_interval->high};
      entry["dimensions"][dimension_names[d]] = std::move(agreement);
    }
    value["degradations"].push_back(std::move(entry));
  }
  out << value.dump(2, ' ', false, ordered_json::error_handler_t::replace) << '\n';
}

void write_severity_html(std::ostream& out, const std::vector<DegradedEvaluation>& all, const EvaluationFacts& facts) {
  const PlainNumbers plain(out);
  out << html_page_begin(facts.run, evaluation_heading()) << "<section><h2>" << html_name(facts.manifest) << ", partition "
      << escape_xml(facts.partition) << "</h2>\n<p>Repeat with <code tabindex=\"0\">" << escape_xml(facts.command)
      << "</code></p>\n"
      << table_box << "<table><thead><tr><th class=\"text\">degradation</th><th>scored</th>";
  for (const char* dimension : dimension_names) out << "<th>" << dimension << " CCC</th>";
  out << "</tr></thead><tbody>\n";
  for (const DegradedEvaluation& one : all) {
    out << "<tr><td class=\"text\">" << html_text(one.degradation) << "</td><td>" << one.evaluation.utterances << "</td>";
    for (const DimensionAgreement& dimension : one.evaluation.dimensions)
      out << "<td>" << figure_text(dimension.concordance) << interval_text(dimension) << "</td>";
    out << "</tr>\n";
  }
  out << "</tbody></table></div>\n<div class=\"plots\">\n";
  for (const std::string& chart : charts(all)) out << chart << '\n';
  out << "</div>\n";
  write_failures(out, facts);
  out << "</section>\n" << html_page_end();
}

}  // namespace affectus
