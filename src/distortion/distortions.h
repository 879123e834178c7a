// Distortions of a voice by rooms, lines and machines. Samples are mono at 16 kHz; every function depends only on its
// arguments.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "base/random.h"

namespace affectus {

/// Mean of the squares; 0 without samples.
double mean_power(std::span<const float> samples);

/// Rounds to 16 bits and clips samples beyond that range, as a file does.
void round_to_16_bit(std::span<float> samples);

void apply_gain(std::span<float> samples, double gain_db);

/// Tempo and pitch times `factor` (0.5 to 2): band-limited interpolation with a Hann-windowed sinc of 16 zero crossings.
std::vector<float> change_speed(std::span<const float> samples, double factor);

/// Convolution with an artificial room: an impulse and exponentially decaying noise that falls by 60 dB in rt60_s, the
/// impulse's energy direct_to_reverberant_db above the noise's. As long and, on average, as loud as `samples`.
std::vector<float> reverberate(std::span<const float> samples, double rt60_s, double direct_to_reverberant_db,
                               RandomStream& random);

/// Through a microphone at some distance: a smooth random frequency response, made of a high shelf at 1 kHz and three
/// peaking filters (Bristow-Johnson's audio equaliser formulas) with centres from 100 to 6000 Hz, uniform in their
/// logarithm, and quality factors from .5 to 1.5. Each of the four gains is uniform from lowest_db to highest_db. The level
/// is not restored.
void pass_microphone(std::span<float> samples, double lowest_db, double highest_db, RandomStream& random);

/// Adds another voice, its mean power level_db above that of the samples. The shorter of both lies within the longer, at
/// `place` from 0 (its start) to 1 (its end); of a longer voice, the rest is left out. A silent voice, or one beside
/// silence, adds nothing.
void mix(std::span<float> samples, std::span<const float> other, double place, double level_db);

/// Noise of mean power near 1. Pink: 3 dB an octave, by the filter that Paul Kellet published.
std::vector<float> white_noise(std::size_t count, RandomStream& random);
std::vector<float> pink_noise(std::size_t count, RandomStream& random);

/// Adds `noise` (repeated if it is shorter, starting at sample `start`) so that the signal's mean power is snr_db above it.
/// A silent signal or noise leaves the samples as they are.
void add_noise(std::span<float> samples, std::span<const float> noise, std::size_t start, double snr_db);

/// Adds a voice at unit power to babble, repeated from a random place. A silent voice adds nothing.
void add_voice(std::span<float> babble, std::span<const float> voice, RandomStream& random);

/// The band of telephones, 300 to 3400 Hz.
void pass_telephone_band(std::span<float> samples);

/// Butterworth filters of fourth order (two biquads), cut-off at -3 dB, above 0 to below 8000 Hz.
void low_pass(std::span<float> samples, double cutoff_hz);
void high_pass(std::span<float> samples, double cutoff_hz);

}  // namespace affectus
