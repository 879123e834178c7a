#include "affectus/speech_activity.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "affectus/error.h"

namespace affectus {
namespace {

// Levels are natural logarithms of power: 2.3 are 10 dB.
constexpr std::size_t band_count = 9;
constexpr std::size_t bins_per_band = 4;
constexpr std::size_t first_bin = 2;         // below are hum and rumble, above the last band little of speech
constexpr std::size_t smoothing_frames = 2;  // to either side
constexpr float near_silence_level = 3;      // 15 dB below what rounding to 16 bits leaves in the highest band
constexpr std::size_t silence_border = 5;    // frames beside near silence, whose mean is pulled down by it
constexpr double floor_quantile = 0.05;      // the noise of a band is what it falls to now and then
constexpr double loud_quantile = 0.95;
constexpr float largest_band_contrast = 3;       // of one band, so that none outvotes the others
constexpr float least_contrast = 0.6f;           // stationary noise rarely reaches it
constexpr float least_share_of_contrast = 0.3f;  // of the window's loud frames
constexpr float loudness_range = 6;              // 26 dB below the window's loud frames is background
constexpr float least_share_of_loudness =
    0.3f;                                  // on the way from the floor to the loud frames; below is other people's talk
constexpr std::size_t shortest_burst = 3;  // frames; what is shorter is no speech
constexpr std::size_t longest_gap = 20;    // frames; what is shorter is part of the speech around it

using Bands = std::array<float, band_count>;

// Means of logarithms over the bins of a band and a few frames, fewer at the ends.
std::vector<Bands> band_levels(FrameView mel) {
  std::vector<Bands> levels(mel.count), smooth(mel.count);
  for (std::size_t t = 0; t < mel.count; ++t) {
    const float* bin = mel[t].data() + first_bin;
    for (float& level : levels[t]) {
      level = (bin[0] + bin[1] + bin[2] + bin[3]) / bins_per_band;
      bin += bins_per_band;
    }
  }
  for (std::size_t t = 0; t < mel.count; ++t) {
    const std::size_t first = t - std::min(t, smoothing_frames), last = std::min(t + smoothing_frames, mel.count - 1);
    for (std::size_t i = first; i <= last; ++i)
      for (std::size_t band = 0; band < band_count; ++band) smooth[t][band] += levels[i][band];
    for (float& level : smooth[t]) level /= static_cast<float>(last - first + 1);
  }
  return smooth;
}

float quantile(std::vector<float>& values, double share) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

std::vector<bool> audible_frames(const std::vector<Bands>& levels) {
  std::vector<bool> audible(levels.size());
  for (std::size_t t = 0; t < levels.size(); ++t) {
    audible[t] = *std::max_element(levels[t].begin(), levels[t].end()) >= near_silence_level;
  }
  return audible;
}

// Audible frames away from near silence, or all audible ones where there are no such.
std::vector<std::size_t> frames_for_the_floor(const std::vector<bool>& audible) {
  std::vector<std::size_t> inner, all;
  std::size_t since_silence = silence_border;
  for (std::size_t t = 0; t < audible.size(); ++t) {
    since_silence = audible[t] ? since_silence + 1 : 0;
    if (!audible[t]) {  // takes back what was too close before it
      while (!inner.empty() && inner.back() + silence_border >= t) inner.pop_back();
      continue;
    }
    all.push_back(t);
    if (since_silence > silence_border) inner.push_back(t);
  }
  return inner.empty() ? all : inner;
}

Bands noise_floor(const std::vector<Bands>& levels, const std::vector<bool>& audible) {
  const std::vector<std::size_t> frames = frames_for_the_floor(audible);
  Bands floor{};
  std::vector<float> values(frames.size());
  for (std::size_t band = 0; band < band_count; ++band) {
    std::transform(frames.begin(), frames.end(), values.begin(), [&](std::size_t t) { return levels[t][band]; });
    floor[band] = quantile(values, floor_quantile);
  }
  return floor;
}

// Root mean square over the bands of the level above the floor.
float contrast_of(const Bands& levels, const Bands& floor) {
  float sum = 0;
  for (std::size_t band = 0; band < band_count; ++band) {
    const float above = std::clamp(levels[band] - floor[band], 0.0f, largest_band_contrast);
    sum += above * above;
  }
  return std::sqrt(sum / band_count);
}

float loudness_of(const Bands& levels) {
  float sum = 0;
  for (const float level : levels) sum += level;
  return sum / band_count;
}

float loud_value(const std::vector<float>& values, const std::vector<bool>& audible) {
  std::vector<float> heard;
  for (std::size_t t = 0; t < values.size(); ++t)
    if (audible[t]) heard.push_back(values[t]);
  return quantile(heard, loud_quantile);
}

// Turns over every run of `value` for which `turns(first, end)`.
template <typename Predicate>
void turn_runs(std::vector<bool>& decisions, bool value, Predicate turns) {
  for (std::size_t first = 0; first < decisions.size();) {
    std::size_t end = first + 1;
    while (end < decisions.size() && decisions[end] == decisions[first]) ++end;
    if (decisions[first] == value && turns(first, end))
      std::fill_n(decisions.begin() + static_cast<std::ptrdiff_t>(first), end - first, !value);
    first = end;
  }
}

void drop_bursts_and_close_gaps(std::vector<bool>& speech) {
  turn_runs(speech, true, [](std::size_t first, std::size_t end) { return end - first < shortest_burst; });
  turn_runs(speech, false, [&](std::size_t first, std::size_t end) {
    return first > 0 && end < speech.size() && end - first <= longest_gap;
  });
}

}  // namespace

std::vector<float> speech_activity(FrameView mel) {
  constexpr std::size_t expected_dim = 40;
  if (mel.count > 0 && mel.dim != expected_dim) {
    throw Error(ErrorCode::invalid_argument,
                "speech activity: expected frames of 40 mel bins, found " + std::to_string(mel.dim));
  }
  std::vector<float> activity(mel.count);
  const std::vector<Bands> levels = band_levels(mel);
  const std::vector<bool> audible = audible_frames(levels);
  if (std::find(audible.begin(), audible.end(), true) == audible.end()) return activity;

  const Bands floor = noise_floor(levels, audible);
  std::vector<float> contrast(mel.count), loudness(mel.count);
  for (std::size_t t = 0; t < mel.count; ++t) {
    contrast[t] = contrast_of(levels[t], floor);
    loudness[t] = loudness_of(levels[t]);
  }
  const float threshold = std::max(least_contrast, least_share_of_contrast * loud_value(contrast, audible));
  const float loud = loud_value(loudness, audible), quiet = loudness_of(floor);
  const float least_loudness = std::max(loud - loudness_range, quiet + least_share_of_loudness * (loud - quiet));

  std::vector<bool> speech(mel.count);
  for (std::size_t t = 0; t < mel.count; ++t)
    speech[t] = audible[t] && loudness[t] > least_loudness && contrast[t] > threshold;
  drop_bursts_and_close_gaps(speech);
  for (std::size_t t = 0; t < mel.count; ++t) {
    if (!audible[t]) continue;
    const float value = contrast[t] / (contrast[t] + threshold);
    activity[t] = speech[t] ? std::max(value, 0.55f) : std::min(value, 0.45f);
  }
  return activity;
}

float speech_fraction(FrameView mel) {
  const std::vector<float> activity = speech_activity(mel);
  if (activity.empty()) return 0;
  const auto speech = std::count_if(activity.begin(), activity.end(), [](float value) { return value > 0.5f; });
  return static_cast<float>(speech) / static_cast<float>(activity.size());
}

}  // namespace affectus
