#include "prediction/window_rows.h"

#include <utility>

namespace affectus {
namespace {

double to_seconds(std::size_t samples) { return static_cast<double>(samples) / sample_rate_hz; }

// From the network's scale (low to high) to the user's.
double to_scale(double value, double low, double high, Scale scale) {
  const double unit = (value - low) / (high - low);
  switch (scale) {
    case Scale::sam:
      return 1 + 6 * unit;
    case Scale::unit:
      return unit;
    case Scale::signed_:
      return 2 * unit - 1;
  }
  return unit;
}

}  // namespace

EmotionSegment make_row(const ModelConfig& config, const PredictionOptions& options, const Window& window,
                        WindowEstimate& estimate) {
  EmotionSegment row;
  row.start_s = to_seconds(window.start);
  row.end_s = row.start_s + to_seconds(window.end - window.start);
  row.speech = estimate.speech;
  if (row.speech == 0) row.warnings.push_back(Warning::no_speech);
  const double span = to_scale(1, 0, 1, options.scale) - to_scale(0, 0, 1, options.scale);
  for (std::size_t i = 0; i < config.dimensions.size(); ++i) {
    const double value = to_scale(estimate.dimensions[i], config.scale_low, config.scale_high, options.scale);
    if (config.dimensions[i] == "activation") row.activation = value;
    if (config.dimensions[i] == "valence") row.valence = value;
    if (config.dimensions[i] == "dominance") row.dominance = value;
    if (estimate.deviations.empty()) continue;
    const double deviation = estimate.deviations[i] / (config.scale_high - config.scale_low) * span;
    if (config.dimensions[i] == "activation") row.activation_sd = deviation;
    if (config.dimensions[i] == "valence") row.valence_sd = deviation;
    if (config.dimensions[i] == "dominance") row.dominance_sd = deviation;
  }
  row.categories = std::move(estimate.categories);
  if (options.embedding) row.embedding = std::move(estimate.embedding);
  return row;
}

}  // namespace affectus
