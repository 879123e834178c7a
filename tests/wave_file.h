// Recordings that a test makes.
#pragma once

#include <cmath>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <vector>

namespace affectus::testing {

/// 16 bit; of several channels the samples are interleaved.
inline void write_wave(const std::filesystem::path& file, const std::vector<float>& samples,
                       std::uint32_t sample_rate = 16000, std::uint16_t channels = 1) {
  std::ofstream out(file, std::ios::binary);
  const auto number = [&](auto value) { out.write(reinterpret_cast<const char*>(&value), sizeof value); };
  const auto bytes = static_cast<std::uint32_t>(samples.size() * 2);
  out << "RIFF";
  number(bytes + 36);
  out << "WAVEfmt ";
  number(std::uint32_t{16});
  number(std::uint16_t{1});
  number(channels);
  number(sample_rate);
  number(sample_rate * 2 * channels);
  number(static_cast<std::uint16_t>(2 * channels));
  number(std::uint16_t{16});
  out << "data";
  number(bytes);
  for (const float sample : samples) number(static_cast<std::int16_t>(std::lround(sample * 32767)));
}

}  // namespace affectus::testing
