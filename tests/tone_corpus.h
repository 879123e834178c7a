// Corpora of noisy tones, whose pitch is their activation.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <numbers>
#include <string>
#include <vector>

#include "affectus/frames.h"
#include "base/random.h"

namespace affectus::testing {

inline void write_wave(const std::filesystem::path& file, const std::vector<float>& samples) {
  std::ofstream out(file, std::ios::binary);
  const auto number = [&](auto value) { out.write(reinterpret_cast<const char*>(&value), sizeof value); };
  const auto bytes = static_cast<std::uint32_t>(samples.size() * 2);
  out << "RIFF";
  number(bytes + 36);
  out << "WAVEfmt ";
  number(std::uint32_t{16});
  number(std::uint16_t{1});
  number(std::uint16_t{1});
  number(std::uint32_t{16000});
  number(std::uint32_t{32000});
  number(std::uint16_t{2});
  number(std::uint16_t{16});
  out << "data";
  number(bytes);
  for (const float sample : samples) number(static_cast<std::int16_t>(std::lround(sample * 32767)));
}

/// manifest.csv and audio/ in `folder`: `count` utterances of .4 to .8 s by `speakers` speakers in turn, of categories low
/// and high; `partition` names the partition of each.
inline void make_tone_corpus(const std::filesystem::path& folder, std::size_t count, std::size_t speakers,
                             const std::function<std::string(std::size_t)>& partition) {
  std::filesystem::create_directories(folder / "audio");
  std::ofstream manifest(folder / "manifest.csv");
  manifest << "path,speaker,partition,category,activation,valence,dominance\n";
  RandomStream random{1};
  for (std::size_t i = 0; i < count; ++i) {
    const double activation = random.uniform(1, 7);
    std::vector<float> samples(static_cast<std::size_t>(random.uniform(0.4, 0.8) * sample_rate_hz));
    for (std::size_t j = 0; j < samples.size(); ++j) {
      const double angle = 2 * std::numbers::pi * (200 + 100 * activation) * static_cast<double>(j) / sample_rate_hz;
      samples[j] = 0.1f * static_cast<float>(std::sin(angle)) + 0.01f * random.rough_normal();
    }
    const std::string name = "audio/" + std::to_string(i) + ".wav";
    write_wave(folder / name, samples);
    manifest << name << ",speaker-" << i % speakers << "," << partition(i) << "," << (activation < 4 ? "low" : "high") << ","
             << activation << "," << 8 - activation << "," << 4 + 0.2 * activation << "\n";
  }
}

}  // namespace affectus::testing
