// A turn's row is that of its interval, whatever the pieces.
#include "prediction/turn_predictor.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>

#include "expect_rows.h"
#include "failure.h"
#include "model/sample_network.h"
#include "speech/labelled_mixtures.h"
#include "speech_sample.h"

namespace affectus {
namespace {

using testing::Signal;

class TurnPredictorTest : public ::testing::Test {
 protected:
  // Windows of a second, so that turns are averages.
  static std::shared_ptr<const Model> model() {
    ModelConfig config;
    config.name = "loudness";
    config.dimensions = {"activation", "valence", "dominance"};
    config.longest_training_input_s = 1;
    return Model::wrap(config, std::make_unique<testing::LoudnessNetwork>());
  }
  static Signal signal() {
    const Signal speech = testing::speech_only(testing::speech_sample());
    Signal made(8000);
    for (const std::size_t length : {std::size_t{8000}, speech.size(), std::size_t{20000}}) {
      made.insert(made.end(), speech.begin(), speech.begin() + static_cast<std::ptrdiff_t>(length));
      made.resize(made.size() + 20000);
    }
    return made;
  }
  static std::vector<TurnEvent> events_of(const PredictionOptions& options, const Signal& samples, std::size_t piece,
                                          const TurnOptions& turns = {}) {
    TurnPredictor predictor(model(), options, turns);
    std::vector<TurnEvent> events;
    for (std::size_t done = 0; done < samples.size(); done += piece)
      predictor.push(std::span(samples).subspan(done, std::min(piece, samples.size() - done)), events);
    predictor.finish(events);
    return events;
  }
  static std::vector<EmotionSegment> rows_of(const std::vector<TurnEvent>& events) {
    std::vector<EmotionSegment> rows;
    for (std::size_t i = 0; i < events.size(); ++i) {
      EXPECT_EQ(events[i].kind, i % 2 == 0 ? TurnEvent::Kind::started : TurnEvent::Kind::ended);
      if (i % 2 == 0) continue;
      EXPECT_EQ(events[i].start_s, events[i - 1].start_s);
      EXPECT_EQ(events[i].row.start_s, events[i].start_s);
      rows.push_back(events[i].row);
    }
    return rows;
  }
};

TEST_F(TurnPredictorTest, ATurnsRowIsThatOfItsInterval) {
  const Signal samples = signal();
  PredictionOptions options{.scale = Scale::unit, .embedding = true};
  for (const bool shifted : {false, true}) {
    if (shifted) options.baseline = Baseline{.voices = {{"", {.activation = 4.5, .valence = {}, .dominance = 3}}}};
    const std::vector<EmotionSegment> rows = rows_of(events_of(options, samples, 1600));
    ASSERT_EQ(rows.size(), 3U);
    EXPECT_GT(rows[1].end_s - rows[1].start_s, 2.5) << "expected a turn of several windows";
    std::vector<Interval> intervals;
    for (const EmotionSegment& row : rows) intervals.push_back({.start_s = row.start_s, .end_s = row.end_s});
    Predictor predictor(model(), options, intervals);
    std::vector<EmotionSegment> expected;
    predictor.push(samples, expected);
    predictor.finish(expected);
    testing::expect_same_rows(rows, expected);
  }
}

TEST_F(TurnPredictorTest, PiecesDoNotMatter) {
  const Signal samples = signal();
  const PredictionOptions options{.baseline = Baseline{.running = true}};
  const std::vector<EmotionSegment> expected = rows_of(events_of(options, samples, samples.size()));
  ASSERT_EQ(expected.size(), 3U);
  for (const std::size_t piece : {1U, 333U, 16000U})
    testing::expect_same_rows(rows_of(events_of(options, samples, piece)), expected);
}

TEST_F(TurnPredictorTest, ATurnIsOpenUntilTheSignalEnds) {
  const Signal speech = testing::speech_only(testing::speech_sample());
  TurnPredictor predictor(model(), {}, {});
  std::vector<TurnEvent> events;
  predictor.push(speech, events);
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].kind, TurnEvent::Kind::started);
  predictor.finish(events);
  ASSERT_EQ(events.size(), 2U);
  EXPECT_TRUE(events[1].row.activation.has_value());
  EXPECT_GT(events[1].row.speech, 0.9F);
}

TEST_F(TurnPredictorTest, OptionsOutOfRangeAreRefused) {
  for (const TurnOptions& options :
       {TurnOptions{.speech_s = 0}, TurnOptions{.silence_s = 0.05}, TurnOptions{.longest_s = 0.5},
        TurnOptions{.silence_s = NAN}, TurnOptions{.longest_s = 1e6}})
    EXPECT_EQ(testing::failure_code([&] { TurnPredictor(model(), {}, options); }), ErrorCode::invalid_argument);
}

}  // namespace
}  // namespace affectus
