#include <map>

#include "evaluation/evaluation_report.h"
#include "outputs/chart.h"
#include "outputs/html_page.h"
#include "text/counted.h"
#include "text/plain_numbers.h"
#include "text/text.h"

namespace affectus {
namespace {

std::string html_figure(std::optional<double> value) { return value ? decimal(*value, 3) : "&ndash;"; }

std::string html_figure(const std::optional<ConfidenceInterval>& interval) {
  return interval ? decimal(interval->low, 3) + " to " + decimal(interval->high, 3) : "&ndash;";
}

void cell(std::ostream& out, const std::string& content) { out << "<td>" << content << "</td>"; }
void name_cell(std::ostream& out, const std::string& name) { out << "<td class=\"text\">" << html_text(name) << "</td>"; }

void write_overall(std::ostream& out, const Evaluation& evaluation) {
  out << table_box
      << "<table><thead><tr><th class=\"text\">dimension</th><th>n</th><th>CCC</th><th>95 % "
         "interval</th><th>Pearson</th><th>RMSE</th>"
         "<th>bias</th></tr></thead><tbody>\n";
  for (std::size_t i = 0; i < evaluation.dimensions.size(); ++i) {
    const DimensionAgreement& one = evaluation.dimensions[i];
    out << "<tr>";
    name_cell(out, dimension_names[i]);
    cell(out, std::to_string(one.count));
    cell(out, html_figure(one.concordance));
    cell(out, html_figure(one.concordance_interval));
    cell(out, html_figure(one.pearson));
    cell(out, html_figure(one.root_mean_square_error));
    cell(out, html_figure(one.bias));
    out << "</tr>\n";
  }
  out << "</tbody></table></div>\n";
}

void write_scatter_plots(std::ostream& out, const std::vector<ScoredUtterance>& utterances) {
  out << "<div class=\"plots\">\n";
  for (std::size_t i = 0; i < dimension_names.size(); ++i) {
    std::map<std::string, ChartSeries> groups;
    for (const ScoredUtterance& utterance : utterances) {
      if (!utterance.target[i] || !utterance.prediction[i]) continue;
      ChartSeries& group = groups[utterance.category];
      group.name = utterance.category;
      group.points.push_back({*utterance.target[i], *utterance.prediction[i]});
      group.point_names.push_back(utterance.file);
    }
    ScatterPlot plot{.title = dimension_names[i],
                     .x = {.title = "target"},
                     .y = {.title = "prediction"},
                     .diagonal = true,
                     .width = 320,
                     .height = 360};
    for (auto& [name, group] : groups) plot.groups.push_back(std::move(group));
    if (!plot.groups.empty()) out << draw(plot) << '\n';
  }
  out << "</div>\n";
}

void write_deviation_figures(std::ostream& out, const Evaluation& evaluation) {
  out << table_box
      << "<table><thead><tr><th class=\"text\">dimension</th><th>n</th><th>Pearson</th><th>95 % "
         "interval</th><th>Spearman</th><th>95 % interval</th><th>mean predicted</th><th>mean of raters</th>"
         "<th>calibration error</th></tr></thead><tbody>\n";
  for (std::size_t i = 0; i < dimension_names.size(); ++i) {
    if (!evaluation.deviations[i]) continue;
    const DeviationAgreement& one = *evaluation.deviations[i];
    out << "<tr>";
    name_cell(out, dimension_names[i]);
    cell(out, std::to_string(one.count));
    cell(out, html_figure(one.pearson));
    cell(out, html_figure(one.pearson_interval));
    cell(out, html_figure(one.spearman));
    cell(out, html_figure(one.spearman_interval));
    cell(out, html_figure(one.mean_prediction));
    cell(out, html_figure(one.mean_target));
    cell(out, html_figure(one.calibration_error));
    out << "</tr>\n";
  }
  out << "</tbody></table></div>\n";
}

ScatterPlot calibration_plot(const std::string& dimension, const DeviationAgreement& agreement) {
  ChartSeries raters{.name = "raters' sd", .points = {}}, errors{.name = "model's error", .points = {}};
  for (const DeviationGroup& group : agreement.groups) {
    raters.points.push_back({group.mean_prediction, group.mean_target});
    if (group.mean_absolute_error) errors.points.push_back({group.mean_prediction, *group.mean_absolute_error});
  }
  return {.title = dimension,
          .x = {.title = "predicted sd"},
          .y = {.title = "points of the scale"},
          .groups = {std::move(raters), std::move(errors)},
          .diagonal = true,
          .width = 320,
          .height = 360};
}

void write_calibration_table(std::ostream& out, const std::string& dimension, const DeviationAgreement& agreement) {
  out << table_box << "<table><thead><tr><th class=\"text\">" << dimension
      << ", by predicted sd</th><th>n</th><th>mean predicted</th><th>mean of raters</th><th>model's error</th></tr></thead>"
         "<tbody>\n";
  for (std::size_t i = 0; i < agreement.groups.size(); ++i) {
    const DeviationGroup& group = agreement.groups[i];
    out << "<tr>";
    name_cell(out, std::to_string(i + 1));
    cell(out, std::to_string(group.count));
    cell(out, html_figure(group.mean_prediction));
    cell(out, html_figure(group.mean_target));
    cell(out, html_figure(group.mean_absolute_error));
    out << "</tr>\n";
  }
  out << "</tbody></table></div>\n";
}

void write_deviations(std::ostream& out, const Evaluation& evaluation) {
  if (!evaluation.has_deviations()) return;
  out << "<h2>Where raters disagree</h2>\n<p>The standard deviations (sd) of the raters' grades, as the model predicts them "
         "and as they are.</p>\n";
  write_deviation_figures(out, evaluation);
  out << "<p>Each point is the mean of a tenth of the utterances, in the order of the predicted sd. The raters' sd is "
         "calibrated where it lies on the line. The model's error is the mean absolute error of the dimension itself.</p>\n"
         "<div class=\"plots\">\n";
  for (std::size_t i = 0; i < dimension_names.size(); ++i)
    if (evaluation.deviations[i]) out << draw(calibration_plot(dimension_names[i], *evaluation.deviations[i])) << '\n';
  out << "</div>\n";
  for (std::size_t i = 0; i < dimension_names.size(); ++i)
    if (evaluation.deviations[i]) write_calibration_table(out, dimension_names[i], *evaluation.deviations[i]);
}

void write_by_distance(std::ostream& out, const ErrorByDistance& one) {
  out << "<h2>By distance from what the model has learned from</h2>\n<p>Spearman's correlation of an utterance's distance "
         "and its mean absolute error: "
      << html_figure(one.correlation) << " (" << html_figure(one.interval()) << "), "
      << counted(one.count, "utterance", "utterances") << "</p>\n"
      << table_box << "<table><thead><tr><th class=\"text\">equal groups, the nearest first</th>";
  for (std::size_t i = 0; i < one.errors.size(); ++i) out << "<th>" << i + 1 << "</th>";
  out << "</tr></thead><tbody>\n<tr>";
  name_cell(out, "mean absolute error");
  for (const double error : one.errors) cell(out, html_figure(error));
  out << "</tr>\n</tbody></table></div>\n";
}

void write_confusion(std::ostream& out, const CategoryAgreement& categories) {
  out << "<h2>Categories</h2>\n";
  for (const auto& [name, count] : categories.not_comparable)
    out << "<p>Not compared: " << counted(count, "utterance", "utterances") << " of the category " << escape_xml(name)
        << ", which the model does not have</p>\n";
  if (categories.names.empty()) return;
  out << "<p>Unweighted recall " << html_figure(categories.unweighted_recall) << " ("
      << html_figure(categories.unweighted_recall_interval) << "), " << counted(categories.count, "utterance", "utterances")
      << "</p>\n"
      << table_box << "<table><thead><tr><th class=\"text\">is \\ said</th>";
  for (const std::string& name : categories.predicted_names) out << "<th>" << escape_xml(name) << "</th>";
  out << "</tr></thead><tbody>\n";
  for (std::size_t row = 0; row < categories.names.size(); ++row) {
    out << "<tr>";
    name_cell(out, categories.names[row]);
    for (const std::size_t count : categories.confusion[row]) cell(out, std::to_string(count));
    out << "</tr>\n";
  }
  out << "</tbody></table></div>\n";
}

void write_groups(std::ostream& out, const std::string& title, const std::vector<GroupAgreement>& groups) {
  if (groups.empty()) return;
  out << "<h2>By " << title << "</h2>\n"
      << table_box << "<table><thead><tr><th class=\"text\">" << title << "</th><th>n</th>";
  for (const char* dimension : dimension_names) out << "<th>" << dimension << " CCC</th><th>bias</th><th>RMSE</th>";
  out << "</tr></thead><tbody>\n";
  for (const GroupAgreement& group : groups) {
    out << "<tr>";
    name_cell(out, group.name);
    cell(out, std::to_string(group.utterances));
    for (const DimensionAgreement& one : group.dimensions) {
      cell(out, html_figure(one.concordance));
      cell(out, html_figure(one.bias));
      cell(out, html_figure(one.root_mean_square_error));
    }
    out << "</tr>\n";
  }
  out << "</tbody></table></div>\n";
}

}  // namespace

PageHeading evaluation_heading() {
  return {"Agreement with human ratings", "How far a model's estimates agree with a corpus, by affectus"};
}

void write_failures(std::ostream& out, const EvaluationFacts& facts) {
  for (const std::string& message : facts.failed) out << "<p>Not scored: " << escape_xml(message) << "</p>\n";
}

void write_html(std::ostream& out, const Evaluation& evaluation, const EvaluationFacts& facts,
                const std::vector<ScoredUtterance>& utterances) {
  const PlainNumbers plain(out);
  out << html_page_begin(facts.run, evaluation_heading()) << "<section><h2>" << html_name(facts.manifest) << ", partition "
      << escape_xml(facts.partition) << "</h2>\n<p>" << evaluation.utterances << " of " << counted(facts.rows, "row", "rows")
      << ", " << counted(evaluation.speakers, "speaker", "speakers") << ", manifest " << facts.manifest_hash
      << ".</p>\n<p>Repeat with <code tabindex=\"0\">" << escape_xml(facts.command) << "</code></p>\n";
  write_overall(out, evaluation);
  out << "<p>Intervals: " << facts.options.resamples << " resamples of speakers, then of utterances within them.</p>\n";
  write_scatter_plots(out, utterances);
  write_deviations(out, evaluation);
  if (evaluation.by_distance) write_by_distance(out, *evaluation.by_distance);
  if (evaluation.categories) write_confusion(out, *evaluation.categories);
  write_groups(out, "speaker", evaluation.by_speaker);
  write_groups(out, "gender", evaluation.by_gender);
  write_groups(out, "category", evaluation.by_category);
  write_failures(out, facts);
  out << "</section>\n" << html_page_end();
}

}  // namespace affectus
