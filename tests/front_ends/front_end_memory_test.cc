#include <gmock/gmock.h>

#include <new>
#include <random>
#include <utility>

#include "affectus/front_end.h"
#include "affectus/mel_filterbank.h"
#include "affectus/prosody.h"
#include "estimator/allocation_counter.h"
#include "frame_values.h"
#include "front_ends/own_front_end.h"
#include "kernels/for_each_target.h"
#include "kernels/random_values.h"
#include "speech_sample.h"
#include "text/split.h"

namespace affectus {
namespace {

using testing::speech_sample;

// A window: where it begins and how long it is.
using Stretch = std::pair<std::size_t, std::size_t>;

std::vector<std::unique_ptr<FrontEnd>> front_ends() {
  std::vector<std::unique_ptr<FrontEnd>> all;
  for (const char* spec : {"mfb", "prosody", "mfb+prosody", "mfb+peak"})
    all.push_back(make_front_end(spec, testing::registry_with_peak()));
  all.push_back(make_mel_filterbank({.bins = 23, .window_ms = 40, .hop_ms = 2.5}));
  all.push_back(make_mel_filterbank({.window_ms = 20, .hop_ms = 33}));  // samples that no frame has
  all.push_back(make_prosody({.floor_hz = 40}));                        // sees the most samples about a frame
  all.push_back(make_prosody({.floor_hz = 120, .ceiling_hz = 1000}));   // no more than the frame
  return all;
}

// One memory for all the windows, in this order: each is what compute() gives, to the last bit.
void expect_as_alone(const FrontEnd& front_end, std::span<const float> signal, const std::vector<Stretch>& windows) {
  SCOPED_TRACE(front_end.fingerprint());
  const auto memory = front_end.open_memory();
  Frames frames;
  for (const auto& [start, length] : windows) {
    ASSERT_LE(start + length, signal.size());
    const std::span<const float> samples = signal.subspan(start, length);
    memory->compute(start, samples, frames);
    ASSERT_EQ(frames.dim(), front_end.dim());
    ASSERT_EQ(frames.count(), front_end.frame_count(length));
    ASSERT_EQ(testing::values_of(frames), testing::values_of(front_end.compute(samples)))
        << length << " samples from " << start;
  }
}

void expect_all_as_alone(const std::vector<Stretch>& windows) {
  const std::vector<float> signal = speech_sample();
  for (const auto& front_end : front_ends()) expect_as_alone(*front_end, signal, windows);
}

TEST(FrontEndMemoryTest, WindowsOnTheGridOfFramesAreAsAlone) {
  std::vector<Stretch> windows;
  for (std::size_t start = 0; start + 16000 <= 40000; start += 1600) windows.emplace_back(start, 16000);
  expect_all_as_alone(windows);
}

TEST(FrontEndMemoryTest, WindowsOffTheGridAreAsAlone) {
  std::vector<Stretch> windows;
  for (std::size_t start = 3; start + 9000 <= 30000; start += 1111) windows.emplace_back(start, 9000);
  expect_all_as_alone(windows);
}

TEST(FrontEndMemoryTest, WindowsThatGoBackwardsAreAsAlone) {
  std::vector<Stretch> windows;
  for (std::size_t start = 16000; start > 0; start -= 1600) windows.emplace_back(start, 8000);
  windows.emplace_back(0, 8000);
  expect_all_as_alone(windows);
}

TEST(FrontEndMemoryTest, ShorterAndLongerWindowsInOneAnotherAreAsAlone) {
  expect_all_as_alone({{0, 16000},
                       {1600, 4000},
                       {1600, 400},
                       {1760, 399},
                       {1760, 0},
                       {1760, 1},
                       {1760, 20000},
                       {3200, 1600},
                       {3200, 1601},
                       {3360, 24000},
                       {3360, 24000},
                       {3360, 100},
                       {3520, 24000}});
}

TEST(FrontEndMemoryTest, WindowsThatDoNotOverlapAreAsAlone) {
  expect_all_as_alone({{0, 8000}, {8000, 8000}, {16000, 8000}, {30400, 8000}, {48000, 16000}});
}

// On one grid of frames, on several, forwards and back, long and short.
TEST(FrontEndMemoryTest, WindowsInAnyOrderAreAsAlone) {
  const std::vector<float> signal = speech_sample();
  testing::for_each_target([&] {
    for (const std::size_t grid : {160U, 40U, 1U})
      for (const auto& front_end : front_ends()) {
        std::mt19937 random(static_cast<unsigned>(grid));
        std::vector<Stretch> windows;
        for (int i = 0; i < 20; ++i) {
          const std::size_t start = random() % (signal.size() / grid) * grid;
          windows.emplace_back(start, std::min<std::size_t>(signal.size() - start, random() % 12000));
          // And one that overlaps it.
          const std::size_t next = std::min(start + random() % 20 * grid, signal.size());
          windows.emplace_back(next, std::min<std::size_t>(signal.size() - next, random() % 12000));
        }
        expect_as_alone(*front_end, signal, windows);
      }
  });
}

TEST(FrontEndMemoryTest, NoiseAndSilenceAreAsAlone) {
  std::vector<float> signal = testing::random_values(30000, 1, 0.5F);
  std::fill(signal.begin() + 10000, signal.begin() + 20000, 0.0F);
  std::vector<Stretch> windows;
  for (std::size_t start = 0; start + 8000 <= signal.size(); start += 800) windows.emplace_back(start, 8000);
  for (const auto& front_end : front_ends()) expect_as_alone(*front_end, signal, windows);
}

// Whichever allocation fails: what is kept then is whole.
TEST(FrontEndMemoryTest, AWindowThatFailedLeavesNothingBehind) {
  const std::vector<float> signal = speech_sample();
  const auto window = [&](std::size_t start) { return std::span(signal).subspan(start, 8000); };
  for (const char* name : {"mfb", "prosody"}) {
    const auto front_end = make_front_end(name);
    const std::vector<float> expected = testing::values_of(front_end->compute(window(1600)));
    bool has_failed = true;
    for (std::size_t allocation = 1; has_failed; ++allocation) {
      const auto memory = front_end->open_memory();
      Frames frames, others;
      memory->compute(0, window(0), frames);
      has_failed = false;
      testing::fail_allocation(allocation);
      try {
        memory->compute(1600, window(1600), others);
      } catch (const std::bad_alloc&) {
        has_failed = true;
      }
      testing::fail_allocation(0);
      memory->compute(1600, window(1600), frames);
      ASSERT_EQ(testing::values_of(frames), expected) << name << ", allocation " << allocation;
    }
  }
}

TEST(FrontEndMemoryTest, MemoriesOfTwoSignalsDoNotMix) {
  const std::vector<float> first = speech_sample(), second = testing::random_values(first.size(), 2, 0.1F);
  for (const auto& front_end : front_ends()) {
    const auto memory = front_end->open_memory(), other = front_end->open_memory();
    Frames frames;
    for (std::size_t start = 0; start + 8000 <= 16000; start += 1600)
      for (const auto& [one, signal] : {std::pair(memory.get(), &first), std::pair(other.get(), &second)}) {
        const std::span<const float> samples = std::span(*signal).subspan(start, 8000);
        one->compute(start, samples, frames);
        ASSERT_EQ(testing::values_of(frames), testing::values_of(front_end->compute(samples)));
      }
  }
}

// Of each part of the front end, where its last value stands in a frame.
std::vector<std::size_t> last_values(const std::string& name) {
  std::vector<std::size_t> values;
  std::size_t dim = 0;
  for (const std::string& part : split(name, '+')) values.push_back((dim += make_front_end(part)->dim()) - 1);
  return values;
}

// A window is only read where it is not known yet: samples that change behind the memory's back do not show in what is.
TEST(FrontEndMemoryTest, WhatWindowsHaveInCommonIsComputedOnce) {
  const std::vector<float> signal = speech_sample(), none(signal.size(), 0.0F);
  for (const char* name : {"mfb", "prosody", "mfb+prosody", "prosody+mfb"}) {
    const auto front_end = make_front_end(name);
    const auto memory = front_end->open_memory();
    Frames frames;
    memory->compute(0, std::span(signal).first(16000), frames);
    const Frames before = frames;
    memory->compute(1600, std::span(none).first(16000), frames);
    const Frames silent = front_end->compute(none);
    // The last value of a part tells: mel bands and energy change with the signal. It is read far from the window's ends,
    // where prosody sees beyond a frame.
    for (const std::size_t value : last_values(name)) {
      for (std::size_t i = 8; i < 80; ++i) EXPECT_EQ(frames[i][value], before[i + 10][value]) << name << ' ' << i;
      for (std::size_t i = 88; i < frames.count(); ++i) EXPECT_EQ(frames[i][value], silent[0][value]) << name << ' ' << i;
    }
  }
}

}  // namespace
}  // namespace affectus
