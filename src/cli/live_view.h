// What `affectus listen` shows on a terminal: three meters with their history, category, speech, level and clipping.
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "affectus/prediction.h"
#include "cli/text_screen.h"

namespace affectus {

/// All that the view shows.
struct LiveState {
  std::string model;
  std::string input;
  std::vector<std::string> categories;  // names, in the order of the rows'
  Scale scale = Scale::sam;
  double window_s = 3;

  double heard_s = 0;
  double level_db = -90;
  double peak_db = -90;
  bool is_clipping = false;
  std::size_t clips = 0;
  std::deque<EmotionSegment> rows;     // the last ones, in order of time; see remember()
  bool is_speaking = false;            // within a turn
  std::optional<EmotionSegment> turn;  // the last that ended
  std::string recording;               // the file that is recorded to; empty: none
  double lost_s = 0;                   // of samples that never came
  double behind_s = 0;                 // of samples that wait to be scored
  double quiet_s = 0;                  // since the last samples came
  bool is_ending = false;              // the rest is scored

  static constexpr std::size_t most_rows = 1000;
  /// Adds a row, and forgets those that no screen can show.
  void remember(EmotionSegment row);
};

/// Draws the state on an empty screen of any size. What there is no room for is left out, the least important first. Without
/// `utf8` only ASCII is used.
void draw_live_view(const LiveState& state, bool utf8, TextScreen& screen);

}  // namespace affectus
