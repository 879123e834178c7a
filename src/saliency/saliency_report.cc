#include "saliency/saliency_report.h"

#include <algorithm>
#include <cstdio>

#include "outputs/chart.h"
#include "outputs/text.h"

namespace affectus {
namespace {

constexpr std::array<const char*, 3> dimension_names = {"activation", "valence", "dominance"};

struct LayerSaliency {
  std::array<double, 3> mean{}, largest{};
};

std::vector<LayerSaliency> by_layer(const std::vector<ValueSaliency>& values, std::size_t layers) {
  std::vector<LayerSaliency> result(layers);
  const std::size_t width = values.size() / layers;
  for (std::size_t layer = 0; layer < layers; ++layer)
    for (std::size_t i = layer * width; i < (layer + 1) * width; ++i)
      for (std::size_t d = 0; d < 3; ++d) {
        result[layer].mean[d] += values[i].correlation[d] / static_cast<double>(width);
        result[layer].largest[d] = std::max(result[layer].largest[d], values[i].correlation[d]);
      }
  return result;
}

BarChart layer_chart(const std::vector<ValueSaliency>& values, const SaliencyFacts& facts) {
  BarChart chart{.title = "Mean |r| by layer", .y = {.title = "|r|"}, .categories = facts.layers, .width = 960};
  const std::vector<LayerSaliency> layers = by_layer(values, facts.layers.size());
  for (std::size_t d = 0; d < 3; ++d) {
    BarSeries& series = chart.series.emplace_back();
    series.name = dimension_names[d];
    for (const LayerSaliency& layer : layers) series.values.push_back(layer.mean[d]);
  }
  return chart;
}

LineChart rank_chart(const std::vector<ValueSaliency>& values) {
  LineChart chart{.title = "|r| of all values, from the most to the least salient",
                  .x = {.title = "rank", .low = 0},
                  .y = {.title = "|r|", .low = 0}};
  for (std::size_t d = 0; d < 3; ++d) {
    std::vector<double> sorted;
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
  std::string text = facts.front_end + " on " + facts.manifest + ", " + std::to_string(facts.utterances) +
                     " utterances: |r| of the values' means with the dimensions\n\n";
  char line[160];
  std::snprintf(line, sizeof line, "%-14s %7s   %-18s %-18s %-18s\n", "layer", "values", "activation", "valence",
                "dominance");
  text += line;
  std::snprintf(line, sizeof line, "%-14s %7s   %-18s %-18s %-18s\n", "", "", "mean   largest", "mean   largest",
                "mean   largest");
  text += line;
  const std::vector<LayerSaliency> layers = by_layer(values, facts.layers.size());
  for (std::size_t i = 0; i < layers.size(); ++i) {
    std::snprintf(line, sizeof line, "%-14s %7zu   %.3f  %.3f       %.3f  %.3f       %.3f  %.3f\n", facts.layers[i].c_str(),
                  values.size() / layers.size(), layers[i].mean[0], layers[i].largest[0], layers[i].mean[1],
                  layers[i].largest[1], layers[i].mean[2], layers[i].largest[2]);
    text += line;
  }
  return text;
}

std::string saliency_page(const std::vector<ValueSaliency>& values, const SaliencyFacts& facts) {
  return "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Saliency of " +
         escape_xml(facts.front_end) +
         "</title><style>:root{color-scheme:light dark}body{font:15px/1.5 system-ui,sans-serif;max-width:62rem;margin:2rem "
         "auto;padding:0 1rem}pre{overflow-x:auto}svg{max-width:100%;height:auto;margin:1rem 0}</style></head><body>\n<h1>"
         "Saliency</h1>\n<pre>" +
         escape_xml(saliency_table(values, facts)) + "</pre>\n" + draw(layer_chart(values, facts)) + "\n" +
         draw(rank_chart(values)) + "\n</body></html>\n";
}

}  // namespace affectus
