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

TEST(WavLengthTest, OnlyADataChunkBeyondTheFilePromises) {
  EXPECT_DOUBLE_EQ(promised_wav_seconds(head(64000), 1000).value(), 2);
  EXPECT_FALSE(promised_wav_seconds(head(64000), 64000 + head(0).size()));
  EXPECT_FALSE(promised_wav_seconds(head(0xffffffff), 1000));
  EXPECT_FALSE(promised_wav_seconds(head(0), 1000));
  EXPECT_FALSE(promised_wav_seconds("fLaC and more", 1000));
  EXPECT_FALSE(promised_wav_seconds(head(64000).substr(0, 30), 1000));
}

}  // namespace
}  // namespace affectus
