#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "affectus/audio.h"
#include "audio/byte_input.h"
#include "failure.h"

namespace affectus {
namespace {

std::string number(std::uint64_t value, int bytes) {
  std::string text;
  for (int i = 0; i < bytes; ++i, value >>= 8) text += static_cast<char>(value & 0xff);
  return text;
}

/// Bytes that come a few at a time and only once; `done` counts them.
class Piped : public ByteInput {
 public:
  Piped(const std::string& bytes, std::size_t piece, std::size_t& done) : bytes_(bytes), piece_(piece), done_(done) {}
  int read(std::uint8_t* buffer, std::size_t size) override {
    const std::size_t count = std::min({size, piece_, bytes_.size() - done_});
    std::copy_n(bytes_.begin() + static_cast<std::ptrdiff_t>(done_), count, buffer);
    done_ += count;
    return static_cast<int>(count);
  }

 private:
  const std::string& bytes_;
  std::size_t piece_;
  std::size_t& done_;
};

struct Read {
  std::vector<float> samples;
  std::vector<Warning> warnings;
};

Read read_all(std::unique_ptr<ByteInput> input) {
  AudioReader reader = InputReader::open(std::move(input), "test");
  std::vector<std::vector<float>> signal(1);
  while (reader.read(signal)) {
  }
  return {signal[0], reader.warnings()};
}

struct Format {
  int tag = 1, channels = 1, bits = 16, rate_hz = 16000;
};

constexpr std::uint32_t open_length = 0xffffffffU;

std::string format_chunk(const Format& format) {
  const int frame = format.channels * format.bits / 8;
  return "fmt " + number(16, 4) + number(static_cast<unsigned>(format.tag), 2) +
         number(static_cast<unsigned>(format.channels), 2) + number(static_cast<unsigned>(format.rate_hz), 4) +
         number(static_cast<unsigned>(format.rate_hz * frame), 4) + number(static_cast<unsigned>(frame), 2) +
         number(static_cast<unsigned>(format.bits), 2);
}

/// Up to the first sample.
std::string head(const Format& format, std::uint32_t length) {
  return "RIFF" + number(open_length, 4) + "WAVE" + format_chunk(format) + "data" + number(length, 4);
}

std::string wide_head(const Format& format, std::uint64_t length) {
  return "RF64" + number(open_length, 4) + "WAVEds64" + number(28, 4) + number(0, 8) + number(length, 8) + number(0, 12) +
         format_chunk(format) + "data" + number(open_length, 4);
}

std::string noise(std::size_t count) {
  std::string bytes;
  std::uint32_t value = 1;
  for (std::size_t i = 0; i < count; ++i) bytes += static_cast<char>((value = value * 1664525U + 1013904223U) >> 24U);
  return bytes;
}

const std::string chunk = "LIST" + number(26, 4) + "INFOISFT" + number(14, 4) + "Lavf59.27.100" + '\0';

// Samples of any format, in any pieces, whatever the length in the header is worth and whatever follows.
TEST(WavPipeTest, GivesWhatTheFileGives) {
  const Format eight_bits{.bits = 8}, stereo{.channels = 2}, three_bytes{.bits = 24},
      many{.tag = 3, .channels = 512, .bits = 64}, mu_law{.tag = 7, .bits = 8, .rate_hz = 8000};
  const std::string sound = noise(20000), zeros(9000, '\0'), pad(1, '\0');
  const std::vector<std::pair<std::string, std::string>> files = {
      {"whole", head({}, 20000) + sound},
      {"a chunk", head({}, 20000) + sound + chunk},
      {"8 bits, padded", head(eight_bits, 19999) + sound.substr(1) + pad + chunk},
      {"8 bits, not padded", head(eight_bits, 19999) + sound.substr(1) + chunk},
      {"half a sample", head({}, 19999) + sound.substr(1) + pad + chunk},
      {"part of a frame", head(stereo, 19999) + sound.substr(1) + pad + chunk},
      {"part of a frame, even", head(stereo, 19998) + sound.substr(2) + chunk},
      {"three bytes", head(three_bytes, 20000) + sound + chunk},
      {"mu-law", head(mu_law, 20000) + sound + chunk},
      {"wide frames", head(many, 4096 * 4 + 1) + noise(4096 * 4 + 1) + pad + chunk},
      {"wide length", wide_head({}, 20000) + sound + chunk},
      {"wide length, open", wide_head({}, 0) + sound},
      {"wide length, more follows", wide_head({}, 10000) + sound},
      {"open length", head({}, open_length) + sound},
      {"no length", head({}, 0) + sound},
      {"cut short", head({}, 40000) + sound},
      {"more follows", head({}, 10000) + sound},
      {"more follows part of a frame", head(stereo, 10001) + sound},
      {"little follows", head({}, 18000) + sound},
      {"zeros follow", head({}, 20000) + sound + zeros},
      {"zeros and more follow", head({}, 20000) + sound + zeros + sound},
      {"zeros and more follow part of a frame", head(stereo, 19998) + sound.substr(2) + zeros + sound},
      {"another recording", head({}, 20000) + sound + head({}, 20000) + sound},
  };
  for (const auto& [name, file] : files) {
    SCOPED_TRACE(name);
    const Read of_file = read_all(memory_input(std::as_bytes(std::span(file)), {}));
    EXPECT_FALSE(of_file.samples.empty());
    for (const std::size_t piece : {1U, 7U, 4096U, 1U << 20U}) {
      SCOPED_TRACE(piece);
      std::size_t done = 0;
      const Read piped = read_all(std::make_unique<Piped>(file, piece, done));
      EXPECT_EQ(piped.samples, of_file.samples);
      EXPECT_EQ(piped.warnings, of_file.warnings);
    }
  }
}

// The demuxer of FFmpeg waits for 64 KB.
TEST(WavPipeTest, SamplesComeAsSoonAsTheyAreThere) {
  const std::string file = head({}, open_length) + noise(200000);
  std::size_t done = 0;
  AudioReader reader = InputReader::open(std::make_unique<Piped>(file, 100, done), "test");
  std::vector<std::vector<float>> signal(1);
  ASSERT_TRUE(reader.read(signal));
  EXPECT_GT(signal[0].size(), 0U);
  EXPECT_LT(done, 5000U);
}

// An endless stream of it would fill the disk.
TEST(WavPipeTest, WhatIsNoRecordingIsNotReadToItsEnd) {
  const std::string bytes = noise(std::size_t{8} << 20U);
  std::size_t done = 0;
  EXPECT_EQ(testing::failure_code([&] { InputReader::open(std::make_unique<Piped>(bytes, 65536, done), "noise"); }),
            ErrorCode::invalid_format);
  EXPECT_LT(done, bytes.size());
}

}  // namespace
}  // namespace affectus
