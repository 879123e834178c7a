#include "saliency/saliency_report.h"

#include <algorithm>
#include <cstdio>

#include "base/dimensions.h"
#include "outputs/chart.h"
#include "outputs/html_page.h"
#include "text/counted.h"
#include "text/text.h"

namespace affectus {
namespace {

struct LayerSaliency {
  std::array<double, 3> mean{}, largest{};
};

std::vector<LayerSaliency> by_layer(const std::vector<ValueSaliency>& values, const std::vector<LayerOfValues>& layers) {
  std::vector<LayerSaliency> result;
  std::size_t i = 0;
  for (const LayerOfValues& layer : layers) {
    LayerSaliency& one = result.emplace_back();
    for (const std::size_t end = i + layer.width; i < end; ++i)
      for (std::size_t d = 0; d < 3; ++d) {
        one.mean[d] += values[i].correlation[d] / static_cast<double>(layer.width);
        one.largest[d] = std::max(one.largest[d], values[i].correlation[d]);
      }
  }
  return result;
}

BarChart layer_chart(const std::vector<ValueSaliency>& values, const SaliencyFacts& facts) {
  BarChart chart{.title = "Mean |r| by layer", .y = {.title = "|r|"}};
  for (const LayerOfValues& layer : facts.layers) chart.categories.push_back(layer.name);
  const std::vector<LayerSaliency> layers = by_layer(values, facts.layers);
  for (std::size_t d = 0; d < 3; ++d) {
    BarSeries& series = chart.series.emplace_back();
    series.name = dimension_names[d];
    for (const LayerSaliency& layer : layers) series.values.push_back(layer.mean[d]);
  }
  return chart;
}

LineChart rank_chart(const std::vector<ValueSaliency>& values) {
  LineChart chart{.title = "|r| of all values by rank", .x = {.title = "rank", .low = 0}, .y = {.title = "|r|", .low = 0}};
  for (std::size_t d = 0; d < 3; ++d) {
    std::vector<double> sorted;
    sorted.reserve(values.size());
    for (const ValueSaliency& value : values) sorted.push_back(value.correlation[d]);
    std::ranges::sort(sorted, std::greater<>());
    ChartSeries& series = chart.series.emplace_back();
    series.name = dimension_names[d];
    for (std::size_t i = 0; i < sorted.size(); ++i) series.points.push_back({static_cast<double>(i + 1), sorted[i]});
  }
  return chart;
}

}  // namespace

std::string saliency_table(const std::vector<ValueSaliency>& values, const SaliencyFacts& facts) {
  std::string text = facts.front_end + "\n" + facts.manifest + ", " + counted(facts.utterances, "utterance", "utterances") +
                     "\n|r| of the values' means with the dimensions\n\n";
  char line[160];
  std::snprintf(line, sizeof line, "%-14s %7s   %-18s %-18s %-18s\n", "layer", "values", "activation", "valence",
                "dominance");
  text += line;
  std::snprintf(line, sizeof line, "%-14s %7s   %-18s %-18s %-18s\n", "", "", "mean   largest", "mean   largest",
                "mean   largest");
  text += line;
  const std::vector<LayerSaliency> layers = by_layer(values, facts.layers);
  for (std::size_t i = 0; i < layers.size(); ++i) {
    std::snprintf(line, sizeof line, "%-14s %7zu   %.3f  %.3f       %.3f  %.3f       %.3f  %.3f\n",
                  facts.layers[i].name.c_str(), facts.layers[i].width, layers[i].mean[0], layers[i].largest[0],
                  layers[i].mean[1], layers[i].largest[1], layers[i].mean[2], layers[i].largest[2]);
    text += line;
  }
  return text;
}

std::string saliency_page(const std::vector<ValueSaliency>& values, const SaliencyFacts& facts) {
  TextRows rows = {{"layer", "values"}};
  for (const char* dimension : dimension_names) {
    rows[0].push_back(std::string(dimension) + " mean");
    rows[0].push_back("largest");
  }
  const std::vector<LayerSaliency> layers = by_layer(values, facts.layers);
  for (std::size_t i = 0; i < layers.size(); ++i) {
    std::vector<std::string>& row = rows.emplace_back();
    row = {facts.layers[i].name, std::to_string(facts.layers[i].width)};
    for (std::size_t d = 0; d < dimension_names.size(); ++d) {
      row.push_back(decimal(layers[i].mean[d], 3));
      row.push_back(decimal(layers[i].largest[d], 3));
    }
  }
  return html_page_begin(
             {"Which values carry emotion", "Correlation of a front end's values with the dimensions, by affectus"}) +
         "<section><h2>" + html_name(facts.front_end) + " on " + html_name(facts.manifest) + "</h2>\n<p>" +
         counted(facts.utterances, "utterance", "utterances") + ". |r| of the values' means with the dimensions.</p>\n" +
         html_chart(layer_chart(values, facts)) + html_chart(rank_chart(values)) + html_table(rows) + "</section>\n" +
         html_page_end();
}

}  // namespace affectus
