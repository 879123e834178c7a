// A session's turns are those of its signal, whatever comes in which pieces.
#include "affectus/turns.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "affectus/error.h"
#include "affectus/model_folder.h"
#include "affectus/session.h"
#include "expect_rows.h"
#include "failure.h"
#include "model/sample_network.h"
#include "recording_sample.h"

namespace affectus {
namespace {

class SessionTurnsTest : public ::testing::Test {
 protected:
  static void expect_same_events(const std::vector<TurnEvent>& found, const std::vector<TurnEvent>& expected) {
    ASSERT_EQ(found.size(), expected.size());
    std::vector<EmotionSegment> found_rows, expected_rows;
    for (std::size_t i = 0; i < found.size(); ++i) {
      EXPECT_EQ(found[i].kind, expected[i].kind) << i;
      EXPECT_EQ(found[i].start_s, expected[i].start_s) << i;
      EXPECT_EQ(found[i].channel, expected[i].channel) << i;
      found_rows.push_back(found[i].row);
      expected_rows.push_back(expected[i].row);
    }
    testing::expect_same_rows(found_rows, expected_rows);
  }

  static std::vector<TurnEvent> push(Session& session, std::span<const float> samples, std::size_t piece,
                                     std::vector<EmotionSegment>& rows) {
    std::vector<TurnEvent> events;
    const auto take = [&] { std::ranges::move(session.take_turns(), std::back_inserter(events)); };
    for (std::size_t done = 0; done < samples.size(); done += piece, take())
      session.push(samples.subspan(done, std::min(piece, samples.size() - done)), rows);
    session.finish(rows);
    take();
    return events;
  }

  std::shared_ptr<const Model> model_ = load_model_folder(AFFECTUS_SOURCE_DIR "/models/affectus");
  std::vector<float> samples_ = read_audio(testing::recording_sample);
  TurnOptions turns_{.silence_s = 0.4};
};

TEST_F(SessionTurnsTest, TheSameForSamplesAndForBytesAndBesideTheSameRows) {
  Session plain(model_, {});
  std::vector<EmotionSegment> expected_rows;
  EXPECT_TRUE(push(plain, samples_, 16000, expected_rows).empty());
  Session whole(model_, {.turns = turns_});
  std::vector<EmotionSegment> rows;
  const std::vector<TurnEvent> expected = push(whole, samples_, samples_.size(), rows);
  testing::expect_same_rows(rows, expected_rows);
  ASSERT_GE(expected.size(), 4U);
  EXPECT_EQ(expected.size() % 2, 0U);
  for (const std::size_t piece : {160U, 1777U}) {
    rows.clear();
    Session session(model_, {.turns = turns_});
    expect_same_events(push(session, samples_, piece, rows), expected);
    testing::expect_same_rows(rows, expected_rows);
  }
  std::ifstream stream(testing::recording_sample, std::ios::binary);
  const std::vector<char> bytes{std::istreambuf_iterator<char>(stream), {}};
  Session encoded(model_, {.turns = turns_});
  for (std::size_t done = 0; done < bytes.size(); done += 5000)
    encoded.push_encoded(std::as_bytes(std::span(bytes)).subspan(done, std::min<std::size_t>(5000, bytes.size() - done)),
                         rows);
  encoded.finish(rows);
  expect_same_events(encoded.take_turns(), expected);
}

TEST_F(SessionTurnsTest, EachChannelHasItsOwn) {
  std::vector<float> both;
  for (std::size_t i = 0; i < samples_.size(); ++i) {
    both.push_back(samples_[i]);
    both.push_back(i < 80000 ? 0.0F : samples_[i - 80000]);
  }
  Session each(model_, {.channels = 2, .channel = {ChannelChoice::Kind::each}, .turns = turns_});
  std::vector<EmotionSegment> rows;
  const std::vector<TurnEvent> events = push(each, both, 2000, rows);
  for (const int channel : {0, 1}) {
    Session one(model_, {.channels = 2, .channel = {ChannelChoice::Kind::one, channel}, .turns = turns_});
    std::vector<TurnEvent> alone = push(one, both, 64000, rows), found;
    for (TurnEvent& event : alone) event.channel = event.row.channel = channel;
    std::ranges::copy_if(events, std::back_inserter(found),
                         [&](const TurnEvent& event) { return event.channel == channel; });
    ASSERT_GE(found.size(), 2U) << channel;
    expect_same_events(found, alone);
  }
}

TEST_F(SessionTurnsTest, ARunningBaselineIsEstimatedFromTurns) {
  Session session(
      testing::wrapped_model(std::make_unique<testing::LoudnessNetwork>()),
      {.prediction = {.window_s = 3.0, .hop_s = 0.25, .windows_together = 1, .baseline = Baseline{.running = true}},
       .turns = turns_});
  std::vector<EmotionSegment> rows;
  const std::vector<TurnEvent> events = push(session, samples_, 1000, rows);
  ASSERT_GE(events.size(), 4U);
  EXPECT_EQ(events[1].row.activation, events[1].row.activation_raw) << "the first one knows of none before it";
  EXPECT_NE(events[3].row.activation, events[3].row.activation_raw);
}

TEST_F(SessionTurnsTest, AResetBeginsAnew) {
  Session session(model_, {.turns = turns_});
  std::vector<EmotionSegment> rows;
  const std::vector<TurnEvent> expected = push(session, samples_, 16000, rows);
  session.reset();
  session.push(std::span(samples_).first(100000), rows);
  session.reset();
  EXPECT_TRUE(session.take_turns().empty());
  expect_same_events(push(session, samples_, 16000, rows), expected);
}

TEST_F(SessionTurnsTest, WhatIsKnownBeforeAFailureIsGiven) {
  struct Failing : SampleEstimator {
    std::size_t shortest_samples() const override { return 1; }
    Estimate estimate(std::span<const float> samples) const override {
      if (samples.size() != 48000) throw std::runtime_error("odd weights");  // not a regular window: a turn
      return {.dimensions = {0, 0, 0}};
    }
  };
  Session session(testing::wrapped_model(std::make_unique<Failing>()), {.turns = turns_});
  std::vector<EmotionSegment> rows;
  EXPECT_EQ(testing::failure_code([&] { push(session, samples_, samples_.size(), rows); }), ErrorCode::unsupported);
  const std::vector<TurnEvent> events = session.take_turns();
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].kind, TurnEvent::Kind::started);
}

TEST_F(SessionTurnsTest, OptionsOutOfRangeAreRefused) {
  EXPECT_EQ(testing::failure_code([&] { Session(model_, {.turns = TurnOptions{.longest_s = 0}}); }),
            ErrorCode::invalid_argument);
}

}  // namespace
}  // namespace affectus
