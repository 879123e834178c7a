// A corpus that a network can learn within seconds: noisy tones, whose pitch is their activation.
#pragma once

#include <array>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <numbers>
#include <string>
#include <utility>
#include <vector>

#include "affectus/frames.h"
#include "base/random.h"
#include "wave_file.h"

namespace affectus::testing {

/// FOLDER/manifest.csv and FOLDER/audio: so many utterances of each partition, by `speakers` speakers in turn, of two
/// `categories`, the deeper tones' first. With `single_raters`, their votes and deviations are known.
inline void make_tone_corpus(const std::filesystem::path& folder, const std::vector<std::pair<std::string, int>>& partitions,
                             int speakers = 4, bool single_raters = false,
                             const std::array<std::string, 2>& categories = {"low", "high"}) {
  const auto& [low, high] = categories;
  std::filesystem::create_directories(folder / "audio");
  std::ofstream manifest(folder / "manifest.csv");
  manifest << "path,speaker,partition,category,activation,valence,dominance"
           << (single_raters ? ",activation_sd,valence_sd,dominance_sd,votes" : "") << "\n";
  RandomStream random{1};
  int number = 0;
  for (const auto& [partition, count] : partitions)
    for (int i = 0; i < count; ++i, ++number) {
      const double activation = random.uniform(1, 7);
      std::vector<float> samples(static_cast<std::size_t>(random.uniform(0.4, 0.8) * sample_rate_hz));
      for (std::size_t j = 0; j < samples.size(); ++j) {
        const double angle = 2 * std::numbers::pi * (200 + 100 * activation) * static_cast<double>(j) / sample_rate_hz;
        samples[j] = 0.1f * static_cast<float>(std::sin(angle)) + 0.01f * random.rough_normal();
      }
      const std::string name = "audio/" + std::to_string(number) + ".wav";
      write_wave(folder / name, samples);
      manifest << name << ",speaker-" << number % speakers << "," << partition << "," << (activation < 4 ? low : high) << ","
               << activation << "," << 8 - activation << "," << 4 + 0.2 * activation;
      if (single_raters)
        manifest << "," << 1 / activation << "," << 1 / activation << "," << 2 / activation << "," << high << "="
                 << (activation < 4 ? 1 : 3) << " " << low << "=" << (activation < 4 ? 4 : 2);
      manifest << "\n";
    }
}

}  // namespace affectus::testing
