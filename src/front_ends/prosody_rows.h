// Makes the rows of the front end "prosody" from a signal's samples and its pitch decisions.
#pragma once

#include <span>

#include "front_ends/pitch_path.h"

namespace affectus {

inline constexpr std::size_t prosody_columns = 3;

/// The sample as the analysis uses it: finite, with a square within float's range.
float analysable(float sample);

/// Natural logarithm of the mean square of a frame's grid_window_samples samples, floored.
float log_energy(const float* frame);

/// Fills f0_hz, voicing and log_energy.
void fill_prosody_row(const PitchDecision& decision, float energy, std::span<float> row);

}  // namespace affectus
