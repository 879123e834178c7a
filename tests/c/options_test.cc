#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <string>
#include <vector>

#include "c/c_interface.h"
#include "temporary_folder.h"

namespace affectus {
namespace {

using ::testing::HasSubstr;

// A program that was compiled against an older header knows fewer fields; what lies behind its struct is not its.
TEST_F(CInterface, FieldsBeyondTheSizeOfOptionsAreNotRead) {
  affectus_predict_options options;
  std::memset(&options, 0x7F, sizeof options);
  options.size = offsetof(affectus_predict_options, scale);
  options.window_s = 2;
  options.hop_s = 0;
  const auto expected = predictor_rows({.window_s = 2});
  expect_same_rows(predict_samples(model_, speech_, 16000, &options), expected);
  expect_same_rows(predict_file(model_, sample_file, &options), expected);

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

// A file of samples without a header, of which two seconds are taken.
TEST_F(CInterface, RecordingsAreReadAsTheOptionsSay) {
  const testing::TemporaryFolder folder;
  std::vector<std::int16_t> values;
  for (const float sample : speech_) values.push_back(static_cast<std::int16_t>(std::lround(sample * 32768)));
  const std::string bytes(reinterpret_cast<const char*>(values.data()), 2 * values.size());
  const std::string file = folder / "call.bin";
  std::ofstream(file, std::ios::binary) << bytes;
  std::vector<float> two_seconds;
  for (std::size_t i = 0; i < 32000; ++i) two_seconds.push_back(static_cast<float>(values[i]) / 32768);
  const Rows expected = predict_samples(model_, two_seconds, 16000);

  const affectus_predict_options options = {.size = sizeof options, .max_duration_s = 2, .raw = "s16le:16000"};
  const Rows of_file = predict_file(model_, file, &options);
  const affectus_session_options streamed = {
      .size = sizeof streamed, .window_s = AFFECTUS_WHOLE, .max_duration_s = 2, .raw = "s16le:16000"};
  const SessionHandle session = open_session(model_, &streamed, 0, 0);
  EXPECT_EQ(affectus_session_push_encoded(session.get(), bytes.data(), bytes.size(), nullptr), AFFECTUS_OK);
  finish(session);
  const Rows of_bytes = take(session);
  for (const Rows* rows : {&of_file, &of_bytes}) {
    expect_same_rows(*rows, expected);
    EXPECT_EQ(affectus_rows_duration_s(rows->get()), 2);
    EXPECT_EQ(affectus_rows_recording_warnings(rows->get()), AFFECTUS_WARNING_TRUNCATED);
  }

  Failing error;
  const affectus_predict_options beyond = {.size = sizeof beyond, .track = 1};
  EXPECT_EQ(affectus_predict_file(model_.get(), sample_file.c_str(), &beyond, error), nullptr);
  EXPECT_THAT(error.message(), HasSubstr("track"));
}

TEST_F(CInterface, SamplesRefuseWhatARecordingIsReadBy) {
  const affectus_predict_options track = {.size = sizeof track, .track = 1};
  const affectus_predict_options raw = {.size = sizeof raw, .raw = "mulaw:8000"};
  const affectus_predict_options duration = {.size = sizeof duration, .max_duration_s = 1};
  for (const auto* options : {&track, &raw, &duration}) {
    Failing error;
    EXPECT_EQ(affectus_predict_samples(model_.get(), speech_.data(), 16000, 16000, options, error), nullptr);
    EXPECT_EQ(error.code(), AFFECTUS_ERROR_INVALID_ARGUMENT);
    EXPECT_THAT(error.message(), HasSubstr("samples"));
  }
  const affectus_session_options streamed = {.size = sizeof streamed, .raw = "mulaw:8000"};
  EXPECT_EQ(affectus_session_open(model_.get(), &streamed, 16000, 1, nullptr), nullptr);
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
  const affectus_predict_options track = {.size = sizeof track, .track = -1};
  const affectus_predict_options raw = {.size = sizeof raw, .raw = "mp3"};
  const affectus_predict_options duration = {.size = sizeof duration, .max_duration_s = -1};
  const affectus_predict_options no_size = {};
  const affectus_predict_options odd_size = {.size = sizeof(size_t) + 3};
  for (const auto* options : {&window, &not_a_window, &hop, &scale, &channels, &channel, &below, &intervals, &interval,
                              &threads, &track, &raw, &duration, &no_size, &odd_size}) {
    Failing of_samples, of_file;
    EXPECT_EQ(affectus_predict_samples(model_.get(), speech_.data(), 16000, 16000, options, of_samples), nullptr);
    EXPECT_EQ(of_samples.code(), AFFECTUS_ERROR_INVALID_ARGUMENT) << of_samples.message();
    EXPECT_EQ(affectus_predict_file(model_.get(), sample_file.c_str(), options, of_file), nullptr);
    EXPECT_EQ(of_file.code(), AFFECTUS_ERROR_INVALID_ARGUMENT) << of_file.message();
  }
}

}  // namespace
}  // namespace affectus
