#include "affectus/front_end.h"

#include <gmock/gmock.h>

#include "affectus/error.h"
#include "affectus/mel_filterbank.h"
#include "front_ends/joined_front_end.h"
#include "kernels/random_values.h"

namespace affectus {
namespace {

using ::testing::HasSubstr;
using testing::random_values;

std::unique_ptr<FrontEnd> join(const MelFilterbankOptions& first, const MelFilterbankOptions& second) {
  std::vector<std::unique_ptr<FrontEnd>> parts;
  parts.push_back(make_mel_filterbank(first));
  parts.push_back(make_mel_filterbank(second));
  return make_joined_front_end(std::move(parts));
}

TEST(FrontEnd, IsMadeByName) {
  EXPECT_EQ(make_front_end("mfb")->name(), "mfb");
  EXPECT_EQ(make_front_end("mfb")->dim(), 40u);
  EXPECT_EQ(make_front_end("mfb+mfb")->name(), "mfb+mfb");
  EXPECT_EQ(make_front_end("mfb+mfb")->dim(), 80u);
}

TEST(FrontEnd, UnknownNamesAreAnsweredWithTheKnownOnes) {
  for (const std::string spec : {"", "mfcc", "mfb+", "+mfb", "mfb++mfb", "MFB", "mfb mfb"}) {
    try {
      make_front_end(spec);
      FAIL() << spec;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::invalid_argument);
      EXPECT_THAT(error.what(), HasSubstr("front end: expected mfb, "));
    }
  }
}

TEST(JoinedFrontEnd, PutsFramesSideBySideAndTheShortestDecides) {
  const MelFilterbankOptions first{.bins = 10}, second{.bins = 7, .window_ms = 40};
  const auto joined = join(first, second);
  const std::vector<float> samples = random_values(8000, 1);
  const Frames a = make_mel_filterbank(first)->compute(samples), b = make_mel_filterbank(second)->compute(samples);
  const Frames both = joined->compute(samples);
  ASSERT_LT(b.count(), a.count());
  ASSERT_EQ(both.count(), b.count());
  EXPECT_EQ(joined->frame_count(samples.size()), b.count());
  EXPECT_EQ(both.dim(), 17u);
  EXPECT_EQ(joined->frame_rate_hz(), 100);
  EXPECT_TRUE(joined->is_local());
  for (std::size_t i = 0; i < both.count(); ++i) {
    EXPECT_TRUE(std::equal(a[i].begin(), a[i].end(), both[i].begin()));
    EXPECT_TRUE(std::equal(b[i].begin(), b[i].end(), both[i].begin() + 10));
  }
}

TEST(JoinedFrontEnd, StreamEqualsTheUtterance) {
  const auto joined = join({.bins = 10}, {.bins = 7, .window_ms = 40});
  const std::vector<float> samples = random_values(8000, 1);
  const Frames whole = joined->compute(samples);
  for (const std::size_t piece : {1, 333, 1600}) {
    const auto stream = joined->open_stream();
    Frames frames(joined->dim());
    for (std::size_t first = 0; first < samples.size(); first += piece)
      stream->push(std::span(samples).subspan(first, std::min(piece, samples.size() - first)), frames);
    stream->finish(frames);
    ASSERT_EQ(frames.count(), whole.count());
    EXPECT_TRUE(std::equal(frames.data(), frames.data() + frames.count() * frames.dim(), whole.data()));
  }
}

TEST(JoinedFrontEnd, FrameRatesMustAgree) {
  try {
    join({}, {.hop_ms = 20});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::invalid_argument);
    EXPECT_THAT(error.what(), HasSubstr("expected one frame rate, found 100 Hz (mfb) and 50 Hz (mfb)"));
  }
}

}  // namespace
}  // namespace affectus
