#include "affectus/mel_filterbank.h"

#include <gmock/gmock.h>

#include <cmath>
#include <functional>
#include <limits>
#include <numbers>

#include "estimator/allocation_counter.h"
#include "failure.h"
#include "frame_values.h"
#include "golden_tensors.h"
#include "kernels/for_each_target.h"
#include "kernels/random_values.h"
#include "speech_sample.h"

namespace affectus {
namespace {

using testing::allocation_count;
using ::testing::Each;
using testing::for_each_target;
using testing::GoldenTensors;
using ::testing::HasSubstr;
using testing::random_values;
using testing::speech_sample;
using Window = MelFilterbankOptions::Window;

const float log_floor = std::log(std::numeric_limits<float>::epsilon());

// What kaldi-native-fbank gives, within the tolerance of the contract.
TEST(MelFilterbank, EqualsKaldiOnSpeechWithAllOptions) {
  const std::pair<const char*, MelFilterbankOptions> cases[] = {
      {"default", {}},
      {"bins_23", {.bins = 23}},
      {"bins_80", {.bins = 80}},
      {"hamming", {.window = Window::hamming}},
      {"hann", {.window = Window::hann}},
      {"no_preemphasis", {.preemphasis = 0}},
      {"mean_kept", {.remove_mean = false}},
      {"edges", {.low_hz = 300, .high_hz = 3400}},
      {"negative_high", {.low_hz = 0, .high_hz = -400}},
      {"short_window", {.bins = 20, .window_ms = 10, .hop_ms = 2.5}},
      {"long_window", {.window_ms = 64, .hop_ms = 32}},
  };
  const GoldenTensors golden(AFFECTUS_SOURCE_DIR "/tests/front_ends/mel_filterbank_golden.txt", "");
  const std::vector<float> samples = speech_sample();
  for_each_target([&] {
    for (const auto& [name, options] : cases) {
      SCOPED_TRACE(name);
      const Frames frames = make_mel_filterbank(options)->compute(samples);
      const std::vector<float>& size = golden[std::string(name) + ".size"];
      const std::vector<float>& expected = golden[std::string(name) + ".frames"];
      ASSERT_EQ(frames.count(), static_cast<std::size_t>(size[0]));
      float largest = 0;
      for (std::size_t i = 0; i < expected.size(); ++i) {
        const std::size_t frame = i / options.bins * static_cast<std::size_t>(size[1]);
        largest = std::max(largest, std::abs(frames[frame][i % options.bins] - expected[i]));
      }
      EXPECT_LT(largest, 1e-3);
    }
  });
}

TEST(MelFilterbank, StreamInAnyPiecesEqualsTheUtteranceToTheLastBit) {
  const std::vector<float> samples = speech_sample();
  for_each_target([&] {
    for (const MelFilterbankOptions& options :
         {MelFilterbankOptions{}, MelFilterbankOptions{.window_ms = 20, .hop_ms = 33}}) {
      const auto front_end = make_mel_filterbank(options);
      const Frames whole = front_end->compute(samples);
      ASSERT_EQ(whole.count(), front_end->frame_count(samples.size()));
      for (const std::size_t piece : {1, 7, 160, 400, 1600, 2800, 5000, 64000}) {
        const auto stream = front_end->open_stream();
        Frames frames(front_end->dim());
        for (std::size_t first = 0; first < samples.size(); first += piece) {
          const std::size_t count = std::min(piece, samples.size() - first);
          stream->push(std::span(samples).subspan(first, count), frames);
          stream->push({}, frames);
          ASSERT_EQ(frames.count(), front_end->frame_count(first + count)) << "every frame as soon as its samples are there";
        }
        stream->finish(frames);
        ASSERT_EQ(testing::values_of(frames), testing::values_of(whole)) << "pieces of " << piece;
      }
    }
  });
}

TEST(MelFilterbank, FrameDependsOnItsOwnSamplesOnly) {
  const std::vector<float> samples = speech_sample();
  const auto front_end = make_mel_filterbank();
  const Frames whole = front_end->compute(samples);
  for (const std::size_t frame : {0, 5, 100, 397}) {
    const Frames alone = front_end->compute(std::span(samples).subspan(frame * 160, 400));
    ASSERT_EQ(alone.count(), 1u);
    EXPECT_TRUE(std::equal(alone[0].begin(), alone[0].end(), whole[frame].begin())) << frame;
  }
}

TEST(MelFilterbank, FrameCountIsThatOfFullFrames) {
  const auto front_end = make_mel_filterbank();
  EXPECT_EQ(front_end->name(), "mfb");
  EXPECT_EQ(front_end->dim(), 40u);
  EXPECT_EQ(front_end->frame_rate_hz(), 100);
  for (const auto& [samples, frames] : {std::pair{0, 0}, {1, 0}, {399, 0}, {400, 1}, {559, 1}, {560, 2}, {16000, 98}}) {
    const std::vector<float> signal(static_cast<std::size_t>(samples), 0.1f);
    EXPECT_EQ(front_end->frame_count(signal.size()), static_cast<std::size_t>(frames));
    EXPECT_EQ(front_end->compute(signal).count(), static_cast<std::size_t>(frames));
  }
}

TEST(MelFilterbank, SilenceAndConstantsAreTheFloor) {
  for_each_target([] {
    for (const float level : {0.0f, 0.5f, -1.0f}) {
      const Frames frames = make_mel_filterbank()->compute(std::vector<float>(1600, level));
      if (level == 0) {
        EXPECT_THAT(testing::values_of(frames), Each(log_floor));
      } else {
        EXPECT_THAT(testing::values_of(frames), Each(::testing::Lt(-3.0f))) << "nothing but rounding is left of " << level;
      }
    }
  });
}

TEST(MelFilterbank, GainAddsItsLogarithm) {
  const std::vector<float> samples = speech_sample();
  std::vector<float> softer = samples;
  for (float& sample : softer) sample /= 4;
  const auto front_end = make_mel_filterbank();
  const Frames loud = front_end->compute(samples), soft = front_end->compute(softer);
  for (std::size_t i = 0; i < testing::values_of(loud).size(); ++i) {
    ASSERT_NEAR(loud.data()[i] - soft.data()[i], 2 * std::log(4), 1e-4);
  }
}

TEST(MelFilterbank, ToneRisesInTheBinOfItsFrequency) {
  for (const std::size_t bin : {3, 12, 25, 38}) {
    const double mel_step = 1127 * (std::log(1 + 8000.0 / 700) - std::log(1 + 20.0 / 700)) / 41;
    const double mel = 1127 * std::log(1 + 20.0 / 700) + static_cast<double>(bin + 1) * mel_step;
    const double hz = 700 * (std::exp(mel / 1127) - 1);
    std::vector<float> tone(800);
    for (std::size_t n = 0; n < tone.size(); ++n)
      tone[n] = static_cast<float>(0.3 * std::sin(2 * std::numbers::pi * hz * static_cast<double>(n) / sample_rate_hz));
    const Frames frames = make_mel_filterbank()->compute(tone);
    const auto frame = frames[0];
    EXPECT_EQ(std::max_element(frame.begin(), frame.end()) - frame.begin(), static_cast<std::ptrdiff_t>(bin));
  }
}

TEST(MelFilterbank, StreamAllocatesNothingAfterTheStart) {
  const std::vector<float> samples = random_values(16000, 3);
  const auto front_end = make_mel_filterbank();
  const auto stream = front_end->open_stream();
  Frames frames(front_end->dim());
  stream->push(samples, frames);
  frames.clear();
  const std::size_t before = allocation_count();
  for (std::size_t first = 0; first < samples.size(); first += 160) {
    frames.clear();
    stream->push(std::span(samples).subspan(first, 160), frames);
  }
  EXPECT_EQ(allocation_count(), before);
}

TEST(MelFilterbank, UtteranceKeepsTheMemoryOfItsFrames) {
  const std::vector<float> samples = random_values(16000, 3);
  const auto front_end = make_mel_filterbank();
  Frames frames;
  front_end->compute(samples, frames);
  const float* const before = frames.data();
  front_end->compute(std::span(samples).first(8000), frames);
  EXPECT_EQ(frames.data(), before);
  EXPECT_EQ(frames.count(), front_end->frame_count(8000));
}

TEST(MelFilterbank, OptionsOutOfRangeAreNamed) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const std::pair<MelFilterbankOptions, const char*> cases[] = {
      {{.bins = 0}, "bins: expected 1 to 512, found 0"},
      {{.bins = 513}, "bins: expected 1 to 512, found 513"},
      {{.bins = 400}, "every filter has a line of the transform of 512, found 400"},
      {{.low_hz = -1}, "low_hz: expected 0 to below the upper edge, found -1"},
      {{.low_hz = 8000}, "low_hz"},
      {{.low_hz = 4000, .high_hz = 3000}, "low_hz"},
      {{.low_hz = nan}, "low_hz"},
      {{.high_hz = 8001}, "high_hz"},
      {{.high_hz = -8000}, "high_hz"},
      {{.high_hz = nan}, "high_hz"},
      {{.window_ms = 0}, "window_ms"},
      {{.window_ms = 1e9}, "window_ms"},
      {{.hop_ms = 0.5}, "hop_ms"},
      {{.hop_ms = nan}, "hop_ms"},
      {{.preemphasis = 1.5}, "preemphasis"},
  };
  for (const auto& one : cases)
    EXPECT_THAT(testing::failure([&] { make_mel_filterbank(one.first); }, ErrorCode::invalid_argument),
                ::testing::AllOf(HasSubstr("mel filterbank: "), HasSubstr(one.second)));
}

}  // namespace
}  // namespace affectus
