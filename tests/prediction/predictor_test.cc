#include <gmock/gmock.h>

#include <cmath>
#include <limits>
#include <stdexcept>

#include "affectus/error.h"
#include "affectus/model.h"
#include "affectus/model_folder.h"
#include "affectus/prediction.h"
#include "expect_rows.h"
#include "failure.h"
#include "model/sample_network.h"
#include "model_folder.h"
#include "prediction/windows_alone.h"
#include "speech_sample.h"
#include "temporary_folder.h"

namespace affectus {
namespace {

using ::testing::ElementsAre;
using testing::expect_same_rows;
using testing::failure;
using testing::failure_code;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class PredictorTest : public ::testing::Test {
 protected:
  std::vector<EmotionSegment> predict(std::span<const float> samples, const PredictionOptions& options,
                                      std::size_t piece = 4096, std::vector<Interval> intervals = {}) const {
    return testing::predict(model_, samples, options, piece, std::move(intervals));
  }

  std::shared_ptr<const Model> model_ = load_model_folder(AFFECTUS_SOURCE_DIR "/models/affectus-mfb");
  std::vector<float> speech_ = testing::speech_sample();
};

TEST_F(PredictorTest, AWindowEqualsTheSameSamplesAlone) { testing::expect_windows_alone(model_, speech_); }

// Front ends side by side at half their rate, with a selection of their values: fused early, projected, and late.
TEST_F(PredictorTest, AWindowEqualsTheSameSamplesAloneForFusedModels) {
  const testing::TemporaryFolder folder;
  ModelConfig config{
      .front_ends = {{.name = "mfb", .options = "{}", .dim = 40}, {.name = "prosody", .options = "{}", .dim = 3}},
      .frame_rate_hz = 50,
      .categories = {"happy", "sad"}};
  config.front_ends[0].selected = {1, 2, 3, 5, 8, 13, 21, 34};
  config.front_ends[1].normalization.utterance = Normalization::Utterance::none;
  config.estimator.deviations = 3;
  config.estimator.familiarity = 4;
  for (std::size_t i = 0; i < ModelConfig::distance_quantiles; ++i)
    config.familiarity_distances.push_back(static_cast<double>(i));
  ModelConfig projected = config, late = config;
  projected.estimator.projection_units = 4;
  late.estimator.fusion = EstimatorShape::Fusion::late;
  for (const ModelConfig& one : {config, projected, late}) {
    testing::write_random_model(folder.path(), one);
    const std::shared_ptr<const Model> model = load_model_folder(folder.path());
    testing::expect_windows_alone(model, speech_);
    EXPECT_EQ(testing::predict(model, speech_, {.embedding = true})[0].embedding.size(),
              one.estimator.fusion == EstimatorShape::Fusion::late ? 256 : 128);
  }
}

TEST_F(PredictorTest, AWindowEqualsTheSameSamplesAloneForNetworksOfOthers) {
  testing::expect_windows_alone(testing::wrapped_model(), speech_);
}

// A spread is a distance: scales stretch it, but do not shift it.
TEST_F(PredictorTest, DeviationsAreOnTheScaleOfTheirDimensions) {
  const testing::TemporaryFolder folder;
  ModelConfig config{.front_ends = {{.name = "mfb", .options = "{}", .dim = 40}}};
  config.estimator.deviations = 3;
  testing::write_random_model(folder.path(), config);
  const std::shared_ptr<const Model> model = load_model_folder(folder.path());
  const auto row = [&](Scale scale) { return testing::predict(model, speech_, {.scale = scale})[0]; };
  const double own = model->estimate(speech_).deviations[1];
  EXPECT_GT(own, 0);
  EXPECT_NEAR(*row(Scale::signed_).valence_sd, own, 1e-6);
  EXPECT_NEAR(*row(Scale::sam).valence_sd, 3 * own, 1e-6);
  EXPECT_NEAR(*row(Scale::unit).valence_sd, own / 2, 1e-6);
  EXPECT_FALSE(predict(speech_, {})[0].valence_sd);
}

TEST_F(PredictorTest, PiecesDoNotMatter) {
  const auto whole = predict(speech_, {.window_s = 1, .embedding = true}, speech_.size());
  for (const std::size_t piece : {1U, 777U, 16000U})
    expect_same_rows(predict(speech_, {.window_s = 1, .embedding = true}, piece), whole);
}

TEST_F(PredictorTest, ScalesAreMapsOfEachOther) {
  const double sam = *predict(speech_, {.scale = Scale::sam})[0].activation;
  EXPECT_NEAR(*predict(speech_, {.scale = Scale::unit})[0].activation, (sam - 1) / 6, 1e-9);
  EXPECT_NEAR(*predict(speech_, {.scale = Scale::signed_})[0].activation, (sam - 4) / 3, 1e-9);
}

TEST_F(PredictorTest, SilenceAndASingleSampleAreFinite) {
  for (const std::size_t count : {1U, 399U, 16000U}) {
    const auto rows = predict(std::vector<float>(count, 0.0F), {});
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_TRUE(std::isfinite(*rows[0].valence));
    EXPECT_EQ(rows[0].speech, 0);
    EXPECT_THAT(rows[0].warnings, ElementsAre(Warning::no_speech));
  }
  EXPECT_TRUE(predict({}, {}).empty());
  EXPECT_THAT(predict(speech_, {})[0].warnings, IsEmpty());
}

// Every row is there as soon as its last sample is, and no sooner.
TEST_F(PredictorTest, OneWindowTogetherGivesEachRowInThePushThatBringsItsLastSample) {
  for (const std::size_t piece : {160U, 1000U, 7000U}) {
    Predictor predictor(model_, {.window_s = 0.75, .hop_s = 0.13, .windows_together = 1});
    std::size_t done = 0, given = 0;
    while (done < speech_.size()) {
      const std::size_t count = std::min(piece, speech_.size() - done);
      std::vector<EmotionSegment> rows;
      predictor.push(std::span(speech_).subspan(done, count), rows);
      const std::size_t whole = done + count < 12000 ? 0 : 1 + (done + count - 12000) / 2080;
      ASSERT_EQ(rows.size(), whole - given) << done;
      for (const EmotionSegment& row : rows) {
        const auto end = static_cast<std::size_t>(std::llround(row.end_s * sample_rate_hz));
        EXPECT_GT(end, done);
        EXPECT_LE(end, done + count);
      }
      given = whole;
      done += count;
    }
  }
}

TEST_F(PredictorTest, OneWindowTogetherGivesAnIntervalsRowInThePushThatBringsItsLastSample) {
  Predictor predictor(model_, {.windows_together = 1},
                      {{.start_s = 0.5, .end_s = 1, .label = "a"}, {.start_s = 0, .end_s = 2, .label = "b"}});
  std::vector<EmotionSegment> rows;
  const auto push = [&](std::size_t begin, std::size_t end) {
    rows.clear();
    predictor.push(std::span(speech_).subspan(begin, end - begin), rows);
    return rows.size();
  };
  EXPECT_EQ(push(0, 15999), 0);
  EXPECT_EQ(push(15999, 16000), 1);
  EXPECT_EQ(rows[0].label, "a");
  EXPECT_EQ(push(16000, 31999), 0);
  EXPECT_EQ(push(31999, 64000), 1);
  EXPECT_EQ(rows[0].label, "b");
  predictor.finish(rows);
  EXPECT_EQ(rows.size(), 1);
}

// An interval without a sample has no row, but those behind it wait for it until it is passed.
TEST_F(PredictorTest, RowsThatOnlyWaitForAnEmptyIntervalComeWhenItIsPassed) {
  Predictor predictor(model_, {.windows_together = 1},
                      {{.start_s = 2, .end_s = 2, .label = "empty"}, {.start_s = 0, .end_s = 1, .label = "a"}});
  std::vector<EmotionSegment> rows;
  predictor.push(std::span(speech_).first(48000), rows);
  ASSERT_THAT(rows, SizeIs(1));
  EXPECT_EQ(rows[0].label, "a");
}

TEST_F(PredictorTest, RowsDoNotDependOnHowManyWindowsAreScoredTogether) {
  const std::vector<Interval> intervals = {{.start_s = 1, .end_s = 3.9, .label = "a"},
                                           {.start_s = 0.25, .end_s = 1.1, .label = "b"},
                                           {.start_s = 0.3, .end_s = 0.31, .label = "c"},
                                           {.start_s = 2, .end_s = 9, .label = "cut short"}};
  for (const auto& [options, list] :
       {std::pair(PredictionOptions{.window_s = 0.6, .hop_s = 0.11}, std::vector<Interval>{}),
        std::pair(PredictionOptions{.window_s = 0.6, .hop_s = 0.11}, intervals),
        std::pair(PredictionOptions{}, std::vector<Interval>{}), std::pair(PredictionOptions{}, intervals)}) {
    PredictionOptions changed = options;
    changed.embedding = true;
    const auto expected = predict(speech_, changed, 4096, list);
    ASSERT_FALSE(expected.empty());
    for (const std::size_t together : {1U, 3U, 16U, 1000U})
      for (const std::size_t piece : {500U, 64000U}) {
        SCOPED_TRACE(std::to_string(together) + " together, pieces of " + std::to_string(piece));
        changed.windows_together = together;
        expect_same_rows(predict(speech_, changed, piece, list), expected);
      }
  }
}

TEST_F(PredictorTest, RowsOfARunningBaselineDoNotDependOnPiecesOrOnHowManyAreScoredTogether) {
  const auto model = testing::wrapped_model(std::make_unique<testing::LoudnessNetwork>());
  const std::vector<Interval> intervals = {{.start_s = 1, .end_s = 3.9, .speaker = "Anna"},
                                           {.start_s = 0.25, .end_s = 1.1, .speaker = "Ben"},
                                           {.start_s = 0.3, .end_s = 2.4, .speaker = "Anna"}};
  for (const std::vector<Interval>& list : {std::vector<Interval>{}, intervals}) {
    PredictionOptions options{.window_s = 0.6, .hop_s = 0.11, .embedding = true};
    const auto raw = testing::predict(model, speech_, options, 4096, list);
    options.baseline = Baseline{.running = true};
    const auto expected = testing::predict(model, speech_, options, 4096, list);
    ASSERT_EQ(raw.size(), expected.size());
    for (std::size_t i = 0; i < raw.size(); ++i) {
      EXPECT_EQ(expected[i].activation_raw, raw[i].activation);
      EXPECT_EQ(expected[i].valence_raw, raw[i].valence);
      EXPECT_EQ(expected[i].dominance_raw, raw[i].dominance);
    }
    EXPECT_EQ(expected[0].activation, raw[0].activation);
    EXPECT_LT(*expected.back().activation, *raw.back().activation - 0.05);
    Predictor again(model, options, list);
    for (int signal = 0; signal < 2; ++signal) {
      testing::expect_same_rows(testing::predict(again, speech_), expected);
      again.reset();
    }
    for (const std::size_t together : {1U, 3U, 16U})
      for (const std::size_t piece : {500U, 64000U}) {
        options.windows_together = together;
        expect_same_rows(testing::predict(model, speech_, options, piece, list), expected);
      }
  }
}

// In the order of the list; of an interval beyond the end, only what there is counts.
TEST_F(PredictorTest, ARunningBaselineSeesIntervalsInTheirGivenOrder) {
  const auto model = testing::wrapped_model(std::make_unique<testing::LoudnessNetwork>());
  const std::vector<Interval> intervals = {{.start_s = 2, .end_s = 100, .speaker = "Anna"},
                                           {.start_s = 0, .end_s = 2, .speaker = "Ben"},
                                           {.start_s = 0, .end_s = 1.5, .speaker = "Anna"}};
  const auto rows = testing::predict(model, speech_, {.baseline = Baseline{.running = true}}, 4096, intervals);
  ASSERT_THAT(rows, SizeIs(3));
  EXPECT_EQ(rows[0].end_s, 100);
  EXPECT_EQ(rows[0].activation, rows[0].activation_raw);
  EXPECT_EQ(rows[1].activation, rows[1].activation_raw);
  ASSERT_GE(rows[0].speech, 0.5F);
  const double weight = 2 * static_cast<double>(rows[0].speech);
  EXPECT_NEAR(*rows[2].activation_raw - *rows[2].activation, weight * (*rows[0].activation_raw - 4) / (10 + weight), 1e-9);
}

TEST_F(PredictorTest, AnIntervalEqualsTheSameSamplesAlone) {
  const std::vector<Interval> intervals = {
      {.start_s = 2, .end_s = 3.25}, {.start_s = 0.5, .end_s = 2.5}, {.start_s = 3, .end_s = 9}};
  const auto rows = predict(speech_, {.embedding = true}, 1000, intervals);
  ASSERT_THAT(rows, SizeIs(3));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    EXPECT_EQ(rows[i].start_s, intervals[i].start_s);
    EXPECT_EQ(rows[i].end_s, intervals[i].end_s);
    const auto start = static_cast<std::size_t>(intervals[i].start_s * sample_rate_hz);
    const auto end = std::min(speech_.size(), static_cast<std::size_t>(intervals[i].end_s * sample_rate_hz));
    const WindowEstimate alone = model_->estimate(std::span(speech_).subspan(start, end - start));
    EXPECT_EQ(rows[i].embedding, alone.embedding);
    EXPECT_EQ(rows[i].speech, alone.speech);
  }
}

TEST_F(PredictorTest, FlushScoresWhatWaits) {
  const PredictionOptions options{.window_s = 0.5, .embedding = true};
  Predictor predictor(model_, options);
  std::vector<EmotionSegment> rows;
  predictor.push(std::span(speech_).first(33000), rows);
  EXPECT_THAT(rows, IsEmpty());
  predictor.flush(rows);
  EXPECT_THAT(rows, SizeIs(4));
  predictor.flush(rows);
  EXPECT_THAT(rows, SizeIs(4)) << "nothing waits";
  predictor.push(std::span(speech_).subspan(33000), rows);
  EXPECT_THAT(rows, SizeIs(4));
  predictor.finish(rows);
  expect_same_rows(rows, predict(speech_, options));
}

TEST_F(PredictorTest, WindowsThatWaitAreScoredWhenThereAreEnough) {
  Predictor predictor(model_, {.window_s = 0.5, .hop_s = 0.1, .windows_together = 4});
  std::vector<std::size_t> given;
  for (std::size_t i = 0; i < 10; ++i) {
    std::vector<EmotionSegment> rows;
    predictor.push(std::span(speech_).subspan(i * 1600, 1600), rows);
    given.push_back(rows.size());
  }
  EXPECT_THAT(given, ElementsAre(0, 0, 0, 0, 0, 0, 0, 4, 0, 0));  // the first window ends with the fifth push
}

TEST_F(PredictorTest, AfterAResetASignalIsTheFirst) {
  const std::vector<float> other(30000, 0.25F);
  for (const std::vector<Interval>& intervals :
       {std::vector<Interval>{}, std::vector<Interval>{{.start_s = 1, .end_s = 2}, {.start_s = 0, .end_s = 1}}}) {
    const PredictionOptions options{.window_s = 0.7, .hop_s = 0.2, .embedding = true};
    const auto expected = predict(speech_, options, 4096, intervals);
    Predictor predictor(model_, options, intervals);
    expect_same_rows(testing::predict(predictor, speech_), expected);
    predictor.reset();
    expect_same_rows(testing::predict(predictor, speech_), expected);
    predictor.reset();
    std::vector<EmotionSegment> forgotten, rows;
    predictor.push(other, forgotten);
    predictor.reset();  // what waits is forgotten with it
    expect_same_rows(testing::predict(predictor, speech_), expected);
  }
}

TEST_F(PredictorTest, WhatASignalDidNotHoldIsKnownAtItsEndAndForgottenWithIt) {
  Predictor predictor(model_, {}, {{.start_s = 1, .end_s = 2, .label = "a"}, {.start_s = 3, .end_s = 4, .label = "b"}});
  testing::predict(predictor, std::span(speech_).first(40000));
  ASSERT_THAT(predictor.outside(), SizeIs(1));
  EXPECT_EQ(predictor.outside()[0].label, "b");
  predictor.reset();
  testing::predict(predictor, speech_);
  EXPECT_THAT(predictor.outside(), IsEmpty());
}

TEST_F(PredictorTest, CancelledItStopsUntilItIsReset) {
  const PredictionOptions options{.window_s = 0.5, .embedding = true};
  Predictor predictor(model_, options);
  std::vector<EmotionSegment> rows;
  for (const std::size_t pushed : {0U, 20000U}) {  // nothing waits; two windows wait
    predictor.push(std::span(speech_).first(pushed), rows);
    predictor.cancel();
    for (int i = 0; i < 2; ++i) {
      EXPECT_EQ(failure_code([&] { predictor.push(speech_, rows); }), ErrorCode::cancelled);
      EXPECT_EQ(failure_code([&] { predictor.push({}, rows); }), ErrorCode::cancelled);
      EXPECT_EQ(failure_code([&] { predictor.flush(rows); }), ErrorCode::cancelled) << pushed;
      EXPECT_EQ(failure_code([&] { predictor.finish(rows); }), ErrorCode::cancelled);
    }
    EXPECT_THAT(rows, IsEmpty());
    predictor.reset();
  }
  expect_same_rows(testing::predict(predictor, speech_), predict(speech_, options));
}

// A long push is not waited for: the batch at work is the last.
TEST_F(PredictorTest, CancelledWhileItWorksItScoresNoMoreThanTheBatchAtWork) {
  for (const std::size_t together : {1U, 4U}) {
    Predictor* predictor = nullptr;
    std::size_t asked = 0;
    const auto model = testing::wrapped_model(std::make_unique<testing::SampleNetwork>(1, [&] {
      if (++asked == 3) predictor->cancel();
    }));
    Predictor one(model, {.window_s = 0.1, .hop_s = 0.01, .windows_together = together});
    predictor = &one;
    std::vector<EmotionSegment> rows;
    EXPECT_EQ(failure_code([&] { one.push(speech_, rows); }), ErrorCode::cancelled);
    EXPECT_EQ(asked, together == 1 ? 3 : 4);
    one.reset();
    one.push(speech_, rows);
    EXPECT_GT(asked, 300);
  }
}

TEST_F(PredictorTest, NothingOfASignalFollowsItsEnd) {
  Predictor predictor(model_, {.window_s = 1});
  std::vector<EmotionSegment> rows;
  predictor.push(std::span(speech_).first(20000), rows);
  predictor.finish(rows);
  EXPECT_THAT(rows, SizeIs(2));
  EXPECT_EQ(failure_code([&] { predictor.push(speech_, rows); }), ErrorCode::invalid_argument);
  predictor.finish(rows);
  EXPECT_THAT(rows, SizeIs(2)) << "nothing is left";
  predictor.reset();
  expect_same_rows(testing::predict(predictor, speech_), predict(speech_, {.window_s = 1}));
}

// Windows of intervals end together, so that one call scores several batches.
TEST_F(PredictorTest, AFailureIsAnErrorKeepsTheRowsBeforeItAndAsksForAReset) {
  std::size_t asked = 0;
  const auto model = testing::wrapped_model(std::make_unique<testing::SampleNetwork>(1, [&] {
    if (++asked == 3) throw std::runtime_error("odd weights");
  }));
  Predictor predictor(model, {.windows_together = 1},
                      {{.start_s = 0, .end_s = 1}, {.start_s = 0.5, .end_s = 1}, {.start_s = 0.75, .end_s = 1}});
  std::vector<EmotionSegment> rows;
  EXPECT_THAT(failure([&] { predictor.push(speech_, rows); }, ErrorCode::unsupported), HasSubstr("odd weights"));
  EXPECT_THAT(rows, SizeIs(2));
  for (const auto& call : std::vector<std::function<void()>>{
           [&] { predictor.push(speech_, rows); }, [&] { predictor.flush(rows); }, [&] { predictor.finish(rows); }})
    EXPECT_EQ(failure_code(call), ErrorCode::invalid_argument);
  predictor.reset();
  EXPECT_THAT(testing::predict(predictor, speech_), SizeIs(3));
}

TEST_F(PredictorTest, SamplesThatAreNotFiniteCountAsZero) {
  std::vector<float> wild = speech_, silenced = speech_;
  const float infinity = std::numeric_limits<float>::infinity();
  for (std::size_t i = 0; i < wild.size(); i += 701) {
    wild[i] = i % 3 == 0 ? std::numeric_limits<float>::quiet_NaN() : i % 3 == 1 ? infinity : -infinity;
    silenced[i] = 0;
  }
  const auto rows = predict(wild, {.window_s = 1, .embedding = true});
  expect_same_rows(rows, predict(silenced, {.window_s = 1, .embedding = true}));
  EXPECT_NE(rows[0].embedding, predict(speech_, {.window_s = 1, .embedding = true})[0].embedding);
  for (const EmotionSegment& row : rows) EXPECT_TRUE(std::isfinite(*row.valence));
}

TEST_F(PredictorTest, WhatIsOutOfRangeIsRefused) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(failure_code([&] { Predictor(model_, {.window_s = -1}); }), ErrorCode::invalid_argument);
  EXPECT_EQ(failure_code([&] { Predictor(model_, {.windows_together = 0}); }), ErrorCode::invalid_argument);
  for (const Interval& interval : {Interval{.start_s = 2, .end_s = 1}, Interval{.start_s = -1, .end_s = 1},
                                   Interval{.start_s = nan, .end_s = 1}, Interval{.start_s = 0, .end_s = nan}})
    EXPECT_EQ(failure_code([&] { Predictor(model_, {}, {interval}); }), ErrorCode::invalid_argument);
}

TEST_F(PredictorTest, AModelLivesAsLongAsItsPredictor) {
  std::weak_ptr<const Model> watched;
  const auto make = [&] {
    const auto model = testing::wrapped_model();
    watched = model;
    return Predictor(model, {});
  };
  {
    Predictor predictor = make();
    EXPECT_FALSE(watched.expired());
    EXPECT_THAT(testing::predict(predictor, speech_), SizeIs(1));
  }
  EXPECT_TRUE(watched.expired());
}

TEST_F(PredictorTest, MovedItGoesOn) {
  const PredictionOptions options{.window_s = 0.5, .hop_s = 0.2, .embedding = true};
  std::vector<EmotionSegment> rows;
  Predictor first(model_, options);
  first.push(std::span(speech_).first(20000), rows);
  Predictor second = std::move(first);
  second.push(std::span(speech_).subspan(20000), rows);
  second.finish(rows);
  expect_same_rows(rows, predict(speech_, options));
}

}  // namespace
}  // namespace affectus
