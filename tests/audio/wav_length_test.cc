#include "audio/wav_length.h"

#include <gtest/gtest.h>

#include <string>

namespace affectus {
namespace {

std::string number(std::uint32_t value) {
  std::string bytes;
  for (int i = 0; i < 4; ++i) bytes += static_cast<char>(value >> (8 * i) & 0xff);
  return bytes;
}

// The head of a 16 kHz 16 bit mono file whose data chunk says `size`.
std::string head(std::uint32_t size) {
  const std::string format = std::string("\x01\0\x01\0", 4) + number(16000) + number(32000) + std::string("\x02\0\x10\0", 4);
  return "RIFF" + number(36 + size) + "WAVEfmt " + number(16) + format + "LIST" + number(3) + "abc" + '\0' + "data" +
         number(size);
}

BytesAt bytes_of(const std::string& file) {
  return [&file](std::uint64_t place, std::size_t count) {
    return place < file.size() ? file.substr(static_cast<std::size_t>(place), count) : std::string();
  };
}

WavRest rest(const std::string& file) {
  const auto data = find_wav_data(bytes_of(file));
  if (!data) throw std::runtime_error("no data chunk");
  std::uint64_t end = 0;
  return rest_of_wav(*data, bytes_of(file), file.size(), end);
}

const std::string wav_sound(20000, '\xf3');

TEST(WavLengthTest, TheDataChunkIsFoundAndItsLengthKnownOrNot) {
  const std::string file = head(64000);
  const WavData data = find_wav_data(bytes_of(file)).value();
  EXPECT_EQ(data.first, file.size());
  EXPECT_DOUBLE_EQ(data.seconds(data.bytes), 2);
  EXPECT_TRUE(data.is_length_known);
  for (const std::uint32_t open : {0U, 0xffffffffU, 0xfffff000U, 0x7ffff000U, 0x80000000U, 0x7fffffffU - 36})
    EXPECT_FALSE(find_wav_data(bytes_of(head(open))).value().is_length_known) << open;
  EXPECT_FALSE(find_wav_data(bytes_of("fLaC and more")));
  EXPECT_FALSE(find_wav_data(bytes_of(head(64000).substr(0, 30))));
  EXPECT_FALSE(find_wav_data(bytes_of("RIFF" + number(0) + "WAVE" + std::string(100000, '\0'))));
}

TEST(WavLengthTest, WhatFollowsTheDataIsTold) {
  const std::string whole = head(20000) + wav_sound;
  EXPECT_EQ(rest(whole), WavRest::chunks);
  EXPECT_EQ(rest(head(40000) + wav_sound), WavRest::chunks);
  EXPECT_EQ(rest(whole + "LIST" + number(4) + "INFO"), WavRest::chunks);
  EXPECT_EQ(rest(whole + "PrVt" + number(5000) + std::string(5000, 'x')), WavRest::chunks);
  EXPECT_EQ(rest(whole + "TAG" + std::string(125, ' ')), WavRest::chunks);
  EXPECT_EQ(rest(whole + wav_sound), WavRest::samples);
  EXPECT_EQ(rest(whole + std::string(9000, '\0') + wav_sound), WavRest::samples);
  EXPECT_EQ(rest(whole + std::string(9000, '\0')), WavRest::zeros);
  EXPECT_EQ(rest(whole + std::string(500, '\0')), WavRest::chunks);  // the rest of a sector
  EXPECT_EQ(rest(whole + whole), WavRest::recording);
  EXPECT_EQ(rest(head(20001) + wav_sound + "x" + '\0' + whole), WavRest::recording);
}

TEST(WavLengthTest, ChunksEndWhereNoneFollows) {
  const std::string whole = head(20000) + wav_sound, chunk = "LIST" + number(4) + "INFO";
  const auto end_of = [](const std::string& file) {
    std::uint64_t end = 0;
    rest_of_wav(find_wav_data(bytes_of(file)).value(), bytes_of(file), file.size(), end);
    return end;
  };
  EXPECT_EQ(end_of(whole), whole.size());
  EXPECT_EQ(end_of(whole + chunk + chunk), whole.size() + 2 * chunk.size());
  EXPECT_EQ(end_of(whole + chunk + std::string(9000, '\0')), whole.size() + chunk.size());
  EXPECT_EQ(end_of(whole + wav_sound), whole.size());
}

TEST(WavLengthTest, WhatFollowsInAPipeIsToldByItsHead) {
  EXPECT_EQ(rest_of_wav(""), WavRest::chunks);
  EXPECT_EQ(rest_of_wav(head(0).substr(0, 12)), WavRest::recording);
  EXPECT_EQ(rest_of_wav("LIST" + number(4) + "INFO"), WavRest::chunks);
  EXPECT_EQ(rest_of_wav(wav_sound.substr(0, 12)), WavRest::samples);
  EXPECT_EQ(rest_of_wav(std::string(12, '\0')), WavRest::zeros);
}

}  // namespace
}  // namespace affectus
