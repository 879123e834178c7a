#include <atomic>
#include <chrono>
#include <stdexcept>
#include <thread>
#include <vector>

#include "c/c_interface.h"
#include "c_base/model.h"

namespace affectus {
namespace {

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
  const Rows expected = predict_file(model_, sample_file, &whole);
  const std::vector<char> bytes = bytes_of(sample_file);
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

TEST_F(CInterface, TurnsAreRowsBesideTheOthers) {
  const affectus_session_options plain = {.size = sizeof plain};
  const affectus_session_options with_turns = {.size = sizeof with_turns, .turn_silence_s = 0.4};
  const SessionHandle session = open_session(model_, &with_turns, 16000, 1);
  expect_same_rows(push(session, speech_, 1, 1000), push(open_session(model_, &plain, 16000, 1), speech_, 1, 1000));
  const Rows turns(affectus_session_take_turns(session.get()), affectus_rows_free);
  const std::size_t count = affectus_rows_count(turns.get());
  ASSERT_GE(count, 4U);
  std::vector<affectus_interval> intervals;
  for (std::size_t i = 0; i < count; i += 2) {
    ASSERT_EQ(affectus_rows_turn(turns.get(), i), AFFECTUS_TURN_STARTED);
    EXPECT_EQ(affectus_rows_end_s(turns.get(), i), affectus_rows_start_s(turns.get(), i));
    EXPECT_TRUE(std::isnan(affectus_rows_speech(turns.get(), i)));
    EXPECT_TRUE(std::isnan(affectus_rows_dimension(turns.get(), i, AFFECTUS_VALENCE)));
    ASSERT_EQ(affectus_rows_turn(turns.get(), i + 1), AFFECTUS_TURN_ENDED);
    EXPECT_EQ(affectus_rows_start_s(turns.get(), i + 1), affectus_rows_start_s(turns.get(), i));
    intervals.push_back({affectus_rows_start_s(turns.get(), i + 1), affectus_rows_end_s(turns.get(), i + 1), "", "", ""});
  }
  EXPECT_EQ(affectus_rows_turn(turns.get(), count), AFFECTUS_TURN_NONE);
  const affectus_predict_options scored = {
      .size = sizeof scored, .intervals = intervals.data(), .interval_count = intervals.size()};
  const Rows expected = predict_samples(model_, speech_, 16000, &scored);
  ASSERT_EQ(affectus_rows_count(expected.get()), intervals.size());
  for (std::size_t i = 0; i < intervals.size(); ++i) {
    EXPECT_EQ(affectus_rows_turn(expected.get(), i), AFFECTUS_TURN_NONE);
    EXPECT_EQ(affectus_rows_speech(turns.get(), 2 * i + 1), affectus_rows_speech(expected.get(), i));
    for (const int dimension : {AFFECTUS_ACTIVATION, AFFECTUS_VALENCE, AFFECTUS_DOMINANCE})
      EXPECT_EQ(affectus_rows_dimension(turns.get(), 2 * i + 1, dimension),
                affectus_rows_dimension(expected.get(), i, dimension));
  }
  EXPECT_EQ(affectus_rows_count(Rows(affectus_session_take_turns(session.get()), affectus_rows_free).get()), 0U);
  EXPECT_EQ(affectus_session_take_turns(nullptr), nullptr);

  const affectus_session_options refused = {.size = sizeof refused, .turn_silence_s = 100};
  Failing error;
  EXPECT_EQ(affectus_session_open(model_.get(), &refused, 16000, 1, error), nullptr);
  EXPECT_EQ(error.code(), AFFECTUS_ERROR_INVALID_ARGUMENT);
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

// A model of others, for estimates that fail.
struct Failing5th : SampleEstimator {
  std::size_t shortest_samples() const override { return 1; }
  Estimate estimate(std::span<const float>) const override {
    if (++asked == 5) throw std::runtime_error("odd weights");
    return {.dimensions = {0, 0, 0}, .deviations = {}, .categories = {}, .embedding = {}};
  }
  mutable int asked = 0;
};

TEST_F(CInterface, RowsThatAreKnownBeforeAFailureStay) {
  ModelConfig config;
  config.dimensions = {"activation", "valence", "dominance"};
  config.longest_training_input_s = 10;
  const affectus_session_options options = {.size = sizeof options, .window_s = 1, .hop_s = 1};
  const ModelHandle model(new affectus_model{Model::wrap(config, std::make_unique<Failing5th>())}, affectus_model_free);
  const SessionHandle session = open_session(model, &options, 16000, 1);
  Failing estimate, later, end;
  EXPECT_EQ(affectus_session_push(session.get(), speech_.data(), 6 * 16000, estimate), AFFECTUS_ERROR_UNSUPPORTED);
  EXPECT_THAT(estimate.message(), ::testing::HasSubstr("odd weights"));
  EXPECT_EQ(affectus_rows_count(take(session).get()), 4U);
  EXPECT_EQ(affectus_session_push(session.get(), speech_.data(), 16000, later), AFFECTUS_ERROR_INVALID_ARGUMENT);
  EXPECT_EQ(affectus_session_finish(session.get(), end), AFFECTUS_ERROR_INVALID_ARGUMENT);
  ASSERT_EQ(affectus_session_reset(session.get(), nullptr), AFFECTUS_OK);
  EXPECT_EQ(affectus_rows_count(push(session, std::span(speech_).first(6 * 16000), 1, 16000).get()), 6U);
}

TEST_F(CInterface, ASignalWithoutSpeechHasTheWarningOfTheWhole) {
  const std::vector<float> silence(64000, 0.0F);
  const Rows whole = predict_samples(model_, silence, 16000);
  const Rows streamed = push(open_session(model_, nullptr, 16000, 1), silence, 1, 5000);
  EXPECT_EQ(affectus_rows_recording_warnings(whole.get()), static_cast<std::uint32_t>(AFFECTUS_WARNING_NO_SPEECH));
  EXPECT_EQ(affectus_rows_recording_warnings(streamed.get()), affectus_rows_recording_warnings(whole.get()));
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

}  // namespace
}  // namespace affectus
