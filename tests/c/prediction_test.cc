#include <limits>
#include <thread>
#include <vector>

#include "affectus/batch.h"
#include "c/c_interface.h"
#include "temporary_folder.h"
#include "wave_file.h"

namespace affectus {
namespace {

TEST_F(CInterface, SamplesAndFilesGiveTheRowsOfThePredictor) {
  const PredictionOptions whole{.scale = Scale::signed_, .embedding = true};
  const PredictionOptions windows{.window_s = 1.3, .hop_s = 0.37, .scale = Scale::unit};
  const affectus_predict_options c_whole = {.size = sizeof c_whole, .scale = AFFECTUS_SCALE_SIGNED, .embedding = 1};
  const affectus_predict_options c_windows = {
      .size = sizeof c_windows, .window_s = 1.3, .hop_s = 0.37, .scale = AFFECTUS_SCALE_UNIT, .threads = 3};
  expect_same_rows(predict_samples(model_, speech_, 16000), predictor_rows({}));
  expect_same_rows(predict_samples(model_, speech_, 16000, &c_whole), predictor_rows(whole));
  expect_same_rows(predict_samples(model_, speech_, 16000, &c_windows), predictor_rows(windows));
  expect_same_rows(predict_file(model_, sample_file), predictor_rows({}));
  expect_same_rows(predict_file(model_, sample_file, &c_whole), predictor_rows(whole));
  expect_same_rows(predict_file(model_, sample_file, &c_windows), predictor_rows(windows));
}

TEST_F(CInterface, ABaselineShiftsTheRowsOfSamplesFilesAndSessions) {
  PredictionOptions expected{.window_s = 2, .hop_s = 0.5, .scale = Scale::unit};
  const Baseline known{.voices = {{"", neutral_voice(cpp_model_, sample_file, {.prediction = expected})}}};
  for (const auto& [baseline, text] :
       {std::pair(Baseline{.running = true}, "running"), std::pair(known, sample_file.c_str())}) {
    expected.baseline = baseline;
    const affectus_predict_options options = {
        .size = sizeof options, .window_s = 2, .hop_s = 0.5, .scale = AFFECTUS_SCALE_UNIT, .baseline = text};
    const affectus_session_options streamed = {
        .size = sizeof streamed, .window_s = 2, .hop_s = 0.5, .scale = AFFECTUS_SCALE_UNIT, .baseline = text};
    const Rows rows = predict_file(model_, sample_file, &options);
    expect_same_rows(rows, predictor_rows(expected));
    expect_same_rows(predict_samples(model_, speech_, 16000, &options), rows);
    expect_same_rows(push(open_session(model_, &streamed, 16000, 1), speech_, 1, 5000), rows);
    const bool is_shifted = affectus_rows_dimension(rows.get(), 0, AFFECTUS_VALENCE) !=
                            affectus_rows_dimension_raw(rows.get(), 0, AFFECTUS_VALENCE);
    EXPECT_EQ(is_shifted, !baseline.running) << "a running one knows nothing of the first row";
  }
}

TEST_F(CInterface, ABaselineThatCannotBeScoredIsAnError) {
  const testing::TemporaryFolder folder;
  const std::string silence = folder / "silence.wav", gone = folder / "gone.wav";
  testing::write_wave(silence, std::vector<float>(16000));
  for (const auto& [file, code] :
       {std::pair(silence, AFFECTUS_ERROR_INVALID_ARGUMENT), std::pair(gone, AFFECTUS_ERROR_NOT_FOUND)}) {
    const affectus_predict_options options = {.size = sizeof options, .baseline = file.c_str()};
    const affectus_session_options streamed = {.size = sizeof streamed, .baseline = file.c_str()};
    Failing of_samples, of_file, of_session;
    EXPECT_EQ(affectus_predict_samples(model_.get(), speech_.data(), 16000, 16000, &options, of_samples), nullptr);
    EXPECT_EQ(affectus_predict_file(model_.get(), sample_file.c_str(), &options, of_file), nullptr);
    EXPECT_EQ(affectus_session_open(model_.get(), &streamed, 16000, 1, of_session), nullptr);
    for (const Failing* error : {&of_samples, &of_file, &of_session}) {
      EXPECT_EQ(error->code(), code);
      EXPECT_THAT(error->message(), ::testing::HasSubstr(file));
    }
  }
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
  const Rows of_file = predict_file(model_, sample_file, &options);
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
  EXPECT_EQ(affectus_rows_duration_s(predict_file(model_, sample_file).get()), affectus_rows_duration_s(rows.get()));
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
  EXPECT_EQ(affectus_predict_file(model_.get(), sample_file.c_str(), &options, of_file), nullptr);
  EXPECT_EQ(of_file.code(), AFFECTUS_ERROR_CANCELLED);
}

TEST_F(CInterface, OneModelServesManyThreads) {
  const affectus_predict_options options = {.size = sizeof options, .window_s = 1.5, .threads = 2};
  const Rows expected = predict_file(model_, sample_file, &options);
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&, i] {
      expect_same_rows(
          i % 2 == 0 ? predict_file(model_, sample_file, &options) : predict_samples(model_, speech_, 16000, &options),
          expected);
    });
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace affectus
