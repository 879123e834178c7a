#include "prediction/windows.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <locale>
#include <numeric>
#include <set>
#include <sstream>
#include <utility>

#include "affectus/error.h"
#include "prediction/familiarity.h"

namespace affectus {
namespace {

constexpr double latest_s = 1e9;  // 31 years: beyond it a time is a mistake
constexpr std::size_t to_the_end = std::numeric_limits<std::size_t>::max();
// Annotators round the recording's end, and decoders differ by a few samples: less than a frame is no cut.
constexpr std::size_t rounding_samples = sample_rate_hz / 100;

std::size_t samples_of(double seconds) { return static_cast<std::size_t>(std::llround(seconds * sample_rate_hz)); }

void check(const Interval& interval) {
  const bool ends_in_time = interval.end_s <= latest_s || interval.end_s == std::numeric_limits<double>::infinity();
  if (interval.start_s >= 0 && interval.start_s <= latest_s && interval.end_s >= interval.start_s && ends_in_time) return;
  std::ostringstream message;
  message.imbue(std::locale::classic());
  message << "interval: expected a start from 0 and an end not before it, up to " << latest_s << " s, found "
          << interval.start_s << " to " << interval.end_s;
  throw Error(ErrorCode::invalid_argument, message.str());
}

}  // namespace

Window WindowSequence::take() {
  const std::size_t start = start_ + position_ * hop_;
  return {.start = start, .end = start + window_, .position = position_++};
}

bool WindowSequence::finish(std::size_t end, Window& window) {
  const bool is_covered = position_ > 0 && start_ + (position_ - 1) * hop_ + window_ == end;
  if (is_covered || end <= start_) return false;
  const std::size_t length = std::min(window_, end - start_);
  window = {.start = end - length, .end = end, .position = position_++};
  return true;
}

WindowPlan::WindowPlan(const PredictionOptions& options, double longest_s, std::vector<Interval> intervals)
    : average_(!options.window_s),
      has_intervals_(!intervals.empty()),
      window_(std::max<std::size_t>(1, samples_of(options.window_s.value_or(longest_s)))),
      hop_(options.hop_s ? std::max<std::size_t>(1, samples_of(*options.hop_s)) : window_),
      whole_(window_, hop_, 0),
      shift_(options) {
  for (Interval& interval : intervals) {
    check(interval);
    const std::size_t start = samples_of(interval.start_s);
    const std::size_t end = std::isinf(interval.end_s) ? to_the_end : std::max(samples_of(interval.end_s), start);
    parts_.push_back({.interval = std::move(interval), .start = start, .end = end});
  }
  order_.resize(parts_.size());
  std::iota(order_.begin(), order_.end(), std::size_t{0});
  std::stable_sort(order_.begin(), order_.end(),
                   [&](std::size_t a, std::size_t b) { return parts_[a].start < parts_[b].start; });
}

void WindowPlan::push_open(Open open) {
  open.next_end = std::min(open.sequence.next_end(), parts_[open.part].end);
  open_.push(open);
}

// Those that begin within the signal.
void WindowPlan::open_parts() {
  for (; next_part_ < order_.size() && parts_[order_[next_part_]].start < samples_; ++next_part_) {
    const std::size_t part = order_[next_part_];
    push_open({part, WindowSequence(window_, hop_, parts_[part].start), 0});
  }
}

void WindowPlan::give(std::size_t part, Window window, std::vector<Window>& windows) {
  window.part = part;
  ++parts_[part].given;
  parts_[part].is_over = window.last;
  windows.push_back(window);
}

void WindowPlan::finish_part(Open& open, std::vector<Window>& windows) {
  Part& part = parts_[open.part];
  Window window;
  if (open.sequence.finish(std::min(part.end, samples_), window)) {
    window.last = true;
    give(open.part, window, windows);
    return;
  }
  // The last window that was given was the part's last.
  part.is_over = true;
  if (part.is_cut && part.scored == part.given && !part.rows.empty())
    part.rows.back().warnings.push_back(Warning::beyond_end);
}

void WindowPlan::advance(std::size_t samples, std::vector<Window>& windows) {
  samples_ = samples;
  if (!has_intervals_) {
    while (whole_.next_end() <= samples_) windows.push_back(whole_.take());
    return;
  }
  open_parts();
  while (!open_.empty() && open_.top().next_end <= samples_) {
    Open open = open_.top();
    open_.pop();
    const Part& part = parts_[open.part];
    if (open.sequence.next_end() > part.end) {
      finish_part(open, windows);
      continue;
    }
    Window window = open.sequence.take();
    window.last = window.end == part.end;
    give(open.part, window, windows);
    if (!window.last) push_open(open);
  }
}

void WindowPlan::add_tail(std::vector<Window>& windows) {
  WindowSequence ending = whole_;
  Window window;
  if (has_intervals_ || tail_end_ == samples_ || !ending.finish(samples_, window)) return;
  tail_end_ = samples_;
  windows.push_back(window);
}

void WindowPlan::finish(std::vector<Window>& windows) {
  if (!has_intervals_) {
    Window window;
    if (tail_end_ != samples_ && whole_.finish(samples_, window)) windows.push_back(window);
    return;
  }
  while (!open_.empty()) {
    Open open = open_.top();
    open_.pop();
    Part& part = parts_[open.part];
    part.is_cut = part.end != to_the_end && part.end > samples_ + rounding_samples;
    finish_part(open, windows);
  }
  for (Part& part : parts_)
    if (part.start >= samples_ || part.end == part.start) {
      part.is_over = true;
      outside_.push_back(part.interval);
    } else if (part.is_cut) {
      cut_.push_back(part.interval);
    }
}

std::size_t WindowPlan::samples_to_next() const {
  std::size_t next = has_intervals_ ? samples_ + window_ : whole_.next_end();
  if (!open_.empty()) next = std::min(next, open_.top().next_end);
  if (next_part_ < order_.size()) next = std::min(next, parts_[order_[next_part_]].start + 1);
  return next > samples_ ? next - samples_ : 1;
}

// Rows pass here one by one, in their order.
void WindowPlan::take_row(EmotionSegment row, std::vector<EmotionSegment>& rows) {
  shift_.apply(row);
  rows.push_back(std::move(row));
}

void WindowPlan::take_row(EmotionSegment row, const Part& part, std::vector<EmotionSegment>& rows) {
  row.label = part.interval.label;
  row.tier = part.interval.tier;
  row.speaker = part.interval.speaker;
  row.channel = part.interval.channel;
  take_row(std::move(row), rows);
}

void WindowPlan::add_score(const Window& window, EmotionSegment score) {
  if (!has_intervals_) return rows_.push_back(std::move(score));
  Part& part = parts_[window.part];
  ++part.scored;
  part.scored_until = window.end;
  if (part.is_cut && part.is_complete()) score.warnings.push_back(Warning::beyond_end);
  part.rows.push_back(std::move(score));
}

void WindowPlan::take_rows(std::vector<EmotionSegment>& rows) {
  for (EmotionSegment& row : rows_) take_row(std::move(row), rows);
  rows_.clear();
  for (; taken_ < parts_.size(); ++taken_) {
    Part& part = parts_[taken_];
    if (average_) {
      if (!part.is_complete()) return;
      if (!part.rows.empty()) {
        take_row(average_over_speech(part.rows), part, rows);
        // The interval's own times, so that a user finds the row by them.
        rows.back().start_s = part.interval.start_s;
        if (part.end != to_the_end) rows.back().end_s = part.interval.end_s;
      }
      part.rows = {};
      continue;
    }
    const bool last_waits = !part.is_complete() && !part.rows.empty() && part.scored_until >= samples_;
    const auto end = part.rows.end() - (last_waits ? 1 : 0);
    for (auto row = part.rows.begin(); row != end; ++row) take_row(std::move(*row), part, rows);
    part.rows.erase(part.rows.begin(), end);
    if (!part.is_complete()) return;
  }
}

std::size_t windows_together(const PredictionOptions& options, double longest_s) {
  const double step_s = std::max({options.window_s.value_or(longest_s), options.hop_s.value_or(0), 1e-3});
  const double most = static_cast<double>(most_samples_together) / sample_rate_hz / step_s;
  return most < 1 ? 1 : std::min(options.windows_together, static_cast<std::size_t>(most));
}

namespace {

// What any of them has; that there is no speech holds of all or of none.
std::vector<Warning> warnings_of(std::span<const EmotionSegment> segments) {
  std::set<Warning> warnings;
  for (const EmotionSegment& segment : segments) warnings.insert(segment.warnings.begin(), segment.warnings.end());
  if (std::any_of(segments.begin(), segments.end(), [](const EmotionSegment& segment) { return segment.speech > 0; }))
    warnings.erase(Warning::no_speech);
  return {warnings.begin(), warnings.end()};
}

}  // namespace

EmotionSegment average_over_speech(std::span<const EmotionSegment> segments) {
  EmotionSegment average = segments.front();
  if (segments.size() == 1) return average;

  double length_sum = 0, speech_sum = 0;
  for (const EmotionSegment& segment : segments) {
    const double length = segment.end_s - segment.start_s;
    length_sum += length;
    speech_sum += length * segment.speech;
    average.start_s = std::min(average.start_s, segment.start_s);
    average.end_s = std::max(average.end_s, segment.end_s);
  }
  std::vector<double> weights;
  for (const EmotionSegment& segment : segments) {
    const double length = segment.end_s - segment.start_s;
    if (speech_sum > 0)
      weights.push_back(length * segment.speech / speech_sum);
    else
      weights.push_back(length_sum > 0 ? length / length_sum : 1.0 / static_cast<double>(segments.size()));
  }
  average.speech = length_sum > 0 ? static_cast<float>(speech_sum / length_sum) : average.speech;
  average.warnings = warnings_of(segments);

  for (const auto dimension : {&EmotionSegment::activation, &EmotionSegment::valence, &EmotionSegment::dominance,
                               &EmotionSegment::activation_sd, &EmotionSegment::valence_sd, &EmotionSegment::dominance_sd,
                               &EmotionSegment::activation_raw, &EmotionSegment::valence_raw, &EmotionSegment::dominance_raw,
                               &EmotionSegment::familiarity, &EmotionSegment::distance}) {
    if (!(average.*dimension)) continue;
    double sum = 0;
    for (std::size_t i = 0; i < segments.size(); ++i) sum += weights[i] * *(segments[i].*dimension);
    average.*dimension = sum;
  }
  for (const auto list : {&EmotionSegment::categories, &EmotionSegment::embedding}) {
    for (std::size_t value = 0; value < (average.*list).size(); ++value) {
      double sum = 0;
      for (std::size_t i = 0; i < segments.size(); ++i) sum += weights[i] * (segments[i].*list)[value];
      (average.*list)[value] = static_cast<float>(sum);
    }
  }
  judge_depth(average);
  return average;
}

}  // namespace affectus
