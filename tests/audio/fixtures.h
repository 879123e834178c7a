// Recordings that tests make with the ffmpeg program, a dependency of the tests, and what a reader says of them.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "affectus/audio.h"
#include "affectus/frames.h"
#include "recording_sample.h"

namespace affectus::testing {

inline void ffmpeg(const std::string& arguments) {
  ASSERT_EQ(std::system(("ffmpeg -v error -y " + arguments).c_str()), 0) << arguments;
}

/// All of a recording, with what was said about it.
struct WholeRecording {
  std::vector<float> samples;  // of the first signal
  std::string warning;
  std::vector<Warning> warnings;

  double seconds() const { return static_cast<double>(samples.size()) / sample_rate_hz; }
  /// Mean power between two times.
  double power(double start_s, double end_s) const {
    double sum = 0;
    const auto first = static_cast<std::size_t>(start_s * sample_rate_hz),
               end = static_cast<std::size_t>(end_s * sample_rate_hz);
    for (std::size_t i = first; i < end && i < samples.size(); ++i) sum += samples[i] * samples[i];
    return sum / static_cast<double>(end - first);
  }
};

inline WholeRecording read_whole(const std::filesystem::path& path, const RecordingOptions& options = {}) {
  AudioReader reader = AudioReader::open(path, {.recording = options});
  std::vector<std::vector<float>> signals;
  while (reader.read(signals)) {
  }
  return {std::move(signals.at(0)), reader.warning(), reader.warnings()};
}

}  // namespace affectus::testing
