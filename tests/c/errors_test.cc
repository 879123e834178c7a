#include <cmath>
#include <utility>
#include <vector>

#include "affectus/error.h"
#include "affectus/warnings.h"
#include "c/c_interface.h"

namespace affectus {
namespace {

using ::testing::HasSubstr;

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
  const std::vector<char> bytes = bytes_of(sample_file);
  EXPECT_EQ(affectus_session_push_encoded(of_samples.get(), bytes.data(), bytes.size(), nullptr),
            AFFECTUS_ERROR_INVALID_ARGUMENT);
  EXPECT_EQ(affectus_session_push(of_samples.get(), &sample, 1, nullptr), AFFECTUS_OK);
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
    EXPECT_TRUE(std::isnan(affectus_rows_dimension_raw(some, row, AFFECTUS_VALENCE)));
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
  EXPECT_TRUE(std::isnan(affectus_rows_dimension_raw(rows.get(), 0, AFFECTUS_VALENCE))) << "without a baseline";
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
