// A session's rows are those of the whole recording, whatever comes in which pieces.
#include "affectus/session.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <thread>

#include "affectus/batch.h"
#include "affectus/error.h"
#include "affectus/model_folder.h"
#include "expect_rows.h"
#include "temporary_folder.h"

namespace affectus {
namespace {

namespace fs = std::filesystem;

const fs::path recording = AFFECTUS_SOURCE_DIR "/samples/sense_and_sensibility.flac";

std::vector<std::byte> bytes_of(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  const std::vector<char> bytes{std::istreambuf_iterator<char>(stream), {}};
  std::vector<std::byte> result(bytes.size());
  std::ranges::transform(bytes, result.begin(), [](char one) { return static_cast<std::byte>(one); });
  return result;
}

class SessionTest : public ::testing::Test {
 protected:
  std::vector<EmotionSegment> push(Session& session, std::span<const float> samples, std::size_t piece) const {
    std::vector<EmotionSegment> rows;
    for (std::size_t done = 0; done < samples.size(); done += piece)
      session.push(samples.subspan(done, std::min(piece, samples.size() - done)), rows);
    session.finish(rows);
    return rows;
  }

  // By the batch, as the program does it.
  std::vector<EmotionSegment> of_file(const fs::path& file, PredictionOptions options, ChannelChoice channels = {}) const {
    struct Collector : ResultCollector {
      void take(FileResult&& one) override { result = std::move(one); }
      FileResult result;
    } collector;
    predict_files(model_, {{.name = "x", .path = file}}, {.prediction = options, .channels = channels, .threads = 2},
                  collector);
    EXPECT_FALSE(collector.result.failure);
    return collector.result.segments;
  }

  // Stereo at 44.1 kHz; a second of it is not a whole number of samples at 16 kHz.
  std::vector<float> stereo() const {
    const std::vector<float> mono = read_audio(recording);
    std::vector<float> samples;
    for (std::size_t i = 0; i < 6 * 44100; ++i) {
      const std::size_t place = i * 16000 / 44100;
      samples.push_back(mono[place]);
      samples.push_back(0.5F * mono[place + 3000]);
    }
    return samples;
  }

  std::shared_ptr<const Model> model_ = load_model_folder(AFFECTUS_SOURCE_DIR "/models/affectus");
  PredictionOptions live_ = {.window_s = 3.0, .hop_s = 0.25, .embedding = true, .windows_together = 1};
};

TEST_F(SessionTest, RowsEqualTheFilesForSamplesAndForBytes) {
  PredictionOptions together = live_;
  together.windows_together = 16;
  const auto expected = of_file(recording, together);
  ASSERT_GT(expected.size(), 80U);
  const std::vector<float> samples = read_audio(recording);
  for (const std::size_t piece : {160U, 1000U, 16000U}) {
    Session session(model_, {.prediction = live_});
    testing::expect_same_rows(push(session, samples, piece), expected);
  }
  const std::vector<std::byte> bytes = bytes_of(recording);
  for (const std::size_t piece : {777U, 65536U, 1U << 24}) {
    Session session(model_, {.prediction = live_});
    std::vector<EmotionSegment> rows;
    for (std::size_t done = 0; done < bytes.size(); done += piece)
      session.push_encoded(std::span(bytes).subspan(done, std::min(piece, bytes.size() - done)), rows);
    session.finish(rows);
    testing::expect_same_rows(rows, expected);
    EXPECT_TRUE(session.warnings().empty());
  }
}

TEST_F(SessionTest, ARowComesWithItsWindowsLastSample) {
  Session session(model_, {.prediction = live_});
  const std::vector<float> samples = read_audio(recording);
  std::vector<EmotionSegment> rows;
  std::size_t pushed = 0;
  for (int row = 0; row < 5; ++row) {
    const std::size_t end = 48000 + static_cast<std::size_t>(row) * 4000;
    session.push(std::span(samples).subspan(pushed, end - 1 - pushed), rows);
    EXPECT_EQ(rows.size(), static_cast<std::size_t>(row));
    session.push(std::span(samples).subspan(end - 1, 1), rows);
    ASSERT_EQ(rows.size(), static_cast<std::size_t>(row) + 1);
    EXPECT_DOUBLE_EQ(rows.back().end_s, static_cast<double>(end) / 16000);
    pushed = end;
  }
}

TEST_F(SessionTest, RateAndChannelsAreThoseOfARecordingOfThem) {
  const std::vector<float> samples = stereo();
  for (const ChannelChoice choice :
       {ChannelChoice{}, ChannelChoice{ChannelChoice::Kind::one, 1}, ChannelChoice{ChannelChoice::Kind::each, 0}}) {
    const SessionOptions options{.sampling_rate = 44100, .channels = 2, .channel = choice, .prediction = live_};
    Session whole(model_, options);
    const auto expected = push(whole, samples, samples.size());
    Session pieces(model_, options);
    testing::expect_same_rows(push(pieces, samples, 2 * 313), expected);
    const bool each = choice.kind == ChannelChoice::Kind::each;
    ASSERT_GE(expected.size(), each ? 26U : 13U);
    EXPECT_EQ(expected[1].channel, each ? std::optional<int>(1) : std::nullopt);
    if (each) {
      EXPECT_EQ(expected[0].start_s, expected[1].start_s);
    }
  }
}

TEST_F(SessionTest, WhatIsNotFiniteCountsAsZeroAndIsSaid) {
  std::vector<float> samples = read_audio(recording);
  samples.resize(64000);
  std::vector<float> zeroed = samples;
  zeroed[100] = zeroed[50000] = 0;
  samples[100] = std::numeric_limits<float>::quiet_NaN();
  samples[50000] = -std::numeric_limits<float>::infinity();
  Session odd(model_, {.prediction = live_}), even(model_, {.prediction = live_});
  testing::expect_same_rows(push(odd, samples, 1000), push(even, zeroed, 1000));
  EXPECT_EQ(odd.warnings(), std::vector{Warning::damaged});
  EXPECT_TRUE(even.warnings().empty());
}

TEST_F(SessionTest, AnewAfterResetAndNotBefore) {
  const std::vector<float> samples = read_audio(recording);
  Session session(model_, {.prediction = live_});
  const auto first = push(session, samples, 5000);
  EXPECT_DOUBLE_EQ(session.received_s(), static_cast<double>(samples.size()) / 16000);
  std::vector<EmotionSegment> rows;
  EXPECT_THROW(session.push(samples, rows), Error);
  session.reset();
  EXPECT_EQ(session.received_s(), 0);
  session.push(std::span(samples).first(60000), rows);
  session.reset();
  testing::expect_same_rows(push(session, samples, 5000), first);
  EXPECT_THROW(
      {
        session.reset();
        session.push(samples, rows);
        session.push_encoded(bytes_of(recording), rows);
      },
      Error);
}

TEST_F(SessionTest, CancelIsHeardFromAnotherThread) {
  Session session(model_, {.prediction = live_});
  const std::vector<float> samples = read_audio(recording);
  std::atomic<bool> has_begun = false;
  std::thread other([&] {
    while (!has_begun) std::this_thread::yield();
    session.cancel();
  });
  std::vector<EmotionSegment> rows;
  std::optional<ErrorCode> code;
  try {
    for (int i = 0; i < 1000; ++i) {
      session.push(samples, rows);
      has_begun = true;
    }
  } catch (const Error& error) {
    code = error.code();
  }
  other.join();
  EXPECT_EQ(code, ErrorCode::cancelled);
  EXPECT_THROW(session.finish(rows), Error);
  session.reset();
  testing::expect_same_rows(push(session, samples, 4096), of_file(recording, live_));
}

// A call may bring hours: its rows are estimated while it is decoded, and a cancel is heard.
TEST_F(SessionTest, CancelIsHeardWhileBytesAreDecoded) {
  struct Impatient : SampleEstimator {
    std::size_t shortest_samples() const override { return 1; }
    Estimate estimate(std::span<const float>) const override {
      if (session != nullptr) session->cancel();
      return {.dimensions = {0, 0, 0}, .deviations = {}, .categories = {}, .embedding = {}};
    }
    Session* session = nullptr;
  };
  ModelConfig config;
  config.dimensions = {"activation", "valence", "dominance"};
  config.longest_training_input_s = 10;
  auto network = std::make_unique<Impatient>();
  Impatient& impatient = *network;
  Session session(Model::wrap(config, std::move(network)), {.prediction = {.window_s = 1.0, .windows_together = 1}});
  impatient.session = &session;
  std::vector<EmotionSegment> rows;
  EXPECT_THROW(session.push_encoded(bytes_of(recording), rows), Error);
  EXPECT_LT(session.received_s(), 4);
  impatient.session = nullptr;
  session.reset();
  rows.clear();
  session.push_encoded(bytes_of(recording), rows);
  session.finish(rows);
  EXPECT_EQ(rows.size(), static_cast<std::size_t>(std::ceil(session.received_s())));
}

TEST_F(SessionTest, ManySessionsShareAModel) {
  const std::vector<float> samples = read_audio(recording);
  const auto expected = of_file(recording, live_);
  std::vector<std::thread> threads;
  std::vector<std::vector<EmotionSegment>> found(4);
  for (std::size_t i = 0; i < found.size(); ++i)
    threads.emplace_back([&, i] {
      Session session(model_, {.prediction = live_});
      found[i] = push(session, samples, 1000 + 100 * i);
    });
  for (std::thread& thread : threads) thread.join();
  for (const auto& rows : found) testing::expect_same_rows(rows, expected);
}

TEST_F(SessionTest, BytesThatAreNoRecordingAreAnErrorAndASessionCanBeLeft) {
  std::vector<EmotionSegment> rows;
  Session nonsense(model_, {});
  const std::vector<std::byte> zeros(100000);
  EXPECT_THROW(
      {
        nonsense.push_encoded(zeros, rows);
        nonsense.finish(rows);
      },
      Error);
  Session empty(model_, {});
  empty.finish(rows);
  EXPECT_TRUE(rows.empty());
  const std::vector<std::byte> bytes = bytes_of(recording);
  Session left(model_, {});
  left.push_encoded(std::span(bytes).first(20000), rows);
}

TEST_F(SessionTest, OptionsOutOfRangeAreRefused) {
  for (const SessionOptions& options :
       {SessionOptions{.sampling_rate = 0}, SessionOptions{.channels = 0},
        SessionOptions{.channels = 2, .channel = {ChannelChoice::Kind::one, 2}},
        SessionOptions{.prediction = {.window_s = -1}}, SessionOptions{.prediction = {.windows_together = 0}}})
    EXPECT_THROW(Session(model_, options), Error);
  Session stereo(model_, {.channels = 2});
  std::vector<EmotionSegment> rows;
  EXPECT_THROW(stereo.push(std::vector<float>(3), rows), Error);
}

TEST_F(SessionTest, RowsInALateStartAreMarkedAsTheFilesAre) {
  const testing::TemporaryFolder folder;
  const std::string file = (folder / "late.mkv").string();
  ASSERT_EQ(std::system(("ffmpeg -v error -itsoffset 5 -t 4 -i " + recording.string() + " -c:a flac " + file).c_str()), 0);
  SessionOptions options{.prediction = live_};
  options.prediction.hop_s = 3.0;
  Session session(model_, options);
  std::vector<EmotionSegment> rows;
  const std::vector<std::byte> bytes = bytes_of(file);
  for (std::size_t done = 0; done < bytes.size(); done += 3000)
    session.push_encoded(std::span(bytes).subspan(done, std::min<std::size_t>(3000, bytes.size() - done)), rows);
  session.finish(rows);
  const std::vector<EmotionSegment> whole = of_file(file, options.prediction);
  ASSERT_EQ(rows.size(), 3U);
  ASSERT_EQ(whole.size(), 3U);
  for (std::size_t i = 0; i < rows.size(); ++i) EXPECT_EQ(rows[i].warnings, whole[i].warnings) << i;
  EXPECT_TRUE(std::ranges::count(rows[0].warnings, Warning::late_start));
  EXPECT_FALSE(std::ranges::count(rows[2].warnings, Warning::late_start));
  EXPECT_EQ(session.warnings(), std::vector{Warning::late_start});
}

}  // namespace
}  // namespace affectus
