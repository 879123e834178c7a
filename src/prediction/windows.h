// Cuts a signal that arrives in pieces into the windows that are scored, and puts their scores back into rows.
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "affectus/prediction.h"

namespace affectus {

/// Samples that are scored as one utterance.
struct Window {
  std::size_t index = 0;  // in the order of WindowPlan::push
  double start_s = 0;     // in the signal
  double end_s = 0;
  std::vector<float> samples;
};

/// Windows of equal length and distance over one signal; the last one ends with the signal, shifted left to full length; a
/// signal shorter than a window is one window. Holds at most two windows and one pushed piece.
class WindowCutter {
 public:
  /// In samples, both at least 1.
  WindowCutter(std::size_t window, std::size_t hop) : window_(window), hop_(hop) {}

  struct Cut {
    std::size_t start = 0;  // sample
    std::vector<float> samples;
  };
  void push(std::span<const float> samples, std::vector<Cut>& cuts);
  void finish(std::vector<Cut>& cuts);

 private:
  std::size_t window_;
  std::size_t hop_;
  std::vector<float> buffer_;
  std::size_t buffer_start_ = 0;  // the sample at buffer_[0]
  std::size_t end_ = 0;           // samples seen
  std::size_t next_ = 0;          // start of the next window
  bool complete_ = false;         // the last window ended with the samples seen so far
};

/// What is scored of one signal: windows over all of it, or the user's intervals.
class WindowPlan {
 public:
  /// `longest_s` is the model's longest training input: the window where none is given.
  WindowPlan(const PredictionOptions& options, double longest_s, std::vector<Interval> intervals);

  void push(std::span<const float> samples, std::vector<Window>& windows);
  void finish(std::vector<Window>& windows);

  /// The rows of the result, from the scores of all windows (at the windows' indices): one a window, or one an interval, in
  /// the intervals' order, where an interval that took several windows gets their average over speech.
  std::vector<EmotionSegment> rows(std::vector<EmotionSegment> scores) const;
  /// True where rows() gives each window its row as it is, so that it need not wait for the signal's end.
  bool one_row_a_window() const { return intervals_.empty(); }
  /// Intervals of which the signal holds nothing; they get no row. Known after finish().
  const std::vector<Interval>& outside() const { return outside_; }

 private:
  struct Part {
    Interval interval;
    std::size_t start = 0;  // samples
    std::size_t end = 0;
    WindowCutter cutter;
    bool finished = false;
    std::vector<std::size_t> windows;  // indices
  };
  void finish_part(Part& part, std::vector<Window>& windows);
  void add(std::vector<WindowCutter::Cut>& cuts, Part* part, std::vector<Window>& windows);

  bool average_;  // one row an interval
  WindowCutter whole_;
  std::vector<Part> intervals_;
  std::vector<Interval> outside_;
  std::size_t samples_ = 0;
  std::size_t windows_ = 0;
};

/// One row for several of the same model: dimensions, categories and embedding averaged with weight length times speech
/// (length alone where none has speech); speech is averaged over length; start and end are the outermost. `segments` is not
/// empty.
EmotionSegment average_over_speech(std::span<const EmotionSegment> segments);

}  // namespace affectus
