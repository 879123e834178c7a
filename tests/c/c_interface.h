// What the tests of the C interface share: handles that free themselves, calls that are expected to work, and the fixture.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <iterator>
#include <memory>
#include <span>
#include <vector>

#include "affectus/audio.h"
#include "affectus/c.h"
#include "affectus/open_model.h"
#include "affectus/prediction.h"

namespace affectus {

inline const std::string model_folder = AFFECTUS_SOURCE_DIR "/models/affectus-mfb";
inline const std::string sample_file = AFFECTUS_SOURCE_DIR "/samples/sense_and_sensibility.flac";

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

inline ModelHandle open(const char* name, const affectus_open_options* options = nullptr) {
  Failing error;
  ModelHandle model(affectus_model_open(name, options, error), affectus_model_free);
  EXPECT_EQ(error.message(), "");
  return model;
}

inline Rows predict_samples(const ModelHandle& model, std::span<const float> samples, int rate,
                            const affectus_predict_options* options = nullptr) {
  Failing error;
  Rows rows(affectus_predict_samples(model.get(), samples.data(), samples.size(), rate, options, error), affectus_rows_free);
  EXPECT_EQ(error.message(), "");
  return rows;
}

inline Rows predict_file(const ModelHandle& model, const std::string& path,
                         const affectus_predict_options* options = nullptr) {
  Failing error;
  Rows rows(affectus_predict_file(model.get(), path.c_str(), options, error), affectus_rows_free);
  EXPECT_EQ(error.message(), "");
  return rows;
}

inline SessionHandle open_session(const ModelHandle& model, const affectus_session_options* options, int rate,
                                  int channels) {
  Failing error;
  SessionHandle session(affectus_session_open(model.get(), options, rate, channels, error), affectus_session_free);
  EXPECT_EQ(error.message(), "");
  return session;
}

inline void finish(const SessionHandle& session) {
  Failing error;
  EXPECT_EQ(affectus_session_finish(session.get(), error), AFFECTUS_OK) << error.message();
}

inline Rows take(const SessionHandle& session) { return {affectus_session_take(session.get()), affectus_rows_free}; }

/// Frames in pieces of so many.
inline Rows push(const SessionHandle& session, std::span<const float> interleaved, std::size_t channels, std::size_t piece) {
  while (!interleaved.empty()) {
    const std::size_t frames = std::min(piece, interleaved.size() / channels);
    EXPECT_EQ(affectus_session_push(session.get(), interleaved.data(), frames, nullptr), AFFECTUS_OK);
    interleaved = interleaved.subspan(frames * channels);
  }
  finish(session);
  return take(session);
}

inline std::vector<char> bytes_of(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// Where an absent value equals an absent one.
inline void expect_same(double a, double b) { EXPECT_TRUE(a == b || (std::isnan(a) && std::isnan(b))) << a << " and " << b; }

/// To the last bit.
inline void expect_same_rows(const Rows& a, const Rows& b) {
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
      expect_same(affectus_rows_dimension_raw(a.get(), i, dimension), affectus_rows_dimension_raw(b.get(), i, dimension));
      expect_same(affectus_rows_deviation(a.get(), i, dimension), affectus_rows_deviation(b.get(), i, dimension));
    }
    for (std::size_t k = 0; k < 9; ++k)
      expect_same(affectus_rows_category(a.get(), i, k), affectus_rows_category(b.get(), i, k));
    for (std::size_t k = 0; k < affectus_rows_embedding_size(a.get()); ++k)
      EXPECT_EQ(affectus_rows_embedding(a.get(), i)[k], affectus_rows_embedding(b.get(), i)[k]);
  }
}

inline void expect_same_rows(const Rows& rows, const std::vector<EmotionSegment>& expected) {
  ASSERT_EQ(affectus_rows_count(rows.get()), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_EQ(affectus_rows_start_s(rows.get(), i), expected[i].start_s);
    EXPECT_EQ(affectus_rows_end_s(rows.get(), i), expected[i].end_s);
    EXPECT_EQ(affectus_rows_speech(rows.get(), i), expected[i].speech);
    EXPECT_EQ(affectus_rows_dimension(rows.get(), i, AFFECTUS_ACTIVATION), expected[i].activation.value());
    EXPECT_EQ(affectus_rows_dimension(rows.get(), i, AFFECTUS_VALENCE), expected[i].valence.value());
    EXPECT_EQ(affectus_rows_dimension(rows.get(), i, AFFECTUS_DOMINANCE), expected[i].dominance.value());
    expect_same(affectus_rows_dimension_raw(rows.get(), i, AFFECTUS_VALENCE),
                expected[i].valence_raw.value_or(std::nan("")));
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
    speech_ = read_audio(sample_file);
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

}  // namespace affectus
