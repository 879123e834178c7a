#include <algorithm>
#include <iomanip>
#include <sstream>

#include "evaluation/evaluation_report.h"
#include "text/counted.h"
#include "text/plain_numbers.h"
#include "text/text.h"

namespace affectus {
namespace {

std::string interval_figure(const std::optional<ConfidenceInterval>& interval) {
  return interval ? decimal(interval->low, 3) + " to " + decimal(interval->high, 3) : "-";
}

void write_group_lines(std::ostream& out, const std::string& title, const std::vector<GroupAgreement>& groups) {
  if (groups.empty()) return;
  std::size_t width = title.size();
  for (const GroupAgreement& group : groups) width = std::max(width, group.name.size());
  out << '\n' << std::left << std::setw(static_cast<int>(width)) << title << std::right << "     n";
  for (const char* dimension : dimension_names) out << "   " << std::setw(10) << dimension << "     bias     RMSE";
  out << '\n';
  for (const GroupAgreement& group : groups) {
    out << std::left << std::setw(static_cast<int>(width)) << one_line(group.name) << std::right << std::setw(6)
        << group.utterances;
    for (const DimensionAgreement& one : group.dimensions)
      out << "   " << std::setw(10) << figure_text(one.concordance) << std::setw(9) << figure_text(one.bias) << std::setw(9)
          << figure_text(one.root_mean_square_error);
    out << '\n';
  }
}

void write_deviation_lines(std::ostream& out, const Evaluation& evaluation) {
  if (!evaluation.has_deviations()) return;
  out << "\nraters' sd        n  Pearson    95 % interval  Spearman    95 % interval  predicted     real  calibration"
      << "  MAE least  MAE most\n";
  for (std::size_t i = 0; i < dimension_names.size(); ++i) {
    if (!evaluation.deviations[i]) continue;
    const DeviationAgreement& one = *evaluation.deviations[i];
    out << std::left << std::setw(12) << dimension_names[i] << std::right << std::setw(7) << one.count << std::setw(9)
        << figure_text(one.pearson) << "  " << std::setw(15) << interval_figure(one.pearson_interval) << std::setw(10)
        << figure_text(one.spearman) << "  " << std::setw(15) << interval_figure(one.spearman_interval) << std::setw(11)
        << figure_text(one.mean_prediction) << std::setw(9) << figure_text(one.mean_target) << std::setw(13)
        << figure_text(one.calibration_error) << std::setw(11) << figure_text(one.groups.front().mean_absolute_error)
        << std::setw(10) << figure_text(one.groups.back().mean_absolute_error) << '\n';
  }
  out << "sd: standard deviation of the raters' grades, predicted and real. Calibration: their mean distance in tenths by\n"
      << "predicted sd. MAE: the dimension's own mean absolute error in the first and in the last tenth.\n";
}

void write_distance_lines(std::ostream& out, const ErrorByDistance& one) {
  out << "\nError by distance from what the model has learned from: Spearman's correlation " << figure_text(one.correlation)
      << " (" << interval_figure(one.interval()) << "), " << counted(one.count, "utterance", "utterances")
      << "\nMean absolute error of equal groups, the nearest first:";
  for (const double error : one.errors) out << ' ' << figure_text(error);
  out << '\n';
}

void write_confusion_lines(std::ostream& out, const CategoryAgreement& categories) {
  for (const auto& [name, count] : categories.not_comparable)
    out << "\nNot compared: " << counted(count, "utterance", "utterances") << " of the category " << one_line(name)
        << ", which the model does not have";
  if (!categories.not_comparable.empty()) out << '\n';
  if (categories.names.empty()) return;
  out << "\nUnweighted recall " << figure_text(categories.unweighted_recall) << " ("
      << interval_figure(categories.unweighted_recall_interval) << "), "
      << counted(categories.count, "utterance", "utterances") << ", "
      << counted(categories.names.size(), "category", "categories") << "\n"
      << std::left << std::setw(12) << "is \\ said" << std::right;
  for (const std::string& name : categories.predicted_names) out << std::setw(11) << one_line(name);
  out << '\n';
  for (std::size_t row = 0; row < categories.names.size(); ++row) {
    out << std::left << std::setw(12) << one_line(categories.names[row]) << std::right;
    for (const std::size_t count : categories.confusion[row]) out << std::setw(11) << count;
    out << '\n';
  }
}

}  // namespace

std::string figure_text(std::optional<double> value) { return value ? decimal(*value, 3) : "-"; }

void write_table(std::ostream& out, const Evaluation& evaluation, const EvaluationFacts& facts) {
  const PlainNumbers plain(out);
  out << facts.run.model << " on " << facts.manifest << " (" << facts.manifest_hash << "), partition " << facts.partition
      << ": " << evaluation.utterances << " of " << counted(facts.rows, "row", "rows") << ", "
      << counted(evaluation.speakers, "speaker", "speakers") << "\n\n"
      << "dimension         n      CCC   95 % interval    Pearson     RMSE     bias\n";
  for (std::size_t i = 0; i < evaluation.dimensions.size(); ++i) {
    const DimensionAgreement& one = evaluation.dimensions[i];
    out << std::left << std::setw(12) << dimension_names[i] << std::right << std::setw(7) << one.count << std::setw(9)
        << figure_text(one.concordance) << "  " << std::setw(15) << interval_figure(one.concordance_interval)
        << std::setw(10) << figure_text(one.pearson) << std::setw(9) << figure_text(one.root_mean_square_error)
        << std::setw(9) << figure_text(one.bias) << '\n';
  }
  write_deviation_lines(out, evaluation);
  if (evaluation.by_distance) write_distance_lines(out, *evaluation.by_distance);
  if (evaluation.categories) write_confusion_lines(out, *evaluation.categories);
  write_group_lines(out, "by speaker", evaluation.by_speaker);
  write_group_lines(out, "by gender", evaluation.by_gender);
  write_group_lines(out, "by category", evaluation.by_category);
  out << "\nIntervals: " << facts.options.resamples << " resamples of speakers, then of utterances within them.\n";
}

}  // namespace affectus
