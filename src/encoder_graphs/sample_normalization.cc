#include "encoder_graphs/sample_normalization.h"

#include <algorithm>
#include <cmath>

namespace affectus {

void normalize_samples(std::span<const float> samples, float* to) {
  double sum = 0;
  for (const float sample : samples) sum += sample;
  const double mean = sum / static_cast<double>(samples.size());
  double squares = 0;
  for (const float sample : samples) squares += (sample - mean) * (sample - mean);
  const double scale = 1 / std::sqrt(squares / static_cast<double>(samples.size()) + 1e-7);
  std::ranges::transform(samples, to, [&](float sample) { return static_cast<float>((sample - mean) * scale); });
}

}  // namespace affectus
