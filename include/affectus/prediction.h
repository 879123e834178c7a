// From samples to rows: windows or given intervals, each with its dimensions, categories and share of speech.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "affectus/export.h"
#include "affectus/model.h"
#include "affectus/warnings.h"

namespace affectus {

/// The scale of the three dimensions in results; all are affine maps of each other.
enum class Scale {
  sam,      // 1 to 7, 4 is neutral
  unit,     // 0 to 1
  signed_,  // -1 to 1
};
AFFECTUS_EXPORT std::string to_string(Scale scale);

/// A part of a recording that the user wants scored, and what was said about it where it came from.
struct Interval {
  double start_s = 0;          // from 0
  double end_s = 0;            // not before start_s; infinity: the end of the recording
  std::string label;           // text of the interval, or the speaker's name
  std::string tier;            // of a TextGrid
  std::string speaker;         // of an RTTM file
  std::optional<int> channel;  // of the recording, from 0, where the interval is of one channel only
};

/// One row of a result. What the model does not give is absent.
struct EmotionSegment {
  double start_s = 0;
  double end_s = 0;
  float speech = 0;  // fraction of the frames with speech, 0 to 1
  std::optional<double> activation;
  std::optional<double> valence;
  std::optional<double> dominance;
  std::optional<double> activation_sd;  // how far raters would disagree: a standard deviation on the same scale
  std::optional<double> valence_sd;
  std::optional<double> dominance_sd;
  std::optional<double> familiarity;  // how near to what the model has learned from, 0 to 1
  std::vector<float> categories;      // probabilities in the order of the model's names; empty without a category head
  std::vector<float> embedding;       // only on request
  std::vector<Warning> warnings;      // in the enumeration's order
  std::string label;
  std::string tier;
  std::string speaker;
  std::optional<int> channel;  // from 0, where channels are scored each, or the interval is of one
};

struct AFFECTUS_EXPORT PredictionOptions {
  std::optional<double> window_s;  // absent: one row an utterance, or windows of the model's longest training input
  std::optional<double> hop_s;     // distance of windows; absent: window_s
  Scale scale = Scale::sam;
  bool embedding = false;
  /// How many windows may wait to be scored together, at least 1. More are faster; 1 gives each row as soon as its window's
  /// last sample is there. Rows do not depend on it.
  std::size_t windows_together = 16;

  /// Throws Error(invalid_argument).
  void validate() const;
};

/// Scores one signal that arrives in pieces. Memory is that of one window and of the windows that wait together, whatever
/// the signal's length and however much windows overlap. A window's row equals, to the last bit, the row of the same samples
/// given alone. Not thread-safe but for cancel(); one model serves many.
class AFFECTUS_EXPORT Predictor {
 public:
  /// Without `intervals` the whole signal is done in windows (PredictionOptions); with them one row an interval, whatever
  /// its length, or with a window given, windows within each interval. Throws Error(invalid_argument) for options and
  /// intervals out of range.
  Predictor(std::shared_ptr<const Model> model, PredictionOptions options, std::vector<Interval> intervals = {});
  Predictor(Predictor&&) noexcept;
  ~Predictor();

  /// Next samples: 16 kHz, mono, [-1, 1]; those that are not finite count as 0. Rows that are now known are appended to
  /// `segments`: windows in the order of time, intervals in the order in which they were given.
  void push(std::span<const float> samples, std::vector<EmotionSegment>& segments);
  /// Scores the windows that wait for others, if any.
  void flush(std::vector<EmotionSegment>& segments);
  /// Ends the signal. Nothing may be pushed before reset().
  void finish(std::vector<EmotionSegment>& segments);
  /// Begins a new signal; what has not been scored is forgotten.
  void reset();
  /// May be called from any thread and a signal handler: push(), flush() and finish() throw Error(cancelled) soon after,
  /// until reset().
  void cancel() noexcept;

  /// Intervals of which the signal held nothing, and which got no row. Known after finish().
  const std::vector<Interval>& outside() const;
  /// Intervals of which the signal held the beginning only, by more than 10 ms. Known after finish().
  const std::vector<Interval>& cut() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace affectus
