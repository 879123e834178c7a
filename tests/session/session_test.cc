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
#include <stdexcept>
#include <thread>

#include "affectus/batch.h"
#include "affectus/error.h"
#include "affectus/model_folder.h"
#include "expect_rows.h"
#include "failure.h"
#include "model/sample_network.h"
#include "temporary_folder.h"
#include "wave_file.h"

namespace affectus {
namespace {

namespace fs = std::filesystem;

using testing::failure;
using testing::failure_code;

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

  // Stereo at 44.1 kHz, of 16 bits; a second of it is not a whole number of samples at 16 kHz.
  std::vector<float> stereo() const {
    const std::vector<float> mono = read_audio(recording);
    std::vector<float> samples;
    for (std::size_t i = 0; i < 6 * 44100; ++i) {
      const std::size_t place = i * 16000 / 44100;
      for (const float value : {mono[place], 0.5F * mono[place + 3000]})
        samples.push_back(std::round(32767 * value) / 32768);
    }
    return samples;
  }

  // A model of others that does `work` before it says anything of a window.
  static std::shared_ptr<const Model> model_that(std::function<void()> work) {
    struct Network : SampleEstimator {
      std::size_t shortest_samples() const override { return 1; }
      Estimate estimate(std::span<const float>) const override {
        work();
        return {.dimensions = {0, 0, 0}, .deviations = {}, .categories = {}, .embedding = {}};
      }
      std::function<void()> work;
    };
    ModelConfig config;
    config.dimensions = {"activation", "valence", "dominance"};
    config.longest_training_input_s = 10;
    auto network = std::make_unique<Network>();
    network->work = std::move(work);
    return Model::wrap(config, std::move(network));
  }

  std::shared_ptr<const Model> model_ = load_model_folder(AFFECTUS_SOURCE_DIR "/models/affectus");
  PredictionOptions live_ = {.window_s = 3.0, .hop_s = 0.25, .embedding = true, .windows_together = 1};
};

TEST_F(SessionTest, WindowsOfManySessionsAreScoredTogether) {
  const std::vector<EmotionSegment> expected = of_file(recording, live_);
  const std::vector<float> samples = read_audio(recording);
  PredictionOptions together = live_;
  together.windows_together = 16;
  std::vector<Session> sessions;
  for (int i = 0; i < 3; ++i) sessions.emplace_back(model_, SessionOptions{.prediction = together});
  std::vector<std::vector<EmotionSegment>> rows(sessions.size());
  Model::Workspace workspace;
  std::size_t largest = 0;
  for (std::size_t done = 0; done < samples.size(); done += 12345) {
    std::vector<SampleWindow> windows;
    std::vector<std::size_t> counts;
    for (std::size_t i = 0; i < sessions.size(); ++i) {
      sessions[i].push(std::span(samples).subspan(done, std::min<std::size_t>(12345, samples.size() - done)), rows[i]);
      sessions[i].add_waiting(windows);
      counts.push_back(windows.size());
    }
    std::vector<WindowEstimate> estimates(windows.size());
    model_->estimate(windows, workspace, estimates);
    largest = std::max(largest, windows.size());
    for (std::size_t i = 0, from = 0; i < sessions.size(); from = counts[i++])
      sessions[i].settle(std::span(estimates).subspan(from, counts[i] - from), rows[i]);
  }
  EXPECT_GE(largest, 9U);
  for (std::size_t i = 0; i < sessions.size(); ++i) {
    sessions[i].finish(rows[i]);
    testing::expect_same_rows(rows[i], expected);
  }
  std::vector<WindowEstimate> one_too_many(1);
  Session session(model_, {.prediction = together});
  EXPECT_EQ(failure_code([&] { session.settle(one_too_many, rows[0]); }), ErrorCode::invalid_argument);
}

TEST_F(SessionTest, ATailIsTheRowThatWouldEndTheSignalAndComesOnce) {
  const std::vector<float> samples = read_audio(recording);
  const std::span<const float> two = std::span(samples).first(32000), four = std::span(samples).first(66000);
  Session session(model_, {.prediction = live_});
  std::vector<EmotionSegment> rows;
  session.add_tail();  // of nothing
  session.push(two, rows);
  for (int i = 0; i < 2; ++i) {
    session.add_tail();
    session.flush(rows);
  }
  Session shorter(model_, {.prediction = live_});
  std::vector<EmotionSegment> expected = push(shorter, two, 1000);
  ASSERT_EQ(expected.size(), 1U);
  session.push(four.subspan(two.size()), rows);
  session.add_tail();
  session.flush(rows);
  session.finish(rows);
  Session longer(model_, {.prediction = live_});
  std::ranges::copy(push(longer, four, 1000), std::back_inserter(expected));
  testing::expect_same_rows(rows, expected);
}

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

TEST_F(SessionTest, RowsThatABaselineShiftsEqualTheFiles) {
  model_ = testing::wrapped_model(std::make_unique<testing::LoudnessNetwork>());
  const std::vector<float> samples = read_audio(recording);
  const std::vector<std::byte> bytes = bytes_of(recording);
  const Baseline known{.voices = {{"", neutral_voice(model_, recording, {.prediction = live_})}}};
  for (const Baseline& baseline : {Baseline{.running = true}, known}) {
    live_.baseline = baseline;
    PredictionOptions together = live_;
    together.windows_together = 16;
    const auto expected = of_file(recording, together);
    ASSERT_GT(expected.size(), 80U);
    EXPECT_LT(*expected.back().activation, *expected.back().activation_raw - 0.1);
    Session session(model_, {.prediction = live_});
    for (const std::size_t piece : {1000U, 64000U}) {
      testing::expect_same_rows(push(session, samples, piece), expected);
      session.reset();
    }
    std::vector<EmotionSegment> rows;
    session.push_encoded(bytes, rows);
    session.finish(rows);
    testing::expect_same_rows(rows, expected);
  }
}

TEST_F(SessionTest, EachChannelHasARunningBaseline) {
  model_ = testing::wrapped_model(std::make_unique<testing::LoudnessNetwork>());
  live_.baseline = Baseline{.running = true};
  const auto channel = [&](ChannelChoice choice) {
    Session session(model_, {.sampling_rate = 44100, .channels = 2, .channel = choice, .prediction = live_});
    return push(session, stereo(), std::size_t{2 * 3000});
  };
  const auto each = channel({ChannelChoice::Kind::each});
  for (const int index : {0, 1}) {
    const auto alone = channel({ChannelChoice::Kind::one, index});
    ASSERT_EQ(each.size(), 2 * alone.size());
    for (std::size_t i = 0; i < alone.size(); ++i) {
      const EmotionSegment& row = each[2 * i + static_cast<std::size_t>(index)];
      EXPECT_EQ(row.channel, index);
      EXPECT_EQ(row.activation, alone[i].activation);
      EXPECT_EQ(row.activation_raw, alone[i].activation_raw);
    }
    EXPECT_NE(alone.back().activation, alone.back().activation_raw);
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
  const testing::TemporaryFolder folder;
  const fs::path file = folder / "stereo.wav";
  std::vector<float> of_full_scale = samples;
  for (float& sample : of_full_scale) sample *= 32768.0F / 32767;
  testing::write_wave(file, of_full_scale, 44100, 2);
  for (const ChannelChoice choice :
       {ChannelChoice{}, ChannelChoice{ChannelChoice::Kind::one, 1}, ChannelChoice{ChannelChoice::Kind::each, 0}}) {
    const SessionOptions options{.sampling_rate = 44100, .channels = 2, .channel = choice, .prediction = live_};
    const auto expected = of_file(file, live_, choice);
    for (const std::size_t piece : {samples.size(), std::size_t{2 * 313}}) {
      Session session(model_, options);
      testing::expect_same_rows(push(session, samples, piece), expected);
    }
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
  Session* impatient = nullptr;
  const auto model = model_that([&] {
    if (impatient != nullptr) impatient->cancel();
  });
  Session session(model, {.prediction = {.window_s = 1.0, .windows_together = 1}});
  impatient = &session;
  std::vector<EmotionSegment> rows;
  EXPECT_EQ(failure_code([&] { session.push_encoded(bytes_of(recording), rows); }), ErrorCode::cancelled);
  EXPECT_LT(session.received_s(), 4);
  impatient = nullptr;
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
  nonsense.push_encoded(zeros, rows);  // FFmpeg asks for more
  EXPECT_EQ(failure_code([&] { nonsense.finish(rows); }), ErrorCode::invalid_format);
  Session empty(model_, {});
  empty.finish(rows);
  EXPECT_TRUE(rows.empty());
  const std::vector<std::byte> bytes = bytes_of(recording);
  Session left(model_, {});
  left.push_encoded(std::span(bytes).first(20000), rows);
}

// What comes after it must not pass for all that there is.
TEST_F(SessionTest, NothingButAResetFollowsBytesThatFailed) {
  const testing::TemporaryFolder folder;
  testing::write_wave(folder / "slow.wav", std::vector<float>(200000, 0.1F), 1000);
  const std::vector<std::byte> bytes = bytes_of(folder / "slow.wav");
  Session session(model_, {.prediction = live_});
  std::vector<EmotionSegment> rows;
  EXPECT_EQ(failure_code([&] { session.push_encoded(bytes, rows); }), ErrorCode::invalid_format);
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(failure_code([&] { session.push_encoded(bytes, rows); }), ErrorCode::invalid_argument);
    EXPECT_EQ(failure_code([&] { session.flush(rows); }), ErrorCode::invalid_argument);
    EXPECT_EQ(failure_code([&] { session.finish(rows); }), ErrorCode::invalid_argument);
  }
  session.reset();
  session.push_encoded(bytes_of(recording), rows);
  session.finish(rows);
  testing::expect_same_rows(rows, of_file(recording, live_));
}

TEST_F(SessionTest, NothingButAResetFollowsAFinishThatFailed) {
  Session session(model_, {});
  std::vector<EmotionSegment> rows;
  session.push_encoded(std::vector<std::byte>(100), rows);
  EXPECT_EQ(failure_code([&] { session.finish(rows); }), ErrorCode::invalid_format);
  EXPECT_EQ(failure_code([&] { session.finish(rows); }), ErrorCode::invalid_argument);
}

TEST_F(SessionTest, ASecondFinishGivesNoMoreRows) {
  Session session(model_, {.prediction = live_});
  const auto rows = push(session, std::vector<float>(32000, 0.1F), 1000);
  std::vector<EmotionSegment> more;
  session.finish(more);
  EXPECT_EQ(rows.size(), 1U);
  EXPECT_TRUE(more.empty());
}

// In one call, of several channels, also where several windows are scored together.
TEST_F(SessionTest, RowsThatAreKnownBeforeAFailureAreGiven) {
  for (const std::size_t together : {1U, 2U})
    for (const bool each : {false, true}) {
      std::size_t asked = 0;
      const auto model = model_that([&] {
        if (++asked == (each ? 11 : 5)) throw std::runtime_error("odd weights");
      });
      Session session(model, {.channels = 2,
                              .channel = {each ? ChannelChoice::Kind::each : ChannelChoice::Kind::mix},
                              .prediction = {.window_s = 0.1, .hop_s = 0.1, .windows_together = together}});
      std::vector<EmotionSegment> rows;
      const std::string message =
          failure([&] { session.push(std::vector<float>(2 * 16000, 0.1F), rows); }, ErrorCode::unsupported);
      EXPECT_NE(message.find("odd weights"), std::string::npos) << message;
      // Of each channel: all ten windows of the second are scored of the first one before any of the next.
      EXPECT_EQ(rows.size(), each ? 0U : 4U) << together;
      EXPECT_EQ(failure_code([&] { session.push(std::vector<float>(2), rows); }), ErrorCode::invalid_argument);
      session.reset();
      rows.clear();
      session.push(std::vector<float>(2 * 16000, 0.1F), rows);
      session.finish(rows);
      EXPECT_EQ(rows.size(), each ? 20U : 10U);
    }
}

TEST_F(SessionTest, ARefusedArgumentDoesNotEndTheSession) {
  Session session(model_, {.channels = 2, .prediction = live_});
  std::vector<EmotionSegment> rows;
  EXPECT_EQ(failure_code([&] { session.push(std::vector<float>(3), rows); }), ErrorCode::invalid_argument);
  session.push(std::vector<float>(2 * 48000, 0.1F), rows);
  EXPECT_EQ(failure_code([&] { session.push_encoded({}, rows); }), ErrorCode::invalid_argument);
  session.finish(rows);
  EXPECT_EQ(rows.size(), 1U);
}

TEST_F(SessionTest, ASignalWithoutSpeechHasTheWarningOfItsFile) {
  const testing::TemporaryFolder folder;
  const std::vector<float> silence(64000, 0.0F);
  testing::write_wave(folder / "silence.wav", silence);
  Session samples(model_, {.prediction = live_}), bytes(model_, {.prediction = live_});
  push(samples, silence, 1000);
  std::vector<EmotionSegment> rows;
  bytes.push_encoded(bytes_of(folder / "silence.wav"), rows);
  EXPECT_TRUE(bytes.warnings().empty()) << "speech may still come";
  bytes.finish(rows);
  for (Session* session : {&samples, &bytes}) {
    EXPECT_EQ(session->warnings(), std::vector{Warning::no_speech});
    session->reset();
    EXPECT_TRUE(session->warnings().empty());
    push(*session, read_audio(recording), 16000);
    EXPECT_TRUE(session->warnings().empty());
  }
}

TEST_F(SessionTest, OptionsOutOfRangeAreRefused) {
  for (const SessionOptions& options :
       {SessionOptions{.sampling_rate = 0}, SessionOptions{.channels = 0},
        SessionOptions{.channels = 2, .channel = {ChannelChoice::Kind::one, 2}}, SessionOptions{.recording = {.track = -1}},
        SessionOptions{.recording = {.raw = RawFormat{.rate_hz = 1}}},
        SessionOptions{.recording = {.max_duration_s = std::numeric_limits<double>::quiet_NaN()}},
        SessionOptions{.recording = {.max_duration_s = 0}}, SessionOptions{.prediction = {.window_s = -1}},
        SessionOptions{.prediction = {.windows_together = 0}}})
    EXPECT_EQ(failure_code([&] { Session(model_, options); }), ErrorCode::invalid_argument);
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

TEST_F(SessionTest, ChannelsThatCancelAreMarkedInSamplesAndInBytes) {
  const std::vector<float> left = read_audio(recording);
  std::vector<float> both;
  for (std::size_t i = 0; i < 6 * 16000; ++i) {
    both.push_back(left[i]);
    both.push_back(-left[i]);
  }
  const testing::TemporaryFolder folder;
  testing::write_wave(folder / "a.wav", both, 16000, 2);
  Session samples(model_, {.channels = 2, .prediction = live_}), encoded(model_, {.prediction = live_});
  const std::vector<EmotionSegment> rows = push(samples, both, 3200);
  std::vector<EmotionSegment> others;
  encoded.push_encoded(bytes_of(folder / "a.wav"), others);
  encoded.finish(others);
  for (const std::vector<EmotionSegment>& all : {rows, others, of_file(folder / "a.wav", live_)}) {
    ASSERT_EQ(all.size(), rows.size());
    for (const EmotionSegment& row : all) EXPECT_TRUE(std::ranges::count(row.warnings, Warning::channels_cancel));
  }
  const std::vector<Warning> expected = {Warning::no_speech, Warning::channels_cancel};
  EXPECT_EQ(samples.warnings(), expected);
  EXPECT_EQ(encoded.warnings(), expected);
}

}  // namespace
}  // namespace affectus
