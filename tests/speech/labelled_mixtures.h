// A reference for speech activity: clean speech whose pauses are known, silence put between, noise added.
#pragma once

#include <algorithm>
#include <cmath>
#include <random>
#include <span>
#include <string>
#include <vector>

#include "affectus/frames.h"
#include "affectus/mel_filterbank.h"
#include "affectus/speech_activity.h"

namespace affectus::testing {

using Signal = std::vector<float>;

inline constexpr std::size_t frame_samples = 400, hop_samples = 160;

/// Every run of `value` no longer than `longest`, but for the first and the last, becomes its opposite.
inline void turn_short_runs(std::vector<bool>& labels, bool value, std::size_t longest) {
  for (std::size_t first = 0; first < labels.size();) {
    std::size_t end = first + 1;
    while (end < labels.size() && labels[end] == labels[first]) ++end;
    if (labels[first] == value && first > 0 && end < labels.size() && end - first <= longest)
      std::fill_n(labels.begin() + static_cast<std::ptrdiff_t>(first), end - first, !value);
    first = end;
  }
}

/// Frames of clean speech: within 20 dB of the utterance's 95th percentile of frame energies; pauses up to 200 ms belong to
/// the speech, bursts up to 30 ms do not.
inline std::vector<bool> energy_labels(const Signal& clean) {
  std::vector<double> energies;
  for (std::size_t first = 0; first + frame_samples <= clean.size(); first += hop_samples) {
    double energy = 0;
    for (std::size_t n = first; n < first + frame_samples; ++n) energy += static_cast<double>(clean[n]) * clean[n];
    energies.push_back(energy);
  }
  std::vector<double> sorted = energies;
  std::sort(sorted.begin(), sorted.end());
  std::vector<bool> labels;
  for (const double energy : energies) labels.push_back(energy > sorted[(sorted.size() - 1) * 95 / 100] / 100);
  turn_short_runs(labels, false, 20);
  turn_short_runs(labels, true, 3);
  return labels;
}

/// The samples of the labelled frames, one after the other.
inline Signal speech_only(const Signal& clean) {
  const std::vector<bool> labels = energy_labels(clean);
  Signal speech;
  for (std::size_t t = 0; t < labels.size(); ++t) {
    const auto first = clean.begin() + static_cast<std::ptrdiff_t>(t * hop_samples);
    if (labels[t]) speech.insert(speech.end(), first, first + hop_samples);
  }
  return speech;
}

inline double root_mean_square(const Signal& signal) {
  double sum = 0;
  for (const float value : signal) sum += static_cast<double>(value) * value;
  return std::sqrt(sum / static_cast<double>(signal.size()));
}

/// Noise of root mean square 1. pink: P. Kellet's sum of first-order filters, -3 dB an octave within .05 dB above 10 Hz.
/// babble: eight voices at once, pieces of `voices`.
inline Signal noise(const std::string& kind, std::size_t count, std::mt19937& generator, const Signal& voices = {}) {
  Signal signal(count);
  std::normal_distribution<double> normal;
  double b[7] = {};
  for (float& value : signal) {
    const double white = normal(generator);
    if (kind == "pink") {
      b[0] = 0.99886 * b[0] + white * 0.0555179;
      b[1] = 0.99332 * b[1] + white * 0.0750759;
      b[2] = 0.96900 * b[2] + white * 0.1538520;
      b[3] = 0.86650 * b[3] + white * 0.3104856;
      b[4] = 0.55000 * b[4] + white * 0.5329522;
      b[5] = -0.7616 * b[5] - white * 0.0168980;
      value = static_cast<float>(b[0] + b[1] + b[2] + b[3] + b[4] + b[5] + b[6] + white * 0.5362);
      b[6] = white * 0.115926;
    } else {
      value = static_cast<float>(white);
    }
  }
  if (kind == "babble") {
    std::fill(signal.begin(), signal.end(), 0.0f);
    for (int voice = 0; voice < 8; ++voice) {
      std::size_t from = generator() % voices.size();
      for (float& value : signal) value += voices[from++ % voices.size()];
    }
  }
  const auto scale = static_cast<float>(1 / root_mean_square(signal));
  for (float& value : signal) value *= scale;
  return signal;
}

struct Mixture {
  Signal samples;
  std::vector<bool> labels;
  double speech_level = 0;  // root mean square where there is speech
};

/// Digital silence of .3 to 2 s before, between and after the utterances.
inline Mixture with_silences(std::span<const Signal> utterances, std::mt19937& generator) {
  Mixture mixture;
  const auto add_silence = [&] {
    mixture.samples.resize(mixture.samples.size() + hop_samples * (30 + generator() % 170));
    mixture.labels.resize(mixture.samples.size() / hop_samples);
  };
  Signal speech;
  add_silence();
  for (const Signal& utterance : utterances) {
    const std::vector<bool> labels = energy_labels(utterance);
    const Signal part = speech_only(utterance);
    speech.insert(speech.end(), part.begin(), part.end());
    mixture.samples.insert(mixture.samples.end(), utterance.begin(), utterance.end());
    mixture.samples.resize((mixture.samples.size() + hop_samples - 1) / hop_samples * hop_samples);
    mixture.labels.insert(mixture.labels.end(), labels.begin(), labels.end());
    mixture.labels.resize(mixture.samples.size() / hop_samples);
    add_silence();
  }
  mixture.labels.resize(1 + (mixture.samples.size() - frame_samples) / hop_samples);
  mixture.speech_level = root_mean_square(speech);
  return mixture;
}

inline void add_noise(Mixture& mixture, const Signal& unit_noise, double signal_to_noise_db) {
  const auto level = static_cast<float>(mixture.speech_level * std::pow(10, -signal_to_noise_db / 20));
  for (std::size_t n = 0; n < mixture.samples.size(); ++n) mixture.samples[n] += level * unit_noise[n];
}

/// Frames by label and decision.
struct ActivityScore {
  double hits = 0, misses = 0, false_alarms = 0, rejections = 0;

  double accuracy() const { return (hits + rejections) / (hits + rejections + misses + false_alarms); }
  double f1() const { return 2 * hits / (2 * hits + misses + false_alarms); }
  double miss_rate() const { return misses / (hits + misses); }
  double false_alarm_rate() const { return false_alarms / (false_alarms + rejections); }

  void add(const Mixture& mixture) {
    const std::vector<float> activity = speech_activity(make_mel_filterbank()->compute(mixture.samples));
    for (std::size_t t = 0; t < activity.size(); ++t) {
      const bool found = activity[t] > 0.5f;
      ++(mixture.labels[t] ? (found ? hits : misses) : (found ? false_alarms : rejections));
    }
  }
};

struct Condition {
  const char* noise;
  double signal_to_noise_db;
};
inline constexpr Condition conditions[] = {{"none", INFINITY}, {"pink", 45},   {"white", 20}, {"white", 10}, {"white", 5},
                                           {"white", 0},       {"pink", 20},   {"pink", 10},  {"pink", 5},   {"pink", 0},
                                           {"babble", 20},     {"babble", 10}, {"babble", 5}, {"babble", 0}};

inline void add_noise(Mixture& mixture, const Condition& condition, std::mt19937& generator, const Signal& voices) {
  if (condition.noise == std::string("none")) return;
  add_noise(mixture, noise(condition.noise, mixture.samples.size(), generator, voices), condition.signal_to_noise_db);
}

}  // namespace affectus::testing
