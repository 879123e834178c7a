// What the screen shows, as text.
#include "cli/live_view.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <sstream>

#include "text/text.h"

namespace affectus {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

LiveState state_of_speech() {
  LiveState state;
  state.model = "affectus";
  state.input = "pulse:default";
  state.categories = {"angry", "happy", "neutral"};
  state.heard_s = 75.25;
  state.level_db = -18;
  state.peak_db = -9;
  for (int i = 0; i < 20; ++i) {
    EmotionSegment row;
    row.start_s = 0.25 * i;
    row.end_s = row.start_s + 3;
    row.speech = 0.8F;
    row.activation = 1 + 0.3 * i;
    row.valence = 4;
    row.dominance = 7 - 0.3 * i;
    row.activation_sd = row.valence_sd = row.dominance_sd = 1;
    row.categories = {0.1F, 0.65F, 0.25F};
    state.remember(row);
  }
  return state;
}

std::string shown(const LiveState& state, std::size_t width, std::size_t height, bool utf8 = true) {
  TextScreen screen(width, height);
  draw_live_view(state, utf8, screen);
  return screen.text();
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

TEST(LiveView, ShowsAllThatIsThere) {
  EXPECT_EQ(shown(state_of_speech(), 60, 16),
            "affectus  pulse:default                                 1:15\n"
            "\n"
            "level      ██████████████████████████████░░░░░░│░░░░░░ -18dB\n"
            "speech     80 %   happy 65 %   neutral 25 %   angry 10 %\n"
            "\n"
            "activation ─────────────────────┼───────────━━━━━━━●━━   6.7\n"
            "                                  ▁▁▂▂▂▃▃▃▄▄▅▅▅▆▆▆▇▇▇█\n"
            "valence    ──────────────━━━━━━━●━━━━━━━──────────────   4.0\n"
            "                                  ▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅\n"
            "dominance  ━━●━━━━━━━───────────┼─────────────────────   1.3\n"
            "                                  ██▇▇▇▆▆▆▅▅▅▄▄▃▃▃▂▂▂▁\n"
            "\n"
            "turn\n"
            "\n"
            "Ctrl-C ends\n");
}

// Everything that a screen of any size shows lies within it, and the three values are the last to go.
TEST(LiveView, FitsEverySize) {
  LiveState state = state_of_speech();
  state.is_speaking = state.is_clipping = true;
  state.recording = "a file with a long name.wav";
  state.turn = state.rows.back();
  for (const bool utf8 : {false, true})
    for (std::size_t width = 1; width <= 130; ++width)
      for (std::size_t height = 1; height <= 30; ++height) {
        const std::string text = shown(state, width, height, utf8);
        const std::vector<std::string> lines = lines_of(text);
        EXPECT_LE(lines.size(), height);
        for (const std::string& line : lines) EXPECT_LE(display_width(line), width) << line;
        if (width >= 8 && height >= 3) {
          EXPECT_THAT(text, HasSubstr("6.7")) << width << " x " << height;
          EXPECT_THAT(text, HasSubstr("1.3")) << width << " x " << height;
        }
        EXPECT_TRUE(utf8 || std::ranges::all_of(text, [](char one) { return static_cast<unsigned char>(one) < 128; }));
      }
}

TEST(LiveView, ANarrowTerminalHasShortNames) {
  const std::string text = shown(state_of_speech(), 24, 16);
  EXPECT_THAT(text, HasSubstr("act "));
  EXPECT_THAT(text, Not(HasSubstr("activation")));
  EXPECT_THAT(text, HasSubstr("●"));
  const std::string narrower = shown(state_of_speech(), 12, 16);
  EXPECT_THAT(narrower, HasSubstr("act      6.7"));
  EXPECT_THAT(narrower, Not(HasSubstr("●")));
}

TEST(LiveView, BeforeTheFirstRowItSaysWhenItComes) {
  LiveState state;
  state.model = "affectus";
  state.window_s = 2.5;
  EXPECT_THAT(shown(state, 60, 16), HasSubstr("the first values come after 2.5 s"));
}

TEST(LiveView, ValuesThatAModelDoesNotGiveAreLeftOut) {
  LiveState state;
  state.remember({.speech = 1, .valence = 5});
  const std::string text = shown(state, 60, 16);
  EXPECT_THAT(text, HasSubstr("5.0"));
  EXPECT_EQ(std::ranges::count(lines_of(text), lines_of(shown({}, 60, 16))[5]), 1) << "the empty meter of activation";
}

TEST(LiveView, ValuesBeyondTheScaleStandAtItsEnds) {
  LiveState state;
  state.remember({.speech = 1, .activation = 12, .valence = -3, .dominance = std::numeric_limits<double>::quiet_NaN()});
  const std::vector<std::string> lines = lines_of(shown(state, 40, 16));
  EXPECT_THAT(lines[5], HasSubstr("─●  12.0"));
  EXPECT_THAT(lines[7], HasSubstr("valence    ●─"));
}

TEST(LiveView, SaysWhatIsWrong) {
  const auto message = [](const std::function<void(LiveState&)>& change) {
    LiveState state = state_of_speech();
    change(state);
    return shown(state, 80, 20);
  };
  EXPECT_THAT(message([](LiveState& state) { state.is_clipping = true, state.clips = 3; }), HasSubstr("clipping (3 times)"));
  EXPECT_THAT(message([](LiveState& state) { state.is_clipping = true; }), HasSubstr("CLIP"));
  EXPECT_THAT(message([](LiveState& state) { state.behind_s = 4.2; }), HasSubstr("4.2 s behind"));
  EXPECT_THAT(message([](LiveState& state) { state.lost_s = 0.5; }), HasSubstr("0.5 s of samples lost"));
  EXPECT_THAT(message([](LiveState& state) { state.quiet_s = 3; }), HasSubstr("no samples for 3.0 s"));
  EXPECT_THAT(message([](LiveState& state) { state.rows.back().warnings = {Warning::out_of_depth}; }),
              HasSubstr("unlike what the model learned from"));
  EXPECT_THAT(message([](LiveState& state) { state.rows.back().speech = 0; }), HasSubstr("little speech"));
  EXPECT_THAT(message([](LiveState& state) { state.recording = "talk.wav"; }), HasSubstr("recording to talk.wav"));
}

TEST(LiveView, ShowsTheTurn) {
  LiveState state = state_of_speech();
  state.turn = state.rows.back();
  state.turn->start_s = 61;
  state.turn->end_s = 64.4;
  EXPECT_THAT(shown(state, 80, 20), HasSubstr("turn       1:01–1:04  happy  act 6.7  val 4.0  dom 1.3"));
  state.is_speaking = true;
  EXPECT_THAT(shown(state, 80, 20), HasSubstr("● speaking  1:01–1:04"));
}

TEST(LiveView, RememberingIsBounded) {
  LiveState state;
  for (int i = 0; i < 5000; ++i) state.remember({.start_s = static_cast<double>(i), .embedding = {1, 2, 3}});
  EXPECT_EQ(state.rows.size(), LiveState::most_rows);
  EXPECT_EQ(state.rows.back().start_s, 4999);
  EXPECT_TRUE(state.rows.back().embedding.empty());
}

}  // namespace
}  // namespace affectus
