#include <algorithm>
#include <cmath>
#include <vector>

#include "affectus/model_config.h"

namespace affectus {
namespace {

// Below this a value hardly moves within the utterance; dividing by it would only raise noise.
constexpr double smallest_deviation = 1e-3;

void raise_to_floor(Frames& frames, float range) {
  float* const values = frames.data();
  const std::size_t count = frames.count() * frames.dim();
  const float floor = *std::max_element(values, values + count) - range;
  for (std::size_t i = 0; i < count; ++i) values[i] = std::max(values[i], floor);
}

std::vector<double> column_means(const Frames& frames) {
  std::vector<double> mean(frames.dim(), 0.0);
  for (std::size_t frame = 0; frame < frames.count(); ++frame) {
    const float* row = frames[frame].data();
    for (std::size_t i = 0; i < frames.dim(); ++i) mean[i] += row[i];
  }
  for (double& value : mean) value /= static_cast<double>(frames.count());
  return mean;
}

std::vector<double> column_deviations(const Frames& frames, const std::vector<double>& mean) {
  std::vector<double> deviation(frames.dim(), 0.0);
  for (std::size_t frame = 0; frame < frames.count(); ++frame) {
    const float* row = frames[frame].data();
    for (std::size_t i = 0; i < frames.dim(); ++i) deviation[i] += (row[i] - mean[i]) * (row[i] - mean[i]);
  }
  for (double& value : deviation)
    value = std::max(std::sqrt(value / static_cast<double>(frames.count())), smallest_deviation);
  return deviation;
}

}  // namespace

// After the floor, all steps are one affine map a value: (x - offset) * factor.
void Normalization::apply(Frames& frames) const {
  if (frames.empty()) return;
  const std::size_t dim = frames.dim();
  if (dynamic_range > 0) raise_to_floor(frames, static_cast<float>(dynamic_range));
  std::vector<double> offset(dim, 0.0), factor(dim, 1.0);
  if (utterance != Utterance::none) offset = column_means(frames);
  if (utterance == Utterance::mean_variance) {
    const std::vector<double> deviation = column_deviations(frames, offset);
    for (std::size_t i = 0; i < dim; ++i) factor[i] = 1 / deviation[i];
  }
  if (utterance == Utterance::level) {
    double level = 0;
    for (const double value : offset) level += value / static_cast<double>(dim);
    std::fill(offset.begin(), offset.end(), level);
  }
  std::vector<float> offsets(dim), factors(dim);
  for (std::size_t i = 0; i < dim; ++i) {
    if (!mean.empty()) offset[i] += mean[i] / factor[i];
    if (!scale.empty()) factor[i] /= scale[i];
    offsets[i] = static_cast<float>(offset[i]);
    factors[i] = static_cast<float>(factor[i]);
  }
  for (std::size_t frame = 0; frame < frames.count(); ++frame) {
    float* row = frames[frame].data();
    for (std::size_t i = 0; i < dim; ++i) row[i] = (row[i] - offsets[i]) * factors[i];
  }
}

}  // namespace affectus
