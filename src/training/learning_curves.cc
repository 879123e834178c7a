#include "training/learning_curves.h"

#include "outputs/chart.h"
#include "text/text.h"
#include "training/training_set.h"

namespace affectus {
namespace {

ChartPoint point(const EpochRecord& record, double y) { return {static_cast<double>(record.epoch), y}; }

// A picture in a box of its own, which scrolls where the page is narrower.
std::string in_box(const LineChart& chart) { return "<div class=\"chart\">" + draw(chart) + "</div>\n"; }

std::string loss_chart(const RunState& state) {
  LineChart chart{.title = "Training loss", .x = {.title = "epoch"}, .y = {.title = "loss"}};
  ChartSeries& loss = chart.series.emplace_back();
  for (const EpochRecord& record : state.epochs) loss.points.push_back(point(record, record.training_loss));
  return in_box(chart);
}

// The curves of one development set.
std::string development_chart(const RunState& state, std::size_t set) {
  LineChart chart{.title = state.epochs.front().development[set].set + ", development",
                  .x = {.title = "epoch"},
                  .y = {.title = "CCC", .low = 0.0, .high = 1.0}};
  for (std::size_t dimension = 0; dimension < dimension_names.size(); ++dimension) {
    ChartSeries& series = chart.series.emplace_back(ChartSeries{.name = dimension_names[dimension], .points = {}});
    for (const EpochRecord& record : state.epochs)
      series.points.push_back(point(record, record.development[set].ccc[dimension]));
  }
  return in_box(chart);
}

}  // namespace

std::string learning_curves_page(const std::string& model_name, const RunState& state) {
  const std::string title = escape_xml(model_name) + ": learning curves";
  std::string page =
      "<!DOCTYPE html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
      "content=\"width=device-width,initial-scale=1\">\n"
      "<title>" +
      title +
      "</title>\n<style>body{font:16px sans-serif;max-width:60rem;margin:1rem auto;padding:0 1rem}"
      ".chart{overflow-x:auto}h1{overflow-wrap:anywhere}</style>\n<h1>" +
      title + "</h1>\n";
  if (state.epochs.empty()) return page;
  page += "<p>Epoch " + std::to_string(state.best_epoch) + " of " + std::to_string(state.epochs.size()) +
          " is the best so far.</p>\n";
  page += loss_chart(state);
  for (std::size_t set = 0; set < state.epochs.front().development.size(); ++set) page += development_chart(state, set);
  return page + "</html>\n";
}

}  // namespace affectus
