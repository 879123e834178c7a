// Turns samples into rows, one for each window or given interval, with dimensions, categories and share of speech.
#pragma once

#include <cstddef>
#include <map>
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

/// A part of a recording to be scored, with its label, tier and speaker from the user's file.
struct Interval {
  double start_s = 0;          // from 0
  double end_s = 0;            // not before start_s; infinity: the end of the recording
  std::string label;           // text of the interval, or the speaker's name
  std::string tier;            // of a TextGrid
  std::string speaker;         // of an RTTM file
  std::optional<int> channel;  // of the recording, from 0, if the interval is of one channel only
};

/// One row of a result. Values that the model does not give are absent.
struct EmotionSegment {
  double start_s = 0;
  double end_s = 0;
  float speech = 0;  // fraction of the frames with speech, 0 to 1
  std::optional<double> activation;
  std::optional<double> valence;
  std::optional<double> dominance;
  std::optional<double> activation_sd;  // the expected standard deviation of raters, on the same scale
  std::optional<double> valence_sd;
  std::optional<double> dominance_sd;
  std::optional<double> activation_raw;  // before the shift by a baseline; only with one
  std::optional<double> valence_raw;
  std::optional<double> dominance_raw;
  std::optional<double> familiarity;  // similarity to the model's training data, 0 to 1
  std::optional<double> distance;     // from the model's training data (Estimate::distance); no part of written results
  std::vector<float> categories;      // probabilities in the order of the model's names; empty without a category head
  std::vector<float> embedding;       // only on request
  std::vector<Warning> warnings;      // in the enumeration's order
  std::string label;
  std::string tier;
  std::string speaker;
  std::optional<int> channel;  // from 0, if channels are scored each, or the interval is of one
};

/// Where a voice's neutral lies: the dimensions of its calm speech, on the scale sam.
struct NeutralVoice {
  std::optional<double> activation;  // absent: not known, and not shifted
  std::optional<double> valence;
  std::optional<double> dominance;
};

/// Voices differ in where their neutral lies. With a baseline, value = raw - (the voice's neutral - the scale's middle), so
/// that every voice's neutral is the middle of the scale. Only the dimensions are shifted.
struct Baseline {
  /// Each voice's neutral is estimated from its rows so far, by the rule in docs/outputs.md. A voice is a speaker of a
  /// channel of a recording.
  bool running = false;
  /// Known neutrals, by speaker; the one of "" is that of all other rows. Rows without one keep their values.
  std::map<std::string, NeutralVoice> voices;
};

struct AFFECTUS_EXPORT PredictionOptions {
  std::optional<double> window_s;  // absent: one row an utterance, or windows of the model's longest training input
  std::optional<double> hop_s;     // distance of windows; absent: window_s
  Scale scale = Scale::sam;
  bool embedding = false;
  /// How many windows are scored together, at least 1. More are faster; 1 gives each row as soon as its window's last sample
  /// is in. The rows do not depend on it.
  std::size_t windows_together = 16;
  /// By which rows are shifted; either running or with voices. Absent: they are not. neutral_voice() (affectus/batch.h)
  /// scores a recording of calm speech.
  std::optional<Baseline> baseline;

  /// Throws Error(invalid_argument).
  void validate() const;
};

/// Scores one signal that arrives in pieces. It keeps the samples of one window and of the windows that wait to be scored
/// together, whatever the signal's length and however much windows overlap. A window's row equals, to the last bit, the row
/// of the same samples given alone (with a running baseline, its raw values do). Not thread-safe, except cancel(). Many
/// predictors may share one model. Its members throw only Error. After a call that failed, only reset() may follow; rows
/// that were known before the failure are given all the same.
class AFFECTUS_EXPORT Predictor {
 public:
  /// Without `intervals` the whole signal is scored in windows (PredictionOptions). With them, each interval has one row,
  /// whatever its length, or if a window is given, windows within it. Throws Error(invalid_argument) for options and
  /// intervals out of range.
  Predictor(std::shared_ptr<const Model> model, PredictionOptions options, std::vector<Interval> intervals = {});
  Predictor(Predictor&&) noexcept;
  ~Predictor();

  /// Takes the next samples: 16 kHz, mono, [-1, 1]; values that are not finite count as 0. Appends the rows that are now
  /// known to `segments`: windows in order of time, intervals in their given order.
  void push(std::span<const float> samples, std::vector<EmotionSegment>& segments);
  /// Scores the windows that wait for others, if any.
  void flush(std::vector<EmotionSegment>& segments);
  /// Lets the window that ends with the signal so far wait as well, unless it is a regular one: the row that finish() would
  /// give. The signal goes on. Without effect on intervals.
  void add_tail();

  /// In place of flush(), for a caller that scores windows of many signals in one batch of their model: appends the windows
  /// that wait. They are valid until another member is called, which settle() must be.
  void add_waiting(std::vector<SampleWindow>& windows);
  /// Takes the estimates of these windows (Model::estimate), in their order.
  void settle(std::span<WindowEstimate> estimates, std::vector<EmotionSegment>& segments);
  /// Ends the signal. A push() before reset() throws Error(invalid_argument); a second finish() gives no more rows.
  void finish(std::vector<EmotionSegment>& segments);
  /// Begins a new signal and drops windows that were not scored.
  void reset();
  /// May be called from any thread and a signal handler: push(), flush() and finish() throw Error(cancelled) soon after,
  /// until reset().
  void cancel() noexcept;

  /// Intervals that lie outside of the signal and have no row. Known after finish().
  const std::vector<Interval>& outside() const;
  /// Intervals that the end of the signal cut by more than 10 ms. Known after finish().
  const std::vector<Interval>& cut() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace affectus
