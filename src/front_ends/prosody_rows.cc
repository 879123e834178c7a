#include "front_ends/prosody_rows.h"

#include <algorithm>
#include <cmath>

#include "front_ends/frame_grid.h"

namespace affectus {
namespace {

constexpr float loudest_sample = 1e9F;  // far beyond any recording; keeps powers within float's range
constexpr double energy_floor = 1e-12;  // mean square, below a 16 bit file's last bit

}  // namespace

float analysable(float sample) { return std::isfinite(sample) ? std::clamp(sample, -loudest_sample, loudest_sample) : 0.0F; }

float log_energy(const float* frame) {
  double sum = 0;
  for (std::size_t n = 0; n < grid_window_samples; ++n) sum += double{frame[n]} * frame[n];
  return static_cast<float>(std::log(std::max(sum / grid_window_samples, energy_floor)));
}

// Voiced frames lie above one half, unvoiced ones up to it, by how periodic they are.
void fill_prosody_row(const PitchDecision& decision, float energy, std::span<float> row) {
  const float correlation = std::clamp(decision.correlation, 0.0F, 1.0F);
  row[0] = decision.frequency_hz;
  row[1] = decision.frequency_hz > 0 ? std::max(0.501F, 0.5F + 0.5F * correlation) : 0.5F * correlation;
  row[2] = energy;
}

}  // namespace affectus
