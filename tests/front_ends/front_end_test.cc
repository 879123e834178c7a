#include "affectus/front_end.h"

#include <gmock/gmock.h>

#include "affectus/mel_filterbank.h"
#include "affectus/prosody.h"
#include "failure.h"
#include "front_ends/joined_front_end.h"
#include "kernels/random_values.h"

namespace affectus {
namespace {

using testing::failure;
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
    EXPECT_THAT(failure([&] { make_front_end(spec); }, ErrorCode::invalid_argument), HasSubstr("front end: expected mfb, "))
        << spec;
  }
}

// Every option of a front end has a change here.
std::vector<std::unique_ptr<FrontEnd>> different_front_ends() {
  using Window = MelFilterbankOptions::Window;
  std::vector<std::unique_ptr<FrontEnd>> all;
  for (const MelFilterbankOptions& options :
       {MelFilterbankOptions{}, MelFilterbankOptions{.bins = 41}, MelFilterbankOptions{.low_hz = 20.5},
        MelFilterbankOptions{.high_hz = 7000}, MelFilterbankOptions{.high_hz = -1}, MelFilterbankOptions{.window_ms = 25.5},
        MelFilterbankOptions{.hop_ms = 10.5}, MelFilterbankOptions{.window = Window::hamming},
        MelFilterbankOptions{.window = Window::hann}, MelFilterbankOptions{.preemphasis = 0},
        MelFilterbankOptions{.preemphasis = 0.97 + 1e-15}, MelFilterbankOptions{.remove_mean = false}})
    all.push_back(make_mel_filterbank(options));
  for (const ProsodyOptions& options : {ProsodyOptions{}, ProsodyOptions{.floor_hz = 60 + 1e-12},
                                        ProsodyOptions{.floor_hz = 50}, ProsodyOptions{.ceiling_hz = 500}})
    all.push_back(make_prosody(options));
  for (const char* spec : {"mfb+prosody", "prosody+mfb", "mfb+mfb", "prosody+prosody"}) all.push_back(make_front_end(spec));
  return all;
}

TEST(FrontEnd, FingerprintsTellAllOptionsApart) {
  const auto all = different_front_ends();
  for (std::size_t i = 0; i < all.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      EXPECT_NE(all[i]->fingerprint(), all[j]->fingerprint()) << "front ends " << i << " and " << j;
}

TEST(FrontEnd, FingerprintsOfEqualOptionsAreEqual) {
  const auto one = different_front_ends(), other = different_front_ends();
  for (std::size_t i = 0; i < one.size(); ++i) EXPECT_EQ(one[i]->fingerprint(), other[i]->fingerprint());
  const FrontEndRegistry registry;
  EXPECT_EQ(registry.make("mfb", "")->fingerprint(), registry.make("mfb", R"({"bins": 40, "hop_ms": 10})")->fingerprint());
  EXPECT_EQ(registry.make("prosody", R"({"floor_hz": 60})")->fingerprint(), make_prosody()->fingerprint());
  EXPECT_EQ(make_front_end("mfb")->fingerprint(), make_mel_filterbank()->fingerprint());
}

TEST(FrontEnd, TheFirstFrameNeedsSoManySamplesAndNoFewer) {
  auto all = different_front_ends();
  all.push_back(make_mel_filterbank({.window_ms = 64, .hop_ms = 32}));
  all.push_back(make_mel_filterbank({.window_ms = 20, .hop_ms = 33}));
  all.push_back(join({.bins = 10}, {.bins = 7, .window_ms = 40}));
  for (const auto& front_end : all) {
    SCOPED_TRACE(front_end->fingerprint());
    const std::size_t samples = front_end->first_frame_samples();
    EXPECT_EQ(front_end->frame_count(samples), 1);
    EXPECT_EQ(front_end->frame_count(samples - 1), 0);
    const std::vector<float> signal = random_values(samples, 1);
    EXPECT_EQ(front_end->compute(signal).count(), 1);
    EXPECT_EQ(front_end->compute(std::span(signal).first(samples - 1)).count(), 0);
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
  EXPECT_THAT(failure([] { join({}, {.hop_ms = 20}); }, ErrorCode::invalid_argument),
              HasSubstr("expected one frame rate, found 100 Hz (mfb) and 50 Hz (mfb)"));
}

}  // namespace
}  // namespace affectus
