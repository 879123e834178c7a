#include "prediction/windows.h"

#include <algorithm>
#include <cmath>

namespace affectus {
namespace {

std::size_t to_samples(double seconds) { return static_cast<std::size_t>(std::llround(seconds * sample_rate_hz)); }
double to_seconds(std::size_t samples) { return static_cast<double>(samples) / sample_rate_hz; }

}  // namespace

void WindowCutter::push(std::span<const float> samples, std::vector<Cut>& cuts) {
  if (samples.empty()) return;
  buffer_.insert(buffer_.end(), samples.begin(), samples.end());
  end_ += samples.size();
  complete_ = false;
  while (next_ + window_ <= end_) {
    const auto first = buffer_.begin() + static_cast<std::ptrdiff_t>(next_ - buffer_start_);
    cuts.push_back({next_, {first, first + static_cast<std::ptrdiff_t>(window_)}});
    complete_ = next_ + window_ == end_;
    next_ += hop_;
  }
  // The last window may have to start this far back.
  const std::size_t shifted = end_ > window_ ? end_ - window_ : 0;
  const std::size_t keep = std::min(shifted, next_);
  if (keep - buffer_start_ >= window_) {  // seldom, since it moves what stays
    buffer_.erase(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(keep - buffer_start_));
    buffer_start_ = keep;
  }
}

void WindowCutter::finish(std::vector<Cut>& cuts) {
  if (complete_ || end_ == 0) return;
  const std::size_t start = end_ > window_ ? end_ - window_ : 0;
  cuts.push_back({start, {buffer_.begin() + static_cast<std::ptrdiff_t>(start - buffer_start_), buffer_.end()}});
  complete_ = true;
}

WindowPlan::WindowPlan(const PredictionOptions& options, double longest_s, std::vector<Interval> intervals)
    : average_(!options.window_s), whole_(1, 1) {
  const std::size_t window = std::max<std::size_t>(1, to_samples(options.window_s.value_or(longest_s)));
  const std::size_t hop = options.hop_s ? std::max<std::size_t>(1, to_samples(*options.hop_s)) : window;
  whole_ = WindowCutter(window, hop);
  for (Interval& interval : intervals) {
    const std::size_t start = to_samples(interval.start_s);
    const std::size_t end = std::max(to_samples(interval.end_s), start);
    intervals_.push_back({std::move(interval), start, end, WindowCutter(window, hop), false, {}});
  }
}

void WindowPlan::add(std::vector<WindowCutter::Cut>& cuts, Part* part, std::vector<Window>& windows) {
  for (WindowCutter::Cut& cut : cuts) {
    if (part) part->windows.push_back(windows_);
    const double start_s = to_seconds(cut.start + (part ? part->start : 0));
    const double end_s = start_s + to_seconds(cut.samples.size());
    windows.push_back({windows_++, start_s, end_s, std::move(cut.samples)});
  }
  cuts.clear();
}

void WindowPlan::finish_part(Part& part, std::vector<Window>& windows) {
  std::vector<WindowCutter::Cut> cuts;
  part.cutter.finish(cuts);
  add(cuts, &part, windows);
  part.finished = true;
}

void WindowPlan::push(std::span<const float> samples, std::vector<Window>& windows) {
  std::vector<WindowCutter::Cut> cuts;
  const std::size_t begin = samples_, end = samples_ + samples.size();
  samples_ = end;
  if (intervals_.empty()) {
    whole_.push(samples, cuts);
    add(cuts, nullptr, windows);
    return;
  }
  for (Part& part : intervals_) {
    const std::size_t from = std::max(part.start, begin), to = std::min(part.end, end);
    if (part.finished) continue;
    if (from < to) {
      part.cutter.push(samples.subspan(from - begin, to - from), cuts);
      add(cuts, &part, windows);
    }
    if (part.end <= end) finish_part(part, windows);
  }
}

void WindowPlan::finish(std::vector<Window>& windows) {
  if (intervals_.empty()) {
    std::vector<WindowCutter::Cut> cuts;
    whole_.finish(cuts);
    add(cuts, nullptr, windows);
  }
  for (Part& part : intervals_) {
    if (!part.finished) finish_part(part, windows);
    if (part.windows.empty()) outside_.push_back(part.interval);
  }
}

std::vector<EmotionSegment> WindowPlan::rows(std::vector<EmotionSegment> scores) const {
  if (intervals_.empty()) return scores;
  std::vector<EmotionSegment> rows;
  const auto add_row = [&rows](EmotionSegment row, const Interval& interval) {
    row.label = interval.label;
    row.tier = interval.tier;
    row.speaker = interval.speaker;
    rows.push_back(std::move(row));
  };
  for (const Part& part : intervals_) {
    if (part.windows.empty()) continue;
    std::vector<EmotionSegment> own;
    for (const std::size_t index : part.windows) own.push_back(std::move(scores[index]));
    if (average_) {
      // The interval's own times, so that a user finds the row by them.
      EmotionSegment row = average_over_speech(own);
      row.start_s = part.interval.start_s;
      row.end_s = part.interval.end_s;
      add_row(std::move(row), part.interval);
    } else {
      for (EmotionSegment& row : own) add_row(std::move(row), part.interval);
    }
  }
  return rows;
}

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

  for (const auto dimension : {&EmotionSegment::activation, &EmotionSegment::valence, &EmotionSegment::dominance,
                               &EmotionSegment::activation_sd, &EmotionSegment::valence_sd, &EmotionSegment::dominance_sd}) {
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
  return average;
}

}  // namespace affectus
