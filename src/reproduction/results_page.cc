#include "outputs/chart.h"
#include "outputs/html_page.h"
#include "reproduction/results_text.h"
#include "text/text.h"

namespace affectus {
namespace {

void add(BarSeries& series, const Figure& figure) {
  series.values.push_back(figure.value);
  series.lows.push_back(figure.interval ? figure.interval->low : figure.value);
  series.highs.push_back(figure.interval ? figure.interval->high : figure.value);
}

// Bars of the three dimensions for each system, with their intervals.
BarChart concordance_chart(const ReproductionResults& results, std::size_t set) {
  BarChart chart{.title = results.sets[set].name, .y = {.title = "CCC", .low = 0, .high = 1}, .height = 360};
  for (const SystemResult& system : results.systems) chart.categories.push_back(system.id);
  for (std::size_t d = 0; d < dimension_names.size(); ++d) {
    BarSeries& series = chart.series.emplace_back();
    series.name = dimension_names[d];
    for (const SystemResult& system : results.systems) add(series, system.sets[set].dimensions[d].concordance.mean);
  }
  return chart;
}

// The mean score over the corpora that were left out, and each corpus's.
BarChart overall_chart(const ReproductionResults& results) {
  BarChart chart{.title = "Left out", .y = {.title = "score", .low = 0, .high = 1}, .height = 360};
  for (const SystemResult& system : results.systems) chart.categories.push_back(system.id);
  BarSeries& means = chart.series.emplace_back();
  means.name = "mean";
  for (const SystemResult& system : results.systems) add(means, system.overall->mean.mean);
  for (std::size_t set = 0; set < results.sets.size(); ++set) {
    BarSeries& series = chart.series.emplace_back();
    series.name = results.sets[set].name;
    for (const SystemResult& system : results.systems) add(series, system.sets[set].score.mean);
  }
  return chart;
}

void write_table(std::ostream& out, const ResultTable& table) {
  out << "<h2>" << escape_xml(table.title) << "</h2>\n<p class=\"soft\">" << escape_xml(table.caption) << "</p>\n"
      << html_table(table.rows);
}

}  // namespace

void write_results_page(std::ostream& out, const ReproductionResults& results) {
  out << html_page_begin({"Reproduction of the paper", "Its systems, trained and compared by affectus"})
      << "<section><h2>On " << escape_xml(results.experiment->protocol.corpus) << "</h2>\n";
  for (const std::string& sentence : result_sentences(results)) out << "<p>" << escape_xml(sentence) << "</p>\n";
  if (results.experiment->protocol.leaves_corpora_out()) out << html_chart(overall_chart(results));
  for (std::size_t set = 0; set < results.sets.size(); ++set) out << html_chart(concordance_chart(results, set));
  out << "</section>\n<section>\n";
  for (const ResultTable& table : result_tables(results)) write_table(out, table);
  out << "</section>\n" << html_page_end();
}

}  // namespace affectus
