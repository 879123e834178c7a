#include "prediction/sample_buffer.h"

#include <gmock/gmock.h>

#include <limits>
#include <numeric>

namespace affectus {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;

// Samples that are their own numbers.
std::vector<float> numbered(std::size_t begin, std::size_t end) {
  std::vector<float> samples(end - begin);
  std::iota(samples.begin(), samples.end(), static_cast<float>(begin));
  return samples;
}

std::vector<float> view(const SampleBuffer& buffer, std::size_t begin, std::size_t end) {
  const std::span<const float> samples = buffer.view(begin, end);
  return {samples.begin(), samples.end()};
}

TEST(SampleBufferTest, ViewsAreOfTheSignalsSamplesByTheirNumbers) {
  SampleBuffer buffer;
  EXPECT_EQ(buffer.end(), 0);
  buffer.append(numbered(0, 3));
  buffer.append({});
  buffer.append(numbered(3, 7));
  EXPECT_EQ(buffer.end(), 7);
  EXPECT_EQ(view(buffer, 0, 7), numbered(0, 7));
  EXPECT_THAT(view(buffer, 2, 5), ElementsAre(2, 3, 4));
  EXPECT_TRUE(buffer.view(7, 7).empty());
}

TEST(SampleBufferTest, WhatIsKeptStaysWhereItsNumbersSay) {
  for (const std::size_t kept : {0U, 1U, 5U, 33U, 1000U})
    for (const std::size_t piece : {1U, 3U, 64U}) {
      SampleBuffer buffer;
      for (std::size_t end = piece; end < 5000; end += piece) {
        buffer.append(numbered(end - piece, end));
        const std::size_t begin = end > kept ? end - kept : 0;
        buffer.forget_before(begin);
        ASSERT_EQ(buffer.end(), end);
        ASSERT_EQ(view(buffer, begin, end), numbered(begin, end)) << kept << ' ' << piece;
      }
    }
}

TEST(SampleBufferTest, ForgettingGoesForwardAndNotBeyondTheEnd) {
  SampleBuffer buffer;
  buffer.append(numbered(0, 10));
  buffer.forget_before(4);
  buffer.forget_before(1);
  EXPECT_EQ(view(buffer, 4, 10), numbered(4, 10));
  buffer.forget_before(100);
  EXPECT_EQ(buffer.end(), 10);
  buffer.append(numbered(10, 12));
  EXPECT_EQ(view(buffer, 10, 12), numbered(10, 12));
}

// However often samples come and go.
TEST(SampleBufferTest, MemoryStaysUnderTwiceWhatIsKeptAndAPush) {
  for (const std::size_t kept : {100U, 1000U, 48000U})
    for (const std::size_t piece : {1U, 160U, 4096U}) {
      std::size_t largest = 0;
      // What is given away tells how large it was, so each length is a buffer of its own.
      for (std::size_t pushes = 1; pushes * piece < 4 * kept + 8 * piece; pushes += 1 + kept / piece / 16) {
        SampleBuffer buffer;
        for (std::size_t i = 1; i <= pushes; ++i) {
          buffer.append(std::vector<float>(piece, 0.5F));
          buffer.forget_before(i * piece > kept ? i * piece - kept : 0);
        }
        std::size_t first = 0;
        largest = std::max(largest, buffer.release(0, first).capacity());
      }
      EXPECT_LE(largest, 2 * (kept + piece)) << kept << " kept, pushes of " << piece;
    }
}

TEST(SampleBufferTest, RoomForWhatIsExpectedIsMadeAtOnce) {
  SampleBuffer buffer(1000);
  buffer.append(numbered(0, 1));
  const float* const place = buffer.view(0, 1).data();
  for (std::size_t i = 1; i < 1000; ++i) buffer.append(numbered(i, i + 1));
  EXPECT_EQ(buffer.view(0, 1).data(), place);
  EXPECT_EQ(view(buffer, 0, 1000), numbered(0, 1000));
}

TEST(SampleBufferTest, WhatIsReleasedHoldsAllAndTheRestGoesOn) {
  SampleBuffer buffer;
  buffer.append(numbered(0, 10));
  buffer.forget_before(7);
  buffer.append(numbered(10, 20));
  const float* const place = buffer.view(18, 20).data();
  std::size_t first = 0;
  const std::vector<float> released = buffer.release(15, first);
  EXPECT_EQ(released, numbered(first, 20));
  EXPECT_LE(first, 7);
  EXPECT_EQ(released.data() + (18 - first), place);  // views became views of it
  EXPECT_EQ(view(buffer, 15, 20), numbered(15, 20));
  buffer.append(numbered(20, 25));
  EXPECT_EQ(buffer.end(), 25);
  EXPECT_EQ(view(buffer, 15, 25), numbered(15, 25));
}

TEST(SampleBufferTest, AllMayBeReleased) {
  SampleBuffer buffer;
  buffer.append(numbered(0, 10));
  std::size_t first = 99;
  EXPECT_EQ(buffer.release(10, first), numbered(0, 10));
  EXPECT_EQ(first, 0);
  EXPECT_EQ(buffer.end(), 10);
  buffer.append(numbered(10, 12));
  EXPECT_EQ(view(buffer, 10, 12), numbered(10, 12));
}

TEST(SampleBufferTest, WhatIsNotFiniteIsZero) {
  SampleBuffer buffer;
  const float infinity = std::numeric_limits<float>::infinity();
  buffer.append(std::vector{std::numeric_limits<float>::quiet_NaN(), infinity, -infinity});
  buffer.append(std::vector{2.0F, -3.0F});
  EXPECT_THAT(view(buffer, 0, 3), Each(0.0F));
  EXPECT_THAT(view(buffer, 3, 5), ElementsAre(2, -3));
}

TEST(SampleBufferTest, ClearedItBeginsANewSignal) {
  SampleBuffer buffer;
  buffer.append(numbered(0, 10));
  buffer.forget_before(8);
  buffer.clear();
  EXPECT_EQ(buffer.end(), 0);
  buffer.append(numbered(0, 3));
  EXPECT_EQ(view(buffer, 0, 3), numbered(0, 3));
}

}  // namespace
}  // namespace affectus
