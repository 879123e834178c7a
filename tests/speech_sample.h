// Four seconds of real speech at 16 kHz: tests/data/README.md.
#pragma once

#include <cstdint>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "affectus/error.h"

namespace affectus::testing {

inline std::vector<float> speech_sample() {
  const std::string file = AFFECTUS_SOURCE_DIR "/tests/data/speech_16k.s16";
  std::ifstream in(file, std::ios::binary);
  const std::vector<char> bytes{std::istreambuf_iterator<char>(in), {}};
  if (bytes.size() != 4 * 16000 * 2) throw Error(ErrorCode::not_found, file + ": expected 128000 bytes");
  std::vector<float> samples(bytes.size() / 2);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const unsigned low = static_cast<unsigned char>(bytes[2 * i]), high = static_cast<unsigned char>(bytes[2 * i + 1]);
    samples[i] = static_cast<float>(static_cast<std::int16_t>(low | high << 8)) / 32768;
  }
  return samples;
}

}  // namespace affectus::testing
