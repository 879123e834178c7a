#include "cli/live_view.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <iterator>
#include <limits>
#include <string_view>
#include <utility>

#include "capture/level_meter.h"
#include "outputs/result_text.h"
#include "prediction/scale_ends.h"
#include "text/counted.h"
#include "text/text.h"

namespace affectus {
namespace {

constexpr float little_speech = 0.2F;  // below it the values mean little, and are faint
constexpr double lowest_shown_db = -60;
constexpr double absent = std::numeric_limits<double>::quiet_NaN();
constexpr double quiet_is_odd_s = 2, behind_is_odd_s = 1.5;

// The shapes of one character set.
struct Shapes {
  std::array<std::string_view, 8> history;  // from low to high
  std::string_view full, empty, line, range, middle, mark, peak, speaking;
};
constexpr Shapes unicode_shapes = {{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"}, "█", "░", "─", "━", "┼", "●", "│", "●"};
constexpr Shapes ascii_shapes = {{"_", ".", ",", "-", "=", "+", "*", "#"}, "#", ".", "-", "=", "+", "O", "|", "*"};

struct Meter {
  std::string_view name;
  std::optional<double> EmotionSegment::*value;
  std::optional<double> EmotionSegment::*deviation;
  Ink ink;
};
constexpr std::array<Meter, 3> meters = {{
    {"activation", &EmotionSegment::activation, &EmotionSegment::activation_sd, Ink::activation},
    {"valence", &EmotionSegment::valence, &EmotionSegment::valence_sd, Ink::valence},
    {"dominance", &EmotionSegment::dominance, &EmotionSegment::dominance_sd, Ink::dominance},
}};

std::string percent(double share) { return std::to_string(std::lround(100 * std::clamp(share, 0.0, 1.0))) + " %"; }

class LiveView {
 public:
  LiveView(const LiveState& state, bool utf8, TextScreen& screen)
      : state_(state), shapes_(utf8 ? unicode_shapes : ascii_shapes), dash_(utf8 ? "–" : "-"), screen_(screen) {
    // "activation " and " 4.25 " beside a bar; where there is no room for one, names are shortened and bars go.
    const std::size_t width = screen.width();
    label_ = width >= 30 ? 11 : 4;
    value_ = 6;
    bar_ = width >= label_ + value_ + 5 ? width - label_ - value_ : 0;
  }

  void draw() {
    using Line = void (LiveView::*)(std::size_t);
    // In their order on the screen; those of high rank go first where the screen is too low.
    struct Entry {
      int rank;
      Line line;
    };
    std::vector<Entry> entries = {{1, &LiveView::title},
                                  {7, &LiveView::nothing},
                                  {2, &LiveView::level},
                                  {1, &LiveView::speech},
                                  {7, &LiveView::nothing}};
    for (std::size_t i = 0; i < meters.size(); ++i) {
      static constexpr std::array<Line, 3> values = {&LiveView::value<0>, &LiveView::value<1>, &LiveView::value<2>};
      static constexpr std::array<Line, 3> histories = {&LiveView::history<0>, &LiveView::history<1>, &LiveView::history<2>};
      entries.push_back({0, values[i]});
      if (bar_ > 0) entries.push_back({5, histories[i]});
    }
    entries.push_back({7, &LiveView::nothing});
    entries.push_back({4, &LiveView::turn});
    entries.push_back({3, &LiveView::message});
    entries.push_back({6, &LiveView::hint});
    while (entries.size() > screen_.height()) {
      const auto last_of_highest_rank =
          std::max_element(entries.rbegin(), entries.rend(), [](const Entry& a, const Entry& b) { return a.rank < b.rank; });
      entries.erase(std::next(last_of_highest_rank).base());
    }
    for (std::size_t line = 0; line < entries.size(); ++line) (this->*entries[line].line)(line);
  }

 private:
  const EmotionSegment* last() const { return state_.rows.empty() ? nullptr : &state_.rows.back(); }
  bool is_doubtful(const EmotionSegment& row) const { return row.speech < little_speech; }

  void nothing(std::size_t) {}

  void put_right(std::size_t line, const std::string& text, Ink ink, std::size_t free_from) {
    const std::size_t width = display_width(text);
    if (free_from + width <= screen_.width()) screen_.put(line, screen_.width() - width, text, ink);
  }

  void title(std::size_t line) {
    const std::string clock = clock_text(state_.heard_s);
    const std::size_t room = screen_.width() - std::min(screen_.width(), clock.size() + 1);
    std::string text = state_.model;
    if (const std::string with_input = text + "  " + state_.input; display_width(printable(with_input)) <= room)
      text = with_input;
    std::size_t end = 0;
    if (room >= display_width(printable(text))) end = screen_.put(line, 0, text, Ink::strong);
    put_right(line, clock, Ink::plain, end);
  }

  std::string_view label(std::string_view name) const { return label_ == 4 ? name.substr(0, 3) : name; }

  // A bar from the left to `share`; a mark at `peak`, where it is above.
  void bar(std::size_t line, double share, std::optional<double> peak, Ink ink) {
    const auto cells = static_cast<double>(bar_);
    const auto filled = static_cast<std::size_t>(std::lround(std::clamp(share, 0.0, 1.0) * cells));
    for (std::size_t i = 0; i < bar_; ++i)
      screen_.put(line, label_ + i, i < filled ? shapes_.full : shapes_.empty, i < filled ? ink : Ink::faint);
    if (!peak || !(*peak > 0)) return;
    const auto place = std::min(bar_ - 1, static_cast<std::size_t>(std::clamp(*peak, 0.0, 1.0) * cells));
    if (place >= filled) screen_.put(line, label_ + place, shapes_.peak, ink);
  }

  void level(std::size_t line) {
    const auto share = [](double db) { return (db - lowest_shown_db) / -lowest_shown_db; };
    const Ink ink = state_.is_clipping ? Ink::bad : state_.peak_db > -3 ? Ink::warning : Ink::good;
    screen_.put(line, 0, label("level"));
    if (bar_ > 0) bar(line, share(state_.level_db), share(state_.peak_db), ink);
    const bool is_silent = state_.level_db <= LevelMeter::silence_db;
    const std::string text = state_.is_clipping ? "CLIP"
                             : is_silent        ? "-"
                                                : std::to_string(std::lround(state_.level_db)) + "dB";
    put_right(line, text, state_.is_clipping ? Ink::bad : Ink::plain, label_);
  }

  void speech(std::size_t line) {
    screen_.put(line, 0, label("speech"));
    const EmotionSegment* row = last();
    if (row == nullptr) {
      screen_.put(line, label_, "the first values come after " + trimmed_decimal(state_.window_s, 2) + " s", Ink::faint);
      return;
    }
    std::size_t end = screen_.put(line, label_, percent(row->speech), is_doubtful(*row) ? Ink::warning : Ink::plain);
    for (const auto& [probability, name] : likely_categories(*row)) {
      const std::string text = name + " " + percent(probability);
      if (end + 3 + display_width(text) > screen_.width()) break;
      end = screen_.put(line, end + 3, text, is_doubtful(*row) ? Ink::faint : Ink::plain);
    }
  }

  // The most probable first.
  std::vector<std::pair<float, std::string>> likely_categories(const EmotionSegment& row) const {
    std::vector<std::pair<float, std::string>> likely;
    for (std::size_t i = 0; i < std::min(row.categories.size(), state_.categories.size()); ++i)
      likely.emplace_back(row.categories[i], state_.categories[i]);
    std::ranges::stable_sort(likely, std::greater(), &std::pair<float, std::string>::first);
    return likely;
  }

  // The place of a value among so many cells of its scale; values beyond the ends are at the ends.
  std::size_t place_of(double value, std::size_t cells) const {
    const ScaleEnds ends = scale_ends(state_.scale);
    const double share = std::clamp((value - ends.low) / (ends.high - ends.low), 0.0, 1.0);
    return static_cast<std::size_t>(std::lround(share * static_cast<double>(cells - 1)));
  }

  template <std::size_t index>
  void value(std::size_t line) {
    const Meter& meter = meters[index];
    screen_.put(line, 0, label(meter.name), meter.ink);
    const EmotionSegment* row = last();
    const double value = row == nullptr ? absent : written(row->*meter.value).value_or(absent);
    for (std::size_t i = 0; i < bar_; ++i) screen_.put(line, label_ + i, shapes_.line, Ink::faint);
    if (bar_ > 0) screen_.put(line, label_ + (bar_ - 1) / 2, shapes_.middle, Ink::faint);
    if (std::isnan(value)) return;
    const Ink ink = is_doubtful(*row) ? Ink::faint : meter.ink;
    put_right(line, decimal(value, state_.scale == Scale::sam ? 1 : 2), ink, label_);
    if (bar_ == 0) return;
    if (const std::optional<double> deviation = written(row->*meter.deviation))
      for (std::size_t i = place_of(value - *deviation, bar_); i <= place_of(value + *deviation, bar_); ++i)
        screen_.put(line, label_ + i, shapes_.range, ink);
    screen_.put(line, label_ + place_of(value, bar_), shapes_.mark, is_doubtful(*row) ? Ink::faint : Ink::strong);
  }

  // A column a row, the newest at the right.
  template <std::size_t index>
  void history(std::size_t line) {
    const Meter& meter = meters[index];
    const std::size_t count = std::min(bar_, state_.rows.size());
    for (std::size_t i = 0; i < count; ++i) {
      const EmotionSegment& row = state_.rows[state_.rows.size() - count + i];
      const std::optional<double> value = written(row.*meter.value);
      if (!value) continue;
      screen_.put(line, label_ + bar_ - count + i, shapes_.history[place_of(*value, shapes_.history.size())],
                  is_doubtful(row) ? Ink::faint : meter.ink);
    }
  }

  void turn(std::size_t line) {
    screen_.put(line, 0, label("turn"));
    std::size_t end = label_;
    if (state_.is_speaking) end = 2 + screen_.put(line, end, std::string(shapes_.speaking) + " speaking", Ink::good);
    if (!state_.turn) return;
    const EmotionSegment& row = *state_.turn;
    std::string text = clock_text(row.start_s) + std::string(dash_) + clock_text(row.end_s);
    if (const auto likely = likely_categories(row); !likely.empty()) text += "  " + likely.front().second;
    for (const Meter& meter : meters)
      if (const std::optional<double> value = written(row.*meter.value))
        text += "  " + std::string(meter.name.substr(0, 3)) + " " + decimal(*value, state_.scale == Scale::sam ? 1 : 2);
    screen_.put(line, end, text, state_.is_speaking ? Ink::faint : Ink::plain);
  }

  // The most urgent of what is wrong.
  void message(std::size_t line) {
    const EmotionSegment* row = last();
    const bool is_unlike = row != nullptr && !is_doubtful(*row) &&
                           std::ranges::find(row->warnings, Warning::out_of_depth) != row->warnings.end();
    const auto seconds = [](double value) { return decimal(value, 1) + " s"; };
    if (state_.quiet_s >= quiet_is_odd_s)
      screen_.put(line, 0, "no samples for " + seconds(state_.quiet_s), Ink::warning);
    else if (state_.is_clipping)
      screen_.put(line, 0, "clipping (" + counted(state_.clips, "time", "times") + "): lower the input's level", Ink::bad);
    else if (state_.behind_s >= behind_is_odd_s)
      screen_.put(line, 0, seconds(state_.behind_s) + " behind: scoring takes longer than the hop", Ink::warning);
    else if (state_.lost_s > 0)
      screen_.put(line, 0, seconds(state_.lost_s) + " of samples lost so far (silence in their place)", Ink::warning);
    else if (is_unlike)
      screen_.put(line, 0, "unlike what the model learned from: the values may mislead", Ink::warning);
    else if (row != nullptr && is_doubtful(*row))
      screen_.put(line, 0, "little speech: the values mean little", Ink::faint);
  }

  void hint(std::size_t line) {
    const std::string recording = state_.recording.empty() ? "" : "recording to " + state_.recording + "  ";
    screen_.put(line, 0, recording + (state_.is_ending ? "ending" : "Ctrl-C ends"), Ink::faint);
  }

  const LiveState& state_;
  const Shapes& shapes_;
  std::string_view dash_;
  TextScreen& screen_;
  std::size_t label_ = 0;  // columns
  std::size_t value_ = 0;
  std::size_t bar_ = 0;
};

}  // namespace

void LiveState::remember(EmotionSegment row) {
  row.embedding = {};
  rows.push_back(std::move(row));
  if (rows.size() > most_rows) rows.pop_front();
}

void draw_live_view(const LiveState& state, bool utf8, TextScreen& screen) { LiveView(state, utf8, screen).draw(); }

}  // namespace affectus
