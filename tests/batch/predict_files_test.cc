#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <limits>
#include <mutex>
#include <new>
#include <stdexcept>
#include <thread>

#include "affectus/batch.h"
#include "affectus/error.h"
#include "affectus/model_folder.h"
#include "expect_rows.h"
#include "model/sample_network.h"
#include "recording_sample.h"
#include "temporary_folder.h"
#include "wave_file.h"

namespace affectus {
namespace {

using testing::recording_sample;

namespace fs = std::filesystem;

class Collector : public ResultCollector {
 public:
  void take(FileResult&& result) override { results.push_back(std::move(result)); }
  std::vector<FileResult> results;
};

// Says what a sink was told, in order.
class Record : public RowSink {
 public:
  void begin(const Recording& recording) override { told.push_back("begin " + recording.file); }
  void row(const EmotionSegment&) override {
    if (told.back() != "row") told.emplace_back("row");
  }
  void end(const RecordingEnd& end) override { told.push_back(end.failure ? "failed" : "end"); }
  std::vector<std::string> told;
};

// A network of another project that fails on some recordings, told apart by their first sample.
class Moody : public SampleEstimator {
 public:
  explicit Moody(std::atomic<int>* failures) : failures_(failures) {}
  std::size_t shortest_samples() const override { return 1; }
  Estimate estimate(std::span<const float> samples) const override {
    if (failures_ != nullptr && samples[0] > 0.4F) ++*failures_;
    if (samples[0] > 0.8F) throw std::bad_alloc();
    if (samples[0] > 0.6F) throw std::runtime_error("no mood for this");
    if (samples[0] > 0.4F) throw 42;
    return {.dimensions = {0.5F, samples[0], 0.5F}, .deviations = {}, .categories = {}, .embedding = {1}};
  }

 private:
  std::atomic<int>* failures_;
};

class PredictFilesTest : public ::testing::Test {
 protected:
  // 16 bit, mono, 16 kHz, of one value.
  fs::path constant(const std::string& name, float value, double seconds) const {
    const auto count = static_cast<std::uint32_t>(seconds * 16000), bytes = 2 * count;
    std::ofstream out(folder_ / name, std::ios::binary);
    const auto number = [&](std::uint32_t one, int size) { out.write(reinterpret_cast<const char*>(&one), size); };
    out << "RIFF";
    number(36 + bytes, 4);
    out << "WAVEfmt ";
    number(16, 4), number(1, 2), number(1, 2), number(16000, 4), number(32000, 4), number(2, 2), number(16, 2);
    out << "data";
    number(bytes, 4);
    for (std::uint32_t i = 0; i < count; ++i) number(static_cast<std::uint16_t>(value * 32767), 2);
    return folder_ / name;
  }

  static std::shared_ptr<const Model> moody(std::atomic<int>* failures = nullptr) {
    ModelConfig config;
    config.name = "moody";
    config.dimensions = {"activation", "valence", "dominance"};
    config.scale_low = 0;
    config.scale_high = 1;
    config.longest_training_input_s = 10;
    return Model::wrap(config, std::make_unique<Moody>(failures));
  }

  testing::TemporaryFolder folder_;
  std::shared_ptr<const Model> model_ = load_model_folder(AFFECTUS_SOURCE_DIR "/models/affectus");
};

TEST_F(PredictFilesTest, RowsDoNotDependOnThreadsOrOnWhatWaitsTogether) {
  std::vector<FileTask> tasks;
  for (int i = 0; i < 7; ++i) tasks.push_back({.name = std::to_string(i), .path = recording_sample});
  tasks[2] = {.name = "2",
              .path = recording_sample,
              .intervals = {{.start_s = 3, .end_s = 5}, {.start_s = 1, .end_s = 20}},
              .has_intervals = true};
  tasks[4].path = constant("short.wav", 0.1F, 0.3);
  Collector expected;
  predict_files(model_, tasks, {.prediction = {.window_s = 2, .hop_s = 0.4, .embedding = true}}, expected);
  ASSERT_EQ(expected.results.size(), 7U);
  for (const std::size_t threads : {1U, 2U, 5U})
    for (const std::size_t together : {1U, 3U, 16U}) {
      Collector found;
      predict_files(
          model_, tasks,
          {.prediction = {.window_s = 2, .hop_s = 0.4, .embedding = true, .windows_together = together}, .threads = threads},
          found);
      ASSERT_EQ(found.results.size(), 7U);
      for (std::size_t i = 0; i < 7; ++i) {
        EXPECT_EQ(found.results[i].file, std::to_string(i));
        testing::expect_same_rows(found.results[i].segments, expected.results[i].segments);
      }
    }
}

// Two different halves of the speech side by side, and a third channel of silence.
TEST_F(PredictFilesTest, AnIntervalOfAChannelIsThatChannelAlone) {
  const std::vector<float> samples = read_audio(recording_sample);
  constexpr std::size_t count = 10 * sample_rate_hz;
  std::vector<float> interleaved;
  for (std::size_t i = 0; i < count; ++i)
    for (const float one : {samples[i], samples[i + count], 0.0F}) interleaved.push_back(one);
  testing::write_wave(folder_ / "call.wav", interleaved, sample_rate_hz, 3);
  const std::vector<Interval> intervals = {{.start_s = 4, .end_s = 9, .label = "late", .channel = 1},
                                           {.start_s = 0, .end_s = 3, .label = "early", .channel = 0},
                                           {.start_s = 0, .end_s = 60, .label = "cut", .channel = 1},
                                           {.start_s = 1, .end_s = 4, .label = "mix"},
                                           {.start_s = 0, .end_s = 3, .label = "same time", .channel = 1}};
  for (const PredictionOptions& prediction :
       {PredictionOptions{.embedding = true}, PredictionOptions{.window_s = 1, .hop_s = 0.4, .embedding = true}}) {
    std::vector<std::vector<EmotionSegment>> expected(3);
    for (int channel = 0; channel < 3; ++channel) {
      std::vector<Interval> own = intervals;
      for (Interval& interval : own) interval.channel.reset();
      const auto kind = channel < 2 ? ChannelChoice::Kind::one : ChannelChoice::Kind::mix;
      Collector alone;
      predict_files(model_, {{.name = "a", .path = folder_ / "call.wav", .intervals = own, .has_intervals = true}},
                    {.prediction = prediction, .channels = {.kind = kind, .index = channel}}, alone);
      expected[static_cast<std::size_t>(channel)] = alone.results.at(0).segments;
    }
    for (const std::size_t threads : {1U, 4U}) {
      Collector found;
      predict_files(model_, {{.name = "a", .path = folder_ / "call.wav", .intervals = intervals, .has_intervals = true}},
                    {.prediction = prediction, .threads = threads}, found);
      const FileResult& result = found.results.at(0);
      ASSERT_FALSE(result.failure) << result.failure->message;
      ASSERT_EQ(result.segments.size(), expected[0].size());
      for (std::size_t i = 0; i < result.segments.size(); ++i) {
        EmotionSegment row = result.segments[i];
        EXPECT_EQ(row.label, expected[0][i].label) << "in the order of the intervals";
        if (row.label == "mix") {
          EXPECT_FALSE(row.channel);
          EXPECT_NEAR(*row.valence, *expected[2][i].valence, 1e-2);  // not mixed at the same place, so not to the last bit
          continue;
        }
        ASSERT_EQ(row.channel, row.label == "early" ? 0 : 1);
        const EmotionSegment& alone = expected[static_cast<std::size_t>(*row.channel)][i];
        row.channel.reset();
        testing::expect_same_rows({row}, {alone});
      }
      EXPECT_THAT(result.warnings, ::testing::ElementsAre(Warning::beyond_end));
    }
  }
}

// Whatever is scored when: the rows of a voice are those of its intervals alone.
TEST_F(PredictFilesTest, EachVoiceHasARunningBaseline) {
  const auto model = testing::wrapped_model(std::make_unique<testing::LoudnessNetwork>());
  const std::vector<float> samples = read_audio(recording_sample);
  std::vector<float> interleaved;
  for (std::size_t i = 0; i < 12 * sample_rate_hz; ++i)
    for (const float one : {samples[i], 0.5F * samples[i + 3000]}) interleaved.push_back(one);
  testing::write_wave(folder_ / "call.wav", interleaved, sample_rate_hz, 2);
  std::vector<Interval> intervals;
  for (const double start_s : {6.0, 0.0, 9.0, 3.0})
    for (const int channel : {0, 1})
      intervals.push_back(
          {.start_s = start_s, .end_s = start_s + 3, .speaker = start_s > 4 ? "Anna" : "Ben", .channel = channel});
  const auto rows_of = [&](const std::vector<Interval>& list, std::size_t threads, std::size_t together) {
    Collector found;
    predict_files(
        model, {{.name = "a", .path = folder_ / "call.wav", .intervals = list, .has_intervals = true}},
        {.prediction = {.window_s = 1, .hop_s = 0.4, .windows_together = together, .baseline = Baseline{.running = true}},
         .threads = threads},
        found);
    return found.results.at(0).segments;
  };
  const auto expected = rows_of(intervals, 1, 1);
  for (const std::size_t threads : {1U, 4U})
    for (const std::size_t together : {3U, 16U}) testing::expect_same_rows(rows_of(intervals, threads, together), expected);
  for (const std::string speaker : {"Anna", "Ben"})
    for (const int channel : {0, 1}) {
      const auto is_voice = [&](const auto& one) { return one.speaker == speaker && one.channel == channel; };
      std::vector<Interval> own;
      std::ranges::copy_if(intervals, std::back_inserter(own), is_voice);
      std::vector<EmotionSegment> rows;
      std::ranges::copy_if(expected, std::back_inserter(rows), is_voice);
      testing::expect_same_rows(rows_of(own, 1, 16), rows);
      EXPECT_LT(*rows.back().activation, *rows.back().activation_raw - 0.05);
    }
}

TEST_F(PredictFilesTest, AnIntervalOfAChannelThatIsNotThereIsTheRecordingsFailure) {
  Collector found;
  const std::vector<Interval> intervals = {{.start_s = 0, .end_s = 1, .channel = 0},
                                           {.start_s = 0, .end_s = 1, .channel = 1}};
  predict_files(
      model_,
      {{.name = "a", .path = recording_sample, .intervals = intervals, .has_intervals = true}, {"b", recording_sample}}, {},
      found);
  ASSERT_TRUE(found.results.at(0).failure);
  EXPECT_EQ(found.results[0].failure->code, ErrorCode::invalid_argument);
  EXPECT_THAT(found.results[0].failure->message, ::testing::HasSubstr("a: expected intervals of its channels"));
  EXPECT_FALSE(found.results.at(1).failure);
}

TEST_F(PredictFilesTest, EachIntervalBeyondTheEndIsWarnedOf) {
  const std::vector<Interval> intervals = {{.start_s = 1, .end_s = 60},
                                           {.start_s = 100, .end_s = 110},
                                           {.start_s = 5, .end_s = 5},
                                           {.start_s = 2, .end_s = 3},
                                           {.start_s = 90, .end_s = std::numeric_limits<double>::infinity()}};
  for (const PredictionOptions& prediction : {PredictionOptions{}, PredictionOptions{.window_s = 1}}) {
    std::vector<std::string> messages;
    Collector found;
    predict_files(model_, {{.name = "a", .path = constant("a.wav", 0.1F, 4), .intervals = intervals, .has_intervals = true}},
                  {.prediction = prediction}, found,
                  {.warning = [&](const std::string&, const std::string& message) { messages.push_back(message); }});
    for (const char* message : {"from 1 to 60 s reaches beyond its end at 4 s", "from 100 to 110 s lies beyond its end",
                                "from 5 to 5 s is empty", "from 90 s to the end lies beyond its end at 4 s"})
      EXPECT_THAT(messages, ::testing::Contains(::testing::HasSubstr(message)));
    EXPECT_THAT(found.results.at(0).warnings, ::testing::Contains(Warning::beyond_end));
    for (const EmotionSegment& row : found.results[0].segments) {
      const bool is_cut = row.start_s == 3 || row.end_s == 60;
      EXPECT_EQ(std::ranges::count(row.warnings, Warning::beyond_end), is_cut ? 1 : 0) << row.start_s << " to " << row.end_s;
    }
  }
}

TEST_F(PredictFilesTest, RecordingsComeInTheOrderOfTheTasksWhateverTheirLength) {
  std::vector<FileTask> tasks;
  std::vector<std::string> expected;
  for (int i = 0; i < 30; ++i) {
    const std::string name = std::to_string(i);
    tasks.push_back({.name = name, .path = i % 3 == 0 ? recording_sample : constant(name + ".wav", 0.1F, 0.2)});
    for (const std::string& one : {"begin " + name, std::string("row"), std::string("end")}) expected.push_back(one);
  }
  Record record;
  predict_files(model_, tasks, {.prediction = {.window_s = 1}, .threads = 4}, record);
  EXPECT_EQ(record.told, expected);
}

// A bound smaller than what a recording has must not stop the run.
TEST_F(PredictFilesTest, RecordingsAheadOfTheirTurnHoldFewRows) {
  const std::vector<FileTask> tasks(6, FileTask{.name = "speech", .path = recording_sample});
  Collector unbounded;
  predict_files(model_, tasks, {.prediction = {.window_s = 1, .hop_s = 0.25}, .threads = 4}, unbounded);
  for (const std::size_t rows_ahead : {0U, 1U, 20U}) {
    Collector bounded;
    predict_files(model_, tasks, {.prediction = {.window_s = 1, .hop_s = 0.25}, .threads = 4, .rows_ahead = rows_ahead},
                  bounded);
    ASSERT_EQ(bounded.results.size(), 6U);
    for (std::size_t i = 0; i < 6; ++i)
      testing::expect_same_rows(bounded.results[i].segments, unbounded.results[i].segments);
  }
}

TEST_F(PredictFilesTest, WhateverFailsIsOneRecordingsFailureAndNoOthers) {
  const auto model = moody();
  std::vector<FileTask> tasks;
  const auto add = [&](const std::string& name, float value) {
    tasks.push_back({.name = name, .path = constant(name, value, 0.2)});
  };
  add("a.wav", 0.1F), add("memory.wav", 0.9F), add("b.wav", 0.2F), add("library.wav", 0.7F), add("c.wav", 0.3F),
      add("number.wav", 0.5F);
  tasks.push_back({.name = "gone.wav", .path = folder_ / "gone.wav"});
  add("d.wav", 0.35F);
  for (const std::size_t threads : {1U, 3U}) {
    Collector found;
    predict_files(model, tasks, {.threads = threads}, found);
    ASSERT_EQ(found.results.size(), tasks.size());
    std::vector<std::string> failed;
    for (const FileResult& result : found.results) {
      EXPECT_EQ(result.segments.empty(), result.failure.has_value()) << result.file;
      if (!result.failure) continue;
      failed.push_back(result.file + ": " + to_string(result.failure->code));
      EXPECT_THAT(result.failure->message, ::testing::HasSubstr(result.file));
    }
    EXPECT_THAT(failed, ::testing::ElementsAre("memory.wav: unsupported", "library.wav: unsupported",
                                               "number.wav: unsupported", "gone.wav: not_found"));
  }
}

TEST_F(PredictFilesTest, StopEndsTheRunAndIsThrown) {
  const std::vector<FileTask> tasks(50, FileTask{.name = "speech", .path = recording_sample});
  std::atomic<bool> stop = false;
  Collector found;
  try {
    predict_files(model_, tasks, {.prediction = {.window_s = 1, .hop_s = 0.05}, .threads = 3, .stop = &stop}, found,
                  {.progress = [&](const BatchProgress&) { stop = true; }});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::cancelled);
  }
  EXPECT_LT(found.results.size(), tasks.size());
}

TEST_F(PredictFilesTest, WhatASinkOrAnObserverThrowsEndsTheRun) {
  struct Full : Collector {
    void row(const EmotionSegment& row) override {
      if (++rows == 20) throw Error(ErrorCode::unwritable, "the disk is full");
      Collector::row(row);
    }
    int rows = 0;
  };
  const std::vector<FileTask> tasks(10, FileTask{.name = "speech", .path = recording_sample});
  for (const std::size_t threads : {1U, 4U}) {
    Full full;
    EXPECT_THROW(predict_files(model_, tasks, {.prediction = {.window_s = 1}, .threads = threads}, full), Error);
    Collector found;
    EXPECT_THROW(predict_files(model_, tasks, {.threads = threads}, found,
                               {.progress = [](const BatchProgress&) { throw std::runtime_error("no"); }}),
                 std::runtime_error);
  }
}

// The sink may ask for time, or for the run's own locks: it is called without them, one call at a time.
TEST_F(PredictFilesTest, TheSinkIsCalledOneCallAtATime) {
  struct Slow : Collector {
    void row(const EmotionSegment& row) override {
      EXPECT_EQ(++inside, 1);
      std::this_thread::yield();
      Collector::row(row);
      --inside;
    }
    std::atomic<int> inside = 0;
  } slow;
  const std::vector<FileTask> tasks(6, FileTask{.name = "speech", .path = recording_sample});
  predict_files(model_, tasks, {.prediction = {.window_s = 1, .hop_s = 0.2}, .threads = 4}, slow);
  EXPECT_EQ(slow.results.size(), 6U);
}

// A pipe's rows come while it is still open; those of the recording behind it wait for its end.
TEST_F(PredictFilesTest, ThePipeWhoseTurnItIsStreams) {
  const fs::path pipe = folder_ / "pipe.wav", file = constant("file.wav", 0.2F, 5);
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  struct Waiter : Record {
    void row(const EmotionSegment& row) override {
      Record::row(row);
      const std::lock_guard lock(mutex);
      ++rows;
      changed.notify_all();
    }
    bool wait_for(int count) {
      std::unique_lock lock(mutex);
      return changed.wait_for(lock, std::chrono::seconds(60), [&] { return rows >= count; });
    }
    std::mutex mutex;
    std::condition_variable changed;
    int rows = 0;
  } waiter;
  std::thread run([&] {
    predict_files(model_, {{.name = "pipe", .path = pipe}, {.name = "file", .path = file}},
                  {.prediction = {.window_s = 1}, .threads = 2}, waiter);
  });
  {
    std::ifstream source(file, std::ios::binary);
    std::ofstream out(pipe, std::ios::binary);
    std::vector<char> bytes(44 + 2 * 16000 * 3);  // three seconds: FFmpeg looks at 64 KB before it begins
    source.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size())).flush();
    EXPECT_TRUE(waiter.wait_for(3));  // while more may come
    bytes.assign(2 * 16000 * 2, 0);
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size())).flush();
  }
  run.join();
  EXPECT_THAT(waiter.told, ::testing::ElementsAre("begin pipe", "row", "end", "begin file", "row", "end"));
  EXPECT_EQ(waiter.rows, 10);
}

// Recordings that failed ahead of their turn wait for it without their file.
TEST_F(PredictFilesTest, FailedRecordingsThatWaitAreClosed) {
  const fs::path pipe = folder_ / "pipe.wav", speaks = constant("speaks.wav", 0.2F, 3);
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  std::vector<FileTask> tasks = {{.name = "pipe", .path = pipe}};
  for (int i = 0; i < 5; ++i) {
    const std::string name = "bad" + std::to_string(i);
    tasks.push_back({.name = name, .path = constant(name + ".wav", 0.9F, 100)});
  }
  const auto open_files = [&] {
    int count = 0;
    for (const fs::directory_entry& entry : fs::directory_iterator("/proc/self/fd")) {
      std::error_code gone;  // closed meanwhile
      count += fs::read_symlink(entry, gone).filename().string().starts_with("bad") ? 1 : 0;
    }
    return count;
  };
  const auto becomes = [&](const std::function<bool(int)>& holds) {
    for (int i = 0; i < 6000 && !holds(open_files()); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10));
    return holds(open_files());
  };
  Record record;
  std::atomic<int> tried = 0;
  std::thread run([&] { predict_files(moody(&tried), tasks, {.prediction = {.window_s = 1}, .threads = 3}, record); });
  {
    std::ifstream source(speaks, std::ios::binary);
    std::ofstream out(pipe, std::ios::binary);
    for (int i = 0; i < 6000 && tried < 5; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10));
    EXPECT_GE(tried, 5);
    EXPECT_TRUE(becomes([](int count) { return count == 0; }));
    out << source.rdbuf();
  }
  run.join();
  EXPECT_EQ(std::ranges::count(record.told, "failed"), 5);
}

TEST_F(PredictFilesTest, IntervalsInMillisecondsAreSuspected) {
  const std::string file = constant("a.wav", 0.1F, 4);
  const auto is_suspected = [&](const std::vector<Interval>& intervals) {
    bool found = false;
    Collector collector;
    predict_files(model_, {{.name = "a", .path = file, .intervals = intervals, .has_intervals = true}}, {}, collector,
                  {.warning = [&](const std::string&, const std::string& message) {
                    found = found || message.find("are the times in milliseconds?") != std::string::npos;
                  }});
    return found;
  };
  EXPECT_TRUE(is_suspected({{.start_s = 500, .end_s = 1500}, {.start_s = 1500, .end_s = 3900}}));
  EXPECT_TRUE(is_suspected({{.start_s = 0, .end_s = 1500}, {.start_s = 1500, .end_s = 3900}}));
  EXPECT_FALSE(is_suspected({{.start_s = 1, .end_s = 2}, {.start_s = 1500, .end_s = 3900}}));       // one is inside
  EXPECT_FALSE(is_suspected({{.start_s = 500, .end_s = 1500}, {.start_s = 4500, .end_s = 5000}}));  // would lie beyond still
  EXPECT_FALSE(is_suspected({{.start_s = 10, .end_s = 20}}));                                       // too short
  EXPECT_FALSE(is_suspected({{.start_s = 0, .end_s = 1500}}));                                      // all of it
}

// Says how far it is out of its depth.
class Stranger : public SampleEstimator {
 public:
  std::size_t shortest_samples() const override { return 1; }
  Estimate estimate(std::span<const float>) const override { return {.dimensions = {0, 0, 0}, .distance = 1.5F}; }
};

TEST_F(PredictFilesTest, ARecordingThatIsUnlikeWhatWasLearnedIsWarnedOf) {
  ModelConfig config = moody()->config();
  for (const double scale : {0.05, 1.0}) {
    config.familiarity_distances.clear();
    for (std::size_t i = 0; i < ModelConfig::distance_quantiles; ++i)
      config.familiarity_distances.push_back(scale * static_cast<double>(i));
    std::vector<std::string> messages;
    Collector collected;
    predict_files(Model::wrap(config, std::make_unique<Stranger>()), {{.name = "a", .path = recording_sample}}, {},
                  collected, {.warning = [&](const std::string& name, const std::string& message) {
                    messages.push_back(name + ": " + message);
                  }});
    const FileResult& result = collected.results.at(0);
    ASSERT_FALSE(result.segments.empty());
    if (scale < 1) {
      EXPECT_THAT(messages, ::testing::ElementsAre(::testing::HasSubstr("a: unlike all that the model has learned from")));
      EXPECT_THAT(result.warnings, ::testing::ElementsAre(Warning::out_of_depth));
      EXPECT_THAT(result.segments[0].warnings, ::testing::ElementsAre(Warning::out_of_depth));
      EXPECT_EQ(result.segments[0].familiarity, 0);
    } else {
      EXPECT_TRUE(messages.empty() && result.warnings.empty());
      EXPECT_NEAR(result.segments[0].familiarity.value(), 1 - 1.5 / 20, 1e-6);
    }
  }
}

TEST_F(PredictFilesTest, NothingToDoIsDone) {
  Collector found;
  predict_files(model_, {}, {.threads = 4}, found);
  EXPECT_TRUE(found.results.empty());
  EXPECT_THROW(predict_files(model_, {}, {.prediction = {.window_s = -1}}, found), Error);
}

TEST_F(PredictFilesTest, ProgressReachesTheEndAndWarningsNameTheRecording) {
  std::vector<std::string> warnings;
  BatchProgress last;
  Collector found;
  predict_files(
      model_,
      {{.name = "silence", .path = constant("silence.wav", 0, 1)},
       {.name = "beyond", .path = recording_sample, .intervals = {{.start_s = 1000, .end_s = 1001}}, .has_intervals = true}},
      {.threads = 2}, found,
      {.warning = [&](const std::string& name, const std::string& text) { warnings.push_back(name + ": " + text); },
       .progress = [&](const BatchProgress& progress) { last = progress; }});
  ASSERT_EQ(warnings.size(), 2U);
  EXPECT_THAT(warnings[0], ::testing::StartsWith("silence: no speech"));
  EXPECT_THAT(warnings[1], ::testing::StartsWith("beyond: the interval from 1000 to 1001 s lies beyond its end"));
  EXPECT_EQ(found.results[0].warnings, std::vector{Warning::no_speech});
  EXPECT_EQ(found.results[0].segments[0].warnings, std::vector{Warning::no_speech});
  EXPECT_EQ(found.results[1].warnings, std::vector{Warning::beyond_end});
  EXPECT_EQ(last.files_done, 2U);
  EXPECT_DOUBLE_EQ(last.fraction, 1);
}

}  // namespace
}  // namespace affectus
