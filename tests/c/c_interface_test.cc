#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <cmath>
#include <cstring>
#include <fstream>
#include <iterator>
#include <limits>
#include <memory>
#include <span>
#include <thread>
#include <vector>

#include "affectus/audio.h"
#include "affectus/c.h"
#include "affectus/error.h"
#include "affectus/open_model.h"
#include "affectus/prediction.h"

namespace affectus {
namespace {

using ::testing::HasSubstr;

const std::string model_folder = AFFECTUS_SOURCE_DIR "/models/affectus-mfb";
const std::string recording = AFFECTUS_SOURCE_DIR "/samples/sense_and_sensibility.flac";

using ModelHandle = std::unique_ptr<affectus_model, decltype(&affectus_model_free)>;
using SessionHandle = std::unique_ptr<affectus_session, decltype(&affectus_session_free)>;
using Rows = std::unique_ptr<affectus_rows, decltype(&affectus_rows_free)>;

/// Takes a call's error. A call that is expected to work has none.
class Failing {
 public:
  Failing() = default;
  Failing(const Failing&) = delete;
  Failing& operator=(const Failing&) = delete;
  ~Failing() { affectus_error_free(error_); }

  operator affectus_error**() { return &error_; }
  affectus_code code() const { return affectus_error_code(error_); }
  std::string message() const { return affectus_error_message(error_); }

 private:
  affectus_error* error_ = nullptr;
};

ModelHandle open(const char* name, const affectus_open_options* options = nullptr) {
  Failing error;
  ModelHandle model(affectus_model_open(name, options, error), affectus_model_free);
  EXPECT_EQ(error.message(), "");
  return model;
}

Rows predict_samples(const ModelHandle& model, std::span<const float> samples, int rate,
                     const affectus_predict_options* options = nullptr) {
  Failing error;
  Rows rows(affectus_predict_samples(model.get(), samples.data(), samples.size(), rate, options, error), affectus_rows_free);
  EXPECT_EQ(error.message(), "");
  return rows;
}

Rows predict_file(const ModelHandle& model, const std::string& path, const affectus_predict_options* options = nullptr) {
  Failing error;
  Rows rows(affectus_predict_file(model.get(), path.c_str(), options, error), affectus_rows_free);
  EXPECT_EQ(error.message(), "");
  return rows;
}

SessionHandle open_session(const ModelHandle& model, const affectus_session_options* options, int rate, int channels) {
  Failing error;
  SessionHandle session(affectus_session_open(model.get(), options, rate, channels, error), affectus_session_free);
  EXPECT_EQ(error.message(), "");
  return session;
}

void finish(const SessionHandle& session) {
  Failing error;
  EXPECT_EQ(affectus_session_finish(session.get(), error), AFFECTUS_OK) << error.message();
}

Rows take(const SessionHandle& session) { return {affectus_session_take(session.get()), affectus_rows_free}; }

/// Frames in pieces of so many.
Rows push(const SessionHandle& session, std::span<const float> interleaved, std::size_t channels, std::size_t piece) {
  while (!interleaved.empty()) {
    const std::size_t frames = std::min(piece, interleaved.size() / channels);
    EXPECT_EQ(affectus_session_push(session.get(), interleaved.data(), frames, nullptr), AFFECTUS_OK);
    interleaved = interleaved.subspan(frames * channels);
  }
  finish(session);
  return take(session);
}

std::vector<char> bytes_of(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// Where an absent value equals an absent one.
void expect_same(double a, double b) { EXPECT_TRUE(a == b || (std::isnan(a) && std::isnan(b))) << a << " and " << b; }

/// To the last bit.
void expect_same_rows(const Rows& a, const Rows& b) {
  ASSERT_TRUE(a && b);
  ASSERT_EQ(affectus_rows_count(a.get()), affectus_rows_count(b.get()));
  ASSERT_EQ(affectus_rows_embedding_size(a.get()), affectus_rows_embedding_size(b.get()));
  for (std::size_t i = 0; i < affectus_rows_count(a.get()); ++i) {
    EXPECT_EQ(affectus_rows_start_s(a.get(), i), affectus_rows_start_s(b.get(), i));
    EXPECT_EQ(affectus_rows_end_s(a.get(), i), affectus_rows_end_s(b.get(), i));
    EXPECT_EQ(affectus_rows_speech(a.get(), i), affectus_rows_speech(b.get(), i));
    EXPECT_EQ(affectus_rows_warnings(a.get(), i), affectus_rows_warnings(b.get(), i));
    EXPECT_EQ(affectus_rows_channel(a.get(), i), affectus_rows_channel(b.get(), i));
    EXPECT_STREQ(affectus_rows_label(a.get(), i), affectus_rows_label(b.get(), i));
    for (const int dimension : {AFFECTUS_ACTIVATION, AFFECTUS_VALENCE, AFFECTUS_DOMINANCE}) {
      expect_same(affectus_rows_dimension(a.get(), i, dimension), affectus_rows_dimension(b.get(), i, dimension));
      expect_same(affectus_rows_deviation(a.get(), i, dimension), affectus_rows_deviation(b.get(), i, dimension));
    }
    for (std::size_t k = 0; k < 9; ++k)
      expect_same(affectus_rows_category(a.get(), i, k), affectus_rows_category(b.get(), i, k));
    for (std::size_t k = 0; k < affectus_rows_embedding_size(a.get()); ++k)
      EXPECT_EQ(affectus_rows_embedding(a.get(), i)[k], affectus_rows_embedding(b.get(), i)[k]);
  }
}

void expect_same_rows(const Rows& rows, const std::vector<EmotionSegment>& expected) {
  ASSERT_EQ(affectus_rows_count(rows.get()), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_EQ(affectus_rows_start_s(rows.get(), i), expected[i].start_s);
    EXPECT_EQ(affectus_rows_end_s(rows.get(), i), expected[i].end_s);
    EXPECT_EQ(affectus_rows_speech(rows.get(), i), expected[i].speech);
    EXPECT_EQ(affectus_rows_dimension(rows.get(), i, AFFECTUS_ACTIVATION), expected[i].activation.value());
    EXPECT_EQ(affectus_rows_dimension(rows.get(), i, AFFECTUS_VALENCE), expected[i].valence.value());
    EXPECT_EQ(affectus_rows_dimension(rows.get(), i, AFFECTUS_DOMINANCE), expected[i].dominance.value());
    for (std::size_t k = 0; k < expected[i].categories.size(); ++k)
      EXPECT_EQ(affectus_rows_category(rows.get(), i, k), expected[i].categories[k]);
    ASSERT_EQ(affectus_rows_embedding_size(rows.get()), expected[i].embedding.size());
    for (std::size_t k = 0; k < expected[i].embedding.size(); ++k)
      EXPECT_EQ(affectus_rows_embedding(rows.get(), i)[k], expected[i].embedding[k]);
  }
}

class CInterface : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    cpp_model_ = open_model(model_folder);
    speech_ = read_audio(recording);
  }
  static void TearDownTestSuite() {
    cpp_model_.reset();
    speech_ = {};
  }

  /// What the C++ interface says.
  static std::vector<EmotionSegment> predictor_rows(const PredictionOptions& options, std::vector<Interval> intervals = {}) {
    Predictor predictor(cpp_model_, options, std::move(intervals));
    std::vector<EmotionSegment> rows;
    predictor.push(speech_, rows);
    predictor.finish(rows);
    return rows;
  }

  /// Two channels at 44.1 kHz that differ.
  static std::vector<float> stereo() {
    std::vector<float> samples;
    for (std::size_t i = 0; i < 5 * 44100; ++i) {
      const double place = static_cast<double>(i) * 16000 / 44100;
      const float value = speech_[static_cast<std::size_t>(place)];
      samples.push_back(value);
      samples.push_back(0.25F * value + 0.01F * std::sin(0.05F * static_cast<float>(i)));
    }
    return samples;
  }

  static inline std::shared_ptr<const Model> cpp_model_;
  static inline std::vector<float> speech_;
  ModelHandle model_ = open(model_folder.c_str());
};

// ------------------------------------------------------------------------------------------------------------------ Models

TEST_F(CInterface, AModelIsOpenedByItsShippedNameItsFolderAndItsBytes) {
  const std::vector<char> config = bytes_of(model_folder + "/config.json");
  const std::vector<char> weights = bytes_of(model_folder + "/model.safetensors");
  const ModelHandle shipped = open("affectus-mfb");
  Failing error;
  const ModelHandle memory(affectus_model_open_memory(config.data(), config.size(), weights.data(), weights.size(), error),
                           affectus_model_free);
  ASSERT_TRUE(shipped && memory) << error.message();
  const auto expected = predictor_rows({.window_s = 2});
  const affectus_predict_options options = {.size = sizeof options, .window_s = 2};
  for (const ModelHandle* model : std::initializer_list<const ModelHandle*>{&model_, &shipped, &memory}) {
    EXPECT_STREQ(affectus_model_name(model->get()), "affectus-mfb");
    expect_same_rows(predict_samples(*model, speech_, 16000, &options), expected);
  }
}

TEST_F(CInterface, WithoutANameTheShippedDefaultIsOpened) {
  EXPECT_STREQ(affectus_model_name(open(nullptr).get()), "affectus");
  EXPECT_STREQ(affectus_model_name(open("").get()), "affectus");
}

#ifdef AFFECTUS_HAS_ENCODERS
TEST_F(CInterface, EncodersAreFoldersByNameAndWhatHasNoEffectIsNoted) {
  std::string lines;
  const char* encoders[] = {AFFECTUS_SOURCE_DIR, "owner/name=" AFFECTUS_SOURCE_DIR};
  affectus_open_options options = {.size = sizeof options, .device = "gpu", .encoders = encoders, .encoder_count = 2};
  options.note = [](void* user, const char* line) { *static_cast<std::string*>(user) += std::string(line) + "\n"; };
  options.user = &lines;
  EXPECT_TRUE(open(model_folder.c_str(), &options));
  EXPECT_THAT(lines, HasSubstr("device gpu: without effect"));
  EXPECT_THAT(lines, HasSubstr("encoder " AFFECTUS_SOURCE_DIR ": without effect"));
  EXPECT_THAT(lines, HasSubstr("encoder owner/name=" AFFECTUS_SOURCE_DIR ": without effect"));
  encoders[1] = "owner/name=/nowhere";
  Failing error;
  EXPECT_EQ(affectus_model_open(model_folder.c_str(), &options, error), nullptr);
  EXPECT_EQ(error.code(), AFFECTUS_ERROR_INVALID_ARGUMENT);
  EXPECT_THAT(error.message(), HasSubstr("'owner/name=/nowhere'"));
}
#endif

TEST_F(CInterface, AModelSaysWhatItIs) {
  const ModelConfig& config = cpp_model_->config();
  EXPECT_EQ(affectus_model_licence(model_.get()), config.licence);
  EXPECT_EQ(affectus_model_notes(model_.get()), config.notes);
  EXPECT_EQ(affectus_model_scale_low(model_.get()), config.scale_low);
  EXPECT_EQ(affectus_model_scale_high(model_.get()), config.scale_high);
  EXPECT_EQ(affectus_model_longest_s(model_.get()), config.longest_training_input_s);
  EXPECT_EQ(affectus_model_embedding_size(model_.get()), config.estimator.embedding_dim());
  ASSERT_EQ(affectus_model_category_count(model_.get()), config.categories.size());
  for (std::size_t k = 0; k < config.categories.size(); ++k)
    EXPECT_EQ(affectus_model_category_name(model_.get(), k), config.categories[k]);
  EXPECT_EQ(affectus_model_category_name(model_.get(), config.categories.size()), nullptr);
}

// ------------------------------------------------------------------------------------------------------------- Predictions

TEST_F(CInterface, SamplesAndFilesGiveTheRowsOfThePredictor) {
  const PredictionOptions whole{.scale = Scale::signed_, .embedding = true};
  const PredictionOptions windows{.window_s = 1.3, .hop_s = 0.37, .scale = Scale::unit};
  const affectus_predict_options c_whole = {.size = sizeof c_whole, .scale = AFFECTUS_SCALE_SIGNED, .embedding = 1};
  const affectus_predict_options c_windows = {
      .size = sizeof c_windows, .window_s = 1.3, .hop_s = 0.37, .scale = AFFECTUS_SCALE_UNIT, .threads = 3};
  expect_same_rows(predict_samples(model_, speech_, 16000), predictor_rows({}));
  expect_same_rows(predict_samples(model_, speech_, 16000, &c_whole), predictor_rows(whole));
  expect_same_rows(predict_samples(model_, speech_, 16000, &c_windows), predictor_rows(windows));
  expect_same_rows(predict_file(model_, recording), predictor_rows({}));
  expect_same_rows(predict_file(model_, recording, &c_whole), predictor_rows(whole));
  expect_same_rows(predict_file(model_, recording, &c_windows), predictor_rows(windows));
}

TEST_F(CInterface, IntervalsPassTheirWordsOn) {
  const affectus_interval intervals[] = {{1, 3.5, "a", "tier", "Elinor"},
                                         {0.5, 2, nullptr, nullptr, nullptr},
                                         {23, 30, "z", "", ""},
                                         {90, 91, "beyond", "", ""}};
  const affectus_predict_options options = {.size = sizeof options, .intervals = intervals, .interval_count = 4};
  const auto expected =
      predictor_rows({}, {{.start_s = 1, .end_s = 3.5}, {.start_s = 0.5, .end_s = 2}, {.start_s = 23, .end_s = 30}});
  const Rows of_samples = predict_samples(model_, speech_, 16000, &options);
  const Rows of_file = predict_file(model_, recording, &options);
  expect_same_rows(of_samples, expected);
  expect_same_rows(of_file, of_samples);
  for (const Rows* rows : {&of_samples, &of_file}) {
    EXPECT_STREQ(affectus_rows_label(rows->get(), 0), "a");
    EXPECT_STREQ(affectus_rows_tier(rows->get(), 0), "tier");
    EXPECT_STREQ(affectus_rows_speaker(rows->get(), 0), "Elinor");
    EXPECT_STREQ(affectus_rows_label(rows->get(), 1), "");
    EXPECT_EQ(affectus_rows_warnings(rows->get(), 2), AFFECTUS_WARNING_BEYOND_END);
    EXPECT_EQ(affectus_rows_recording_warnings(rows->get()), AFFECTUS_WARNING_BEYOND_END);
  }
}

TEST_F(CInterface, RowsSayTheirRecordingsLengthScaleAndSummary) {
  const affectus_predict_options options = {.size = sizeof options, .window_s = 3, .scale = AFFECTUS_SCALE_UNIT};
  const Rows rows = predict_samples(model_, speech_, 16000, &options);
  EXPECT_EQ(affectus_rows_duration_s(rows.get()), static_cast<double>(speech_.size()) / 16000);
  EXPECT_EQ(affectus_rows_duration_s(predict_file(model_, recording).get()), affectus_rows_duration_s(rows.get()));
  EXPECT_EQ(affectus_rows_scale(rows.get()), AFFECTUS_SCALE_UNIT);
  EXPECT_EQ(affectus_rows_recording_warnings(rows.get()), 0U);
  double least = 1e9, most = -1e9;
  for (std::size_t i = 0; i < affectus_rows_count(rows.get()); ++i) {
    least = std::min(least, affectus_rows_dimension(rows.get(), i, AFFECTUS_DOMINANCE));
    most = std::max(most, affectus_rows_dimension(rows.get(), i, AFFECTUS_DOMINANCE));
  }
  EXPECT_GT(affectus_rows_summary(rows.get(), AFFECTUS_DOMINANCE), least);
  EXPECT_LT(affectus_rows_summary(rows.get(), AFFECTUS_DOMINANCE), most);
}

TEST_F(CInterface, SilenceIsARowWithAWarning) {
  const std::vector<float> silence(16000);
  const Rows rows = predict_samples(model_, silence, 16000);
  ASSERT_EQ(affectus_rows_count(rows.get()), 1U);
  EXPECT_EQ(affectus_rows_speech(rows.get(), 0), 0);
  EXPECT_EQ(affectus_rows_warnings(rows.get(), 0), AFFECTUS_WARNING_NO_SPEECH);
  EXPECT_EQ(affectus_rows_recording_warnings(rows.get()), AFFECTUS_WARNING_NO_SPEECH);
  EXPECT_STREQ(affectus_warning_name(AFFECTUS_WARNING_NO_SPEECH), "no_speech");
}

TEST_F(CInterface, SamplesThatAreNotFiniteCountAsSilenceAndAreWarnedOf) {
  std::vector<float> damaged(speech_.begin(), speech_.begin() + 32000), zeroed = damaged;
  for (std::size_t i = 8000; i < 9000; ++i) {
    damaged[i] = i % 2 == 0 ? std::numeric_limits<float>::quiet_NaN() : std::numeric_limits<float>::infinity();
    zeroed[i] = 0;
  }
  const Rows rows = predict_samples(model_, damaged, 16000);
  expect_same_rows(rows, predict_samples(model_, zeroed, 16000));
  EXPECT_EQ(affectus_rows_recording_warnings(rows.get()), AFFECTUS_WARNING_DAMAGED);

  const SessionHandle session = open_session(model_, nullptr, 16000, 1);
  const Rows streamed = push(session, damaged, 1, 1000);
  EXPECT_EQ(affectus_rows_recording_warnings(streamed.get()), AFFECTUS_WARNING_DAMAGED);
}

TEST_F(CInterface, AnAnswerToProgressStopsAPrediction) {
  const affectus_predict_options options = {
      .size = sizeof options, .window_s = 0.1, .hop_s = 0.01, .progress = [](void*, double) { return 1; }};
  Failing of_samples, of_file;
  EXPECT_EQ(affectus_predict_samples(model_.get(), speech_.data(), speech_.size(), 16000, &options, of_samples), nullptr);
  EXPECT_EQ(of_samples.code(), AFFECTUS_ERROR_CANCELLED);
  EXPECT_EQ(affectus_predict_file(model_.get(), recording.c_str(), &options, of_file), nullptr);
  EXPECT_EQ(of_file.code(), AFFECTUS_ERROR_CANCELLED);
}

TEST_F(CInterface, OneModelServesManyThreads) {
  const affectus_predict_options options = {.size = sizeof options, .window_s = 1.5, .threads = 2};
  const Rows expected = predict_file(model_, recording, &options);
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&, i] {
      expect_same_rows(
          i % 2 == 0 ? predict_file(model_, recording, &options) : predict_samples(model_, speech_, 16000, &options),
          expected);
    });
  for (std::thread& thread : threads) thread.join();
}

// ---------------------------------------------------------------------------------------------------------------- Sessions

TEST_F(CInterface, ASessionGivesTheRowsOfTheWhole) {
  const affectus_predict_options whole = {.size = sizeof whole, .window_s = 2, .hop_s = 0.7, .embedding = 1};
  const affectus_session_options streamed = {.size = sizeof streamed, .window_s = 2, .hop_s = 0.7, .embedding = 1};
  const SessionHandle session = open_session(model_, &streamed, 16000, 1);
  const Rows rows = push(session, speech_, 1, 777);
  expect_same_rows(rows, predict_samples(model_, speech_, 16000, &whole));
  EXPECT_EQ(affectus_rows_duration_s(rows.get()), static_cast<double>(speech_.size()) / 16000);
  EXPECT_EQ(affectus_session_received_s(session.get()), affectus_rows_duration_s(rows.get()));
}

TEST_F(CInterface, ASessionsDefaultsAreThoseOfAStream) {
  const affectus_predict_options windows = {.size = sizeof windows, .window_s = 3, .hop_s = 0.25};
  expect_same_rows(push(open_session(model_, nullptr, 16000, 1), speech_, 1, 4000),
                   predict_samples(model_, speech_, 16000, &windows));
  const affectus_session_options whole = {.size = sizeof whole, .window_s = AFFECTUS_WHOLE};
  expect_same_rows(push(open_session(model_, &whole, 16000, 1), speech_, 1, 4000), predict_samples(model_, speech_, 16000));
}

TEST_F(CInterface, PiecesOfASessionDoNotMatter) {
  const std::vector<float> samples = stereo();
  for (const int channels : {AFFECTUS_CHANNELS_MIX, AFFECTUS_CHANNELS_ONE, AFFECTUS_CHANNELS_EACH}) {
    const affectus_session_options options = {
        .size = sizeof options, .window_s = 1, .hop_s = 0.3, .channels = channels, .channel = 1};
    const Rows at_once = push(open_session(model_, &options, 44100, 2), samples, 2, samples.size());
    EXPECT_EQ(affectus_rows_count(at_once.get()), channels == AFFECTUS_CHANNELS_EACH ? 30U : 15U);
    EXPECT_EQ(affectus_rows_channel(at_once.get(), 1), channels == AFFECTUS_CHANNELS_EACH ? 1 : -1);
    for (const std::size_t piece : {1013U, 20011U})
      expect_same_rows(push(open_session(model_, &options, 44100, 2), samples, 2, piece), at_once);
  }
}

TEST_F(CInterface, RowsComeAsSoonAsTheirWindowIsComplete) {
  const affectus_session_options options = {.size = sizeof options, .window_s = 1, .hop_s = 0.5};
  const SessionHandle session = open_session(model_, &options, 16000, 1);
  ASSERT_EQ(affectus_session_push(session.get(), speech_.data(), 15999, nullptr), AFFECTUS_OK);
  EXPECT_EQ(affectus_rows_count(take(session).get()), 0U);
  ASSERT_EQ(affectus_session_push(session.get(), speech_.data() + 15999, 1, nullptr), AFFECTUS_OK);
  EXPECT_EQ(affectus_rows_count(take(session).get()), 1U);
  EXPECT_EQ(affectus_rows_count(take(session).get()), 0U);
}

TEST_F(CInterface, WindowsThatWaitAreScoredByAFlush) {
  const affectus_session_options options = {.size = sizeof options, .window_s = 1, .hop_s = 0.5, .windows_together = 16};
  const SessionHandle session = open_session(model_, &options, 16000, 1);
  ASSERT_EQ(affectus_session_push(session.get(), speech_.data(), 32000, nullptr), AFFECTUS_OK);
  EXPECT_EQ(affectus_rows_count(take(session).get()), 0U);
  ASSERT_EQ(affectus_session_flush(session.get(), nullptr), AFFECTUS_OK);
  EXPECT_EQ(affectus_rows_count(take(session).get()), 3U);
}

TEST_F(CInterface, ACallbackTakesTheRows) {
  std::vector<double> starts;
  const affectus_session_options options = {
      .size = sizeof options,
      .window_s = 1,
      .hop_s = 0.5,
      .on_rows =
          [](void* user, const affectus_rows* rows) {
            for (std::size_t i = 0; i < affectus_rows_count(rows); ++i)
              static_cast<std::vector<double>*>(user)->push_back(affectus_rows_start_s(rows, i));
          },
      .user = &starts};
  const SessionHandle session = open_session(model_, &options, 16000, 1);
  ASSERT_EQ(affectus_session_push(session.get(), speech_.data(), 30000, nullptr), AFFECTUS_OK);
  EXPECT_EQ(starts.size(), 2U);
  finish(session);
  EXPECT_EQ(starts.size(), 3U);
  EXPECT_EQ(affectus_rows_count(take(session).get()), 0U);
}

TEST_F(CInterface, PushedBytesGiveTheRowsOfTheFile) {
  const affectus_predict_options whole = {.size = sizeof whole, .window_s = 2, .hop_s = 0.5};
  const affectus_session_options streamed = {.size = sizeof streamed, .window_s = 2, .hop_s = 0.5};
  const Rows expected = predict_file(model_, recording, &whole);
  const std::vector<char> bytes = bytes_of(recording);
  for (const std::size_t piece : {std::size_t{4999}, bytes.size()}) {
    const SessionHandle session = open_session(model_, &streamed, 0, 0);
    for (std::size_t done = 0; done < bytes.size(); done += piece) {
      const std::size_t size = std::min(piece, bytes.size() - done);
      ASSERT_EQ(affectus_session_push_encoded(session.get(), bytes.data() + done, size, nullptr), AFFECTUS_OK);
    }
    finish(session);
    const Rows rows = take(session);
    expect_same_rows(rows, expected);
    EXPECT_EQ(affectus_rows_duration_s(rows.get()), affectus_rows_duration_s(expected.get()));
  }
}

TEST_F(CInterface, ASessionIsCancelledFromAnotherThread) {
  // Much work in one call: sixty thousand windows.
  const affectus_session_options options = {.size = sizeof options, .window_s = 3, .hop_s = 0.01};
  const SessionHandle session = open_session(model_, &options, 16000, 1);
  const std::vector<float> samples(16000 * 600, 0.1F);
  std::atomic<bool> has_begun = false;
  Failing error;
  affectus_code code = AFFECTUS_OK;
  std::thread pushing([&] {
    has_begun = true;
    code = affectus_session_push(session.get(), samples.data(), samples.size(), error);
  });
  while (!has_begun) std::this_thread::yield();
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  affectus_session_cancel(session.get());
  pushing.join();
  EXPECT_EQ(code, AFFECTUS_ERROR_CANCELLED);
  EXPECT_EQ(error.code(), AFFECTUS_ERROR_CANCELLED);
  EXPECT_LT(affectus_session_received_s(session.get()), 600);
  EXPECT_EQ(affectus_session_finish(session.get(), nullptr), AFFECTUS_ERROR_CANCELLED);
}

TEST_F(CInterface, AResetBeginsANewSignal) {
  const affectus_session_options options = {.size = sizeof options, .window_s = 2};
  const SessionHandle session = open_session(model_, &options, 16000, 1);
  const Rows first = push(session, speech_, 1, 5000);
  EXPECT_EQ(affectus_session_push(session.get(), speech_.data(), 1, nullptr), AFFECTUS_ERROR_INVALID_ARGUMENT);
  ASSERT_EQ(affectus_session_reset(session.get(), nullptr), AFFECTUS_OK);
  EXPECT_EQ(affectus_session_received_s(session.get()), 0);
  expect_same_rows(push(session, speech_, 1, 9001), first);

  // Also after a cancel; what was not taken is forgotten.
  ASSERT_EQ(affectus_session_reset(session.get(), nullptr), AFFECTUS_OK);
  ASSERT_EQ(affectus_session_push(session.get(), speech_.data(), 64000, nullptr), AFFECTUS_OK);
  affectus_session_cancel(session.get());
  ASSERT_EQ(affectus_session_reset(session.get(), nullptr), AFFECTUS_OK);
  EXPECT_EQ(affectus_rows_count(take(session).get()), 0U);
  expect_same_rows(push(session, speech_, 1, 5000), first);
}

TEST_F(CInterface, SessionsAndRowsOutliveTheirModel) {
  SessionHandle session = open_session(model_, nullptr, 16000, 1);
  model_.reset();
  const Rows rows = push(session, speech_, 1, 5000);
  session.reset();
  EXPECT_FALSE(std::isnan(affectus_rows_dimension(rows.get(), 0, AFFECTUS_VALENCE)));
}

// ----------------------------------------------------------------------------------------------------------------- Options

// A program that was compiled against an older header knows fewer fields; what lies behind its struct is not its.
TEST_F(CInterface, FieldsBeyondTheSizeOfOptionsAreNotRead) {
  affectus_predict_options options;
  std::memset(&options, 0x7F, sizeof options);
  options.size = offsetof(affectus_predict_options, scale);
  options.window_s = 2;
  options.hop_s = 0;
  const auto expected = predictor_rows({.window_s = 2});
  expect_same_rows(predict_samples(model_, speech_, 16000, &options), expected);
  expect_same_rows(predict_file(model_, recording, &options), expected);

  affectus_session_options streamed;
  std::memset(&streamed, 0x7F, sizeof streamed);
  streamed.size = sizeof(size_t);
  EXPECT_TRUE(open_session(model_, &streamed, 16000, 1));

  affectus_open_options opening;
  std::memset(&opening, 0x7F, sizeof opening);
  opening.size = sizeof(size_t);
  EXPECT_TRUE(open(model_folder.c_str(), &opening));
}

// And one that was compiled against a later header knows more.
TEST_F(CInterface, FieldsThatAreNotKnownAreLeftOut) {
  struct {
    affectus_predict_options known;
    double later[4];
  } options = {.known = {.size = sizeof options, .window_s = 2}, .later = {1, 2, 3, 4}};
  expect_same_rows(predict_samples(model_, speech_, 16000, &options.known), predictor_rows({.window_s = 2}));
}

TEST_F(CInterface, OptionsOutOfRangeAreRefused) {
  const affectus_predict_options window = {.size = sizeof window, .window_s = -2};
  const affectus_predict_options not_a_window = {.size = sizeof window, .window_s = std::nan("")};
  const affectus_predict_options hop = {.size = sizeof hop, .hop_s = 1};
  const affectus_predict_options scale = {.size = sizeof scale, .scale = 3};
  const affectus_predict_options channels = {.size = sizeof channels, .channels = -1};
  const affectus_predict_options channel = {.size = sizeof channel, .channels = AFFECTUS_CHANNELS_ONE, .channel = 1};
  const affectus_predict_options below = {.size = sizeof below, .channels = AFFECTUS_CHANNELS_ONE, .channel = -1};
  const affectus_predict_options intervals = {.size = sizeof intervals, .interval_count = 1};
  const affectus_interval backwards = {2, 1, nullptr, nullptr, nullptr};
  const affectus_predict_options interval = {.size = sizeof interval, .intervals = &backwards, .interval_count = 1};
  const affectus_predict_options threads = {.size = sizeof threads, .threads = 1025};
  const affectus_predict_options no_size = {};
  const affectus_predict_options odd_size = {.size = sizeof(size_t) + 3};
  for (const auto* options : {&window, &not_a_window, &hop, &scale, &channels, &channel, &below, &intervals, &interval,
                              &threads, &no_size, &odd_size}) {
    Failing of_samples, of_file;
    EXPECT_EQ(affectus_predict_samples(model_.get(), speech_.data(), 16000, 16000, options, of_samples), nullptr);
    EXPECT_EQ(of_samples.code(), AFFECTUS_ERROR_INVALID_ARGUMENT) << of_samples.message();
    EXPECT_EQ(affectus_predict_file(model_.get(), recording.c_str(), options, of_file), nullptr);
    EXPECT_EQ(of_file.code(), AFFECTUS_ERROR_INVALID_ARGUMENT) << of_file.message();
  }
}

// ------------------------------------------------------------------------------------------------------------------ Errors

TEST_F(CInterface, ErrorsSayWhatWasExpectedAndFound) {
  Failing model, file, format, rate, empty;
  EXPECT_EQ(affectus_model_open("/nowhere/at all", nullptr, model), nullptr);
  EXPECT_EQ(model.code(), AFFECTUS_ERROR_NOT_FOUND);
  EXPECT_THAT(model.message(), HasSubstr("/nowhere/at all"));
  EXPECT_EQ(affectus_predict_file(model_.get(), "/nowhere.wav", nullptr, file), nullptr);
  EXPECT_EQ(file.code(), AFFECTUS_ERROR_NOT_FOUND);
  EXPECT_THAT(file.message(), HasSubstr("/nowhere.wav"));
  EXPECT_EQ(affectus_predict_file(model_.get(), __FILE__, nullptr, format), nullptr);
  EXPECT_EQ(format.code(), AFFECTUS_ERROR_INVALID_FORMAT);
  EXPECT_EQ(affectus_predict_samples(model_.get(), speech_.data(), 16000, 0, nullptr, rate), nullptr);
  EXPECT_EQ(rate.code(), AFFECTUS_ERROR_INVALID_ARGUMENT);
  EXPECT_THAT(rate.message(), HasSubstr("sampling rate"));
  EXPECT_EQ(affectus_predict_samples(model_.get(), nullptr, 0, 16000, nullptr, empty), nullptr);
  EXPECT_EQ(empty.code(), AFFECTUS_ERROR_NO_AUDIO);
}

TEST_F(CInterface, BytesThatAreNoModelAreRefused) {
  const std::vector<char> config = bytes_of(model_folder + "/config.json");
  Failing no_config, no_weights;
  EXPECT_EQ(affectus_model_open_memory("{}", 2, "", 0, no_config), nullptr);
  EXPECT_EQ(no_config.code(), AFFECTUS_ERROR_INVALID_FORMAT);
  EXPECT_EQ(affectus_model_open_memory(config.data(), config.size(), "weights", 7, no_weights), nullptr);
  EXPECT_EQ(no_weights.code(), AFFECTUS_ERROR_INVALID_FORMAT);
}

TEST_F(CInterface, SessionsRefuseWhatDoesNotFit) {
  const auto refused = [&](const affectus_session_options* options, int rate, int channels) {
    Failing error;
    EXPECT_EQ(affectus_session_open(model_.get(), options, rate, channels, error), nullptr);
    return error.code();
  };
  EXPECT_EQ(refused(nullptr, 0, 1), AFFECTUS_ERROR_INVALID_ARGUMENT);
  EXPECT_EQ(refused(nullptr, 16000, 0), AFFECTUS_ERROR_INVALID_ARGUMENT);
  EXPECT_EQ(refused(nullptr, -16000, -1), AFFECTUS_ERROR_INVALID_ARGUMENT);
  const affectus_session_options window = {.size = sizeof window, .window_s = 0.001};
  EXPECT_EQ(refused(&window, 16000, 1), AFFECTUS_ERROR_INVALID_ARGUMENT);
  const affectus_session_options channel = {.size = sizeof channel, .channels = AFFECTUS_CHANNELS_ONE, .channel = 2};
  EXPECT_EQ(refused(&channel, 16000, 2), AFFECTUS_ERROR_INVALID_ARGUMENT);
  EXPECT_TRUE(open_session(model_, &channel, 0, 0));

  const float sample = 0;
  const SessionHandle of_bytes = open_session(model_, nullptr, 0, 0);
  EXPECT_EQ(affectus_session_push(of_bytes.get(), &sample, 1, nullptr), AFFECTUS_ERROR_INVALID_ARGUMENT);
  const SessionHandle of_samples = open_session(model_, nullptr, 16000, 1);
  EXPECT_EQ(affectus_session_push(of_samples.get(), &sample, 1, nullptr), AFFECTUS_OK);
  EXPECT_EQ(affectus_session_push_encoded(of_samples.get(), &sample, 4, nullptr), AFFECTUS_ERROR_INVALID_ARGUMENT);
}

TEST_F(CInterface, NullForAnObjectIsAnErrorAndNoCrash) {
  const float sample = 0;
  Failing model;
  EXPECT_EQ(affectus_predict_samples(nullptr, &sample, 1, 16000, nullptr, model), nullptr);
  EXPECT_EQ(model.code(), AFFECTUS_ERROR_INVALID_ARGUMENT);
  EXPECT_EQ(affectus_predict_samples(nullptr, &sample, 1, 16000, nullptr, nullptr), nullptr);
  EXPECT_EQ(affectus_predict_samples(model_.get(), nullptr, 1, 16000, nullptr, nullptr), nullptr);
  EXPECT_EQ(affectus_predict_file(nullptr, "a.wav", nullptr, nullptr), nullptr);
  EXPECT_EQ(affectus_predict_file(model_.get(), nullptr, nullptr, nullptr), nullptr);
  EXPECT_EQ(affectus_model_open_memory(nullptr, 0, nullptr, 0, nullptr), nullptr);
  EXPECT_EQ(affectus_session_open(nullptr, nullptr, 16000, 1, nullptr), nullptr);
  EXPECT_EQ(affectus_session_push(nullptr, &sample, 1, nullptr), AFFECTUS_ERROR_INVALID_ARGUMENT);
  EXPECT_EQ(affectus_session_push_encoded(nullptr, &sample, 1, nullptr), AFFECTUS_ERROR_INVALID_ARGUMENT);
  EXPECT_EQ(affectus_session_flush(nullptr, nullptr), AFFECTUS_ERROR_INVALID_ARGUMENT);
  EXPECT_EQ(affectus_session_finish(nullptr, nullptr), AFFECTUS_ERROR_INVALID_ARGUMENT);
  EXPECT_EQ(affectus_session_reset(nullptr, nullptr), AFFECTUS_ERROR_INVALID_ARGUMENT);
  EXPECT_EQ(affectus_session_take(nullptr), nullptr);
  affectus_session_cancel(nullptr);
  const SessionHandle session = open_session(model_, nullptr, 16000, 1);
  EXPECT_EQ(affectus_session_push(session.get(), nullptr, 1, nullptr), AFFECTUS_ERROR_INVALID_ARGUMENT);
  EXPECT_EQ(affectus_session_push(session.get(), nullptr, 0, nullptr), AFFECTUS_OK);

  affectus_model_free(nullptr);
  affectus_session_free(nullptr);
  affectus_rows_free(nullptr);
  affectus_error_free(nullptr);
}

TEST_F(CInterface, GettersOfNothingSayNothing) {
  EXPECT_EQ(affectus_error_code(nullptr), AFFECTUS_OK);
  EXPECT_STREQ(affectus_error_message(nullptr), "");
  EXPECT_EQ(affectus_model_name(nullptr), nullptr);
  EXPECT_EQ(affectus_model_licence(nullptr), nullptr);
  EXPECT_EQ(affectus_model_notes(nullptr), nullptr);
  EXPECT_TRUE(std::isnan(affectus_model_scale_low(nullptr)));
  EXPECT_TRUE(std::isnan(affectus_model_scale_high(nullptr)));
  EXPECT_TRUE(std::isnan(affectus_model_longest_s(nullptr)));
  EXPECT_EQ(affectus_model_category_count(nullptr), 0U);
  EXPECT_EQ(affectus_model_category_name(nullptr, 0), nullptr);
  EXPECT_EQ(affectus_model_embedding_size(nullptr), 0U);
  EXPECT_TRUE(std::isnan(affectus_session_received_s(nullptr)));
  const affectus_predict_options options = {.size = sizeof options, .embedding = 1};
  const Rows rows = predict_samples(model_, std::span(speech_).first(16000), 16000, &options);
  const std::vector<std::pair<const affectus_rows*, std::size_t>> nowhere = {{nullptr, 0}, {rows.get(), 1}};
  for (const auto& [some, row] : nowhere) {
    EXPECT_TRUE(std::isnan(affectus_rows_start_s(some, row)));
    EXPECT_TRUE(std::isnan(affectus_rows_end_s(some, row)));
    EXPECT_TRUE(std::isnan(affectus_rows_speech(some, row)));
    EXPECT_TRUE(std::isnan(affectus_rows_dimension(some, row, AFFECTUS_VALENCE)));
    EXPECT_TRUE(std::isnan(affectus_rows_deviation(some, row, AFFECTUS_VALENCE)));
    EXPECT_TRUE(std::isnan(affectus_rows_familiarity(some, row)));
    EXPECT_TRUE(std::isnan(affectus_rows_category(some, row, 0)));
    EXPECT_EQ(affectus_rows_embedding(some, row), nullptr);
    EXPECT_EQ(affectus_rows_label(some, row), nullptr);
    EXPECT_EQ(affectus_rows_tier(some, row), nullptr);
    EXPECT_EQ(affectus_rows_speaker(some, row), nullptr);
    EXPECT_EQ(affectus_rows_channel(some, row), -1);
    EXPECT_EQ(affectus_rows_warnings(some, row), 0U);
  }
  for (const int dimension : {-1, 3}) {
    EXPECT_TRUE(std::isnan(affectus_rows_dimension(rows.get(), 0, dimension)));
    EXPECT_TRUE(std::isnan(affectus_rows_summary(rows.get(), dimension)));
  }
  EXPECT_TRUE(std::isnan(affectus_rows_deviation(rows.get(), 0, AFFECTUS_VALENCE)));
  EXPECT_TRUE(std::isnan(affectus_rows_category(rows.get(), 0, 9)));
  EXPECT_EQ(affectus_rows_count(nullptr), 0U);
  EXPECT_EQ(affectus_rows_embedding_size(nullptr), 0U);
  EXPECT_EQ(affectus_rows_recording_warnings(nullptr), 0U);
  EXPECT_TRUE(std::isnan(affectus_rows_duration_s(nullptr)));
}

// One name everywhere.
TEST_F(CInterface, NamesAreThoseOfTheOtherInterfaces) {
  for (int i = 0; i <= static_cast<int>(ErrorCode::cancelled); ++i)
    EXPECT_EQ(affectus_code_name(i + 1), to_string(static_cast<ErrorCode>(i)));
  for (int i = 0; i <= static_cast<int>(Warning::beyond_end); ++i)
    EXPECT_EQ(affectus_warning_name(1U << i), to_string(static_cast<Warning>(i)));
  EXPECT_STREQ(affectus_code_name(AFFECTUS_OK), "ok");
  EXPECT_STREQ(affectus_code_name(AFFECTUS_ERROR_INTERNAL), "internal");
  EXPECT_EQ(affectus_code_name(-1), nullptr);
  EXPECT_EQ(affectus_warning_name(3), nullptr);
}

}  // namespace
}  // namespace affectus
