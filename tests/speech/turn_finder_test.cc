// Turns are found where speech was put, whatever the pieces, and what is kept is bounded.
#include "speech/turn_finder.h"

#include <gmock/gmock.h>

#include "speech/labelled_mixtures.h"
#include "speech_sample.h"

namespace affectus {
namespace {

using testing::Signal;

struct Turn {
  double start_s = 0;
  double end_s = 0;
};

// In pieces of so many samples; checks that starts and ends take turns, in order of time.
std::vector<Turn> turns_of(const Signal& signal, const TurnLimits& limits = {}, std::size_t piece = 1600) {
  TurnFinder finder(limits);
  std::vector<TurnEdge> edges;
  for (std::size_t done = 0; done < signal.size(); done += piece)
    finder.push(std::span(signal).subspan(done, std::min(piece, signal.size() - done)), edges);
  finder.finish(edges);
  std::vector<Turn> turns;
  std::size_t last = 0;
  for (const TurnEdge& edge : edges) {
    EXPECT_GE(edge.sample, last);
    EXPECT_LE(edge.sample, signal.size());
    last = edge.sample;
    const double seconds = static_cast<double>(edge.sample) / sample_rate_hz;
    if (edge.is_start)
      turns.push_back({.start_s = seconds, .end_s = -1});
    else
      turns.back().end_s = seconds;
  }
  for (const Turn& turn : turns) EXPECT_GT(turn.end_s, turn.start_s);
  return turns;
}

// Speech of known places: `speech` after each of `pauses_s`, and a pause at the end; with noise so far below the speech.
struct Conversation {
  Signal signal;
  std::vector<Turn> turns;
};
Conversation conversation(const std::vector<Signal>& speech, const std::vector<double>& pauses_s, double noise_db) {
  Conversation made;
  double level = 0;
  const auto pause = [&](double seconds) {
    made.signal.resize(made.signal.size() + static_cast<std::size_t>(seconds * sample_rate_hz));
  };
  for (std::size_t i = 0; i < speech.size(); ++i) {
    pause(pauses_s[i]);
    const double start_s = static_cast<double>(made.signal.size()) / sample_rate_hz;
    made.signal.insert(made.signal.end(), speech[i].begin(), speech[i].end());
    made.turns.push_back({start_s, static_cast<double>(made.signal.size()) / sample_rate_hz});
    level = testing::root_mean_square(speech[i]);
  }
  pause(pauses_s.back());
  std::mt19937 generator(5);
  const Signal noise = testing::noise("pink", made.signal.size(), generator);
  const double gain = level * std::pow(10, -noise_db / 20);
  for (std::size_t i = 0; i < made.signal.size(); ++i) made.signal[i] += static_cast<float>(gain) * noise[i];
  return made;
}

std::vector<Signal> three_utterances() {
  const Signal speech = testing::speech_only(testing::speech_sample());
  const auto part = [&](std::size_t from, std::size_t to) {
    return Signal(speech.begin() + static_cast<std::ptrdiff_t>(from), speech.begin() + static_cast<std::ptrdiff_t>(to));
  };
  return {part(0, 16000), part(16000, 24000), part(24000, speech.size())};
}

TEST(TurnFinder, TurnsAreWhereTheSpeechIs) {
  for (const double noise_db : {60.0, 30.0, 20.0}) {
    const Conversation made = conversation(three_utterances(), {1, 1.5, 6, 1}, noise_db);
    const std::vector<Turn> found = turns_of(made.signal);
    ASSERT_EQ(found.size(), made.turns.size()) << noise_db << " dB";
    for (std::size_t i = 0; i < found.size(); ++i) {
      EXPECT_NEAR(found[i].start_s, made.turns[i].start_s, 0.15) << i << " at " << noise_db << " dB";
      EXPECT_NEAR(found[i].end_s, made.turns[i].end_s, 0.25) << i << " at " << noise_db << " dB";
    }
  }
}

TEST(TurnFinder, PausesShorterThanTheSilenceBelongToTheTurn) {
  const Conversation made = conversation(three_utterances(), {1, 0.5, 0.9, 1}, 40);
  EXPECT_EQ(turns_of(made.signal).size(), 2U);
  EXPECT_EQ(turns_of(made.signal, {.silence = 120}).size(), 1U);
  EXPECT_EQ(turns_of(made.signal, {.silence = 30}).size(), 3U);
}

TEST(TurnFinder, PiecesDoNotMatter) {
  const Conversation made = conversation(three_utterances(), {0.1, 1.5, 0.7, 0.3}, 30);
  const std::vector<Turn> expected = turns_of(made.signal);
  ASSERT_GE(expected.size(), 2U);
  for (const std::size_t piece : {std::size_t{1}, std::size_t{159}, std::size_t{4567}, made.signal.size()}) {
    const std::vector<Turn> found = turns_of(made.signal, {}, piece);
    ASSERT_EQ(found.size(), expected.size()) << piece;
    for (std::size_t i = 0; i < found.size(); ++i) {
      EXPECT_EQ(found[i].start_s, expected[i].start_s) << piece;
      EXPECT_EQ(found[i].end_s, expected[i].end_s) << piece;
    }
  }
}

TEST(TurnFinder, NoiseAndSilenceAreNoTurns) {
  EXPECT_TRUE(turns_of(Signal(160000)).empty());
  EXPECT_TRUE(turns_of({}).empty());
  EXPECT_TRUE(turns_of(Signal(399, 0.1F)).empty());
  std::mt19937 generator(7);
  for (const char* kind : {"white", "pink"}) {
    Signal signal = testing::noise(kind, std::size_t{60} * sample_rate_hz, generator);
    for (float& value : signal) value *= 0.02F;
    EXPECT_TRUE(turns_of(signal).empty()) << kind;
  }
}

TEST(TurnFinder, ATurnIsNoLongerThanTheLongest) {
  const Signal speech = testing::speech_only(testing::speech_sample());
  Signal long_speech;
  for (int i = 0; i < 5; ++i) long_speech.insert(long_speech.end(), speech.begin(), speech.end());
  const std::vector<Turn> found = turns_of(long_speech, {.longest = 300});
  ASSERT_GE(found.size(), 4U);
  for (std::size_t i = 0; i < found.size(); ++i) {
    EXPECT_LE(found[i].end_s - found[i].start_s, 3.0001);
    if (i == 0) continue;
    EXPECT_LT(found[i].start_s - found[i - 1].end_s, 0.6) << "the speech goes on";
  }
}

TEST(TurnFinder, TheEndOfTheSignalEndsATurn) {
  const Signal speech = testing::speech_only(testing::speech_sample());
  const std::vector<Turn> found = turns_of(speech);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_NEAR(found[0].start_s, 0, 0.15);
  EXPECT_NEAR(found[0].end_s, static_cast<double>(speech.size()) / sample_rate_hz, 0.15);
}

// A start is known soon after the turn's speech began, and an end soon after the silence that makes it one.
TEST(TurnFinder, EdgesAreKnownInTime) {
  const Conversation made = conversation(three_utterances(), {2, 1.5, 2, 2}, 40);
  TurnFinder finder({});
  std::vector<TurnEdge> edges;
  std::size_t known = 0;
  for (std::size_t done = 0; done < made.signal.size(); done += 160) {
    finder.push(std::span(made.signal).subspan(done, std::min<std::size_t>(160, made.signal.size() - done)), edges);
    for (; known < edges.size(); ++known) {
      const double delay_s =
          static_cast<double>(done) / sample_rate_hz - static_cast<double>(edges[known].sample) / sample_rate_hz;
      EXPECT_LT(delay_s, edges[known].is_start ? 0.5 : 0.8);
    }
  }
  EXPECT_EQ(known, 6U);
}

// What has to be kept for edges to come: nothing grows, whatever the signal is.
TEST(TurnFinder, WhatIsKeptIsBounded) {
  std::mt19937 generator(9);
  const Signal speech = testing::speech_only(testing::speech_sample());
  TurnFinder finder({});
  std::vector<TurnEdge> edges;
  std::size_t pushed = 0;
  bool is_open = false;
  for (int i = 0; i < 2000; ++i) {  // bursts and pauses of up to 0.3 s
    Signal piece(160 * (1 + generator() % 30));
    if (i % 2 == 0) {
      const std::size_t from = generator() % (speech.size() - piece.size());
      std::copy_n(speech.begin() + static_cast<std::ptrdiff_t>(from), piece.size(), piece.begin());
    }
    finder.push(piece, edges);
    pushed += piece.size();
    for (const TurnEdge& edge : edges) is_open = edge.is_start;
    edges.clear();
    const std::size_t settled = finder.settled_until();
    EXPECT_LE(settled, pushed);
    EXPECT_LT(pushed - settled, (is_open ? 1 : 5) * sample_rate_hz);
  }
}

}  // namespace
}  // namespace affectus
