#include "prediction/window_rows.h"

#include <utility>

#include "prediction/familiarity.h"
#include "prediction/scale_ends.h"

namespace affectus {
namespace {

double to_seconds(std::size_t samples) { return static_cast<double>(samples) / sample_rate_hz; }

}  // namespace

EmotionSegment make_row(const ModelConfig& config, const PredictionOptions& options, const Window& window,
                        WindowEstimate& estimate) {
  EmotionSegment row;
  row.start_s = to_seconds(window.start);
  row.end_s = row.start_s + to_seconds(window.end - window.start);
  row.speech = estimate.speech;
  if (row.speech == 0) row.warnings.push_back(Warning::no_speech);
  const ScaleEnds ends = scale_ends(options.scale);
  const double network_span = config.scale_high - config.scale_low;
  for (std::size_t i = 0; i < config.dimensions.size(); ++i) {
    const double value = ends.at((estimate.dimensions[i] - config.scale_low) / network_span);
    if (config.dimensions[i] == "activation") row.activation = value;
    if (config.dimensions[i] == "valence") row.valence = value;
    if (config.dimensions[i] == "dominance") row.dominance = value;
    if (estimate.deviations.empty()) continue;
    const double deviation = estimate.deviations[i] / network_span * (ends.high - ends.low);
    if (config.dimensions[i] == "activation") row.activation_sd = deviation;
    if (config.dimensions[i] == "valence") row.valence_sd = deviation;
    if (config.dimensions[i] == "dominance") row.dominance_sd = deviation;
  }
  row.distance = estimate.distance;
  if (row.distance && !config.familiarity_distances.empty())
    row.familiarity = familiarity_of(*row.distance, config.familiarity_distances);
  judge_depth(row);
  row.categories = std::move(estimate.categories);
  if (options.embedding) row.embedding = std::move(estimate.embedding);
  return row;
}

}  // namespace affectus
