// From samples to rows: windows or given intervals, each with its dimensions, categories and share of speech.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "affectus/model.h"

namespace affectus {

/// The scale of the three dimensions in results; all are affine maps of each other.
enum class Scale {
  sam,      // 1 to 7, 4 is neutral
  unit,     // 0 to 1
  signed_,  // -1 to 1
};
Scale parse_scale(const std::string& text);
std::string to_string(Scale scale);

/// A part of a recording that the user wants scored, and what was said about it where it came from.
struct Interval {
  double start_s = 0;
  double end_s = 0;
  std::string label;    // text of the interval, or the speaker's name
  std::string tier;     // of a TextGrid
  std::string speaker;  // of an RTTM file
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
  std::vector<float> categories;  // probabilities in the order of the model's names; empty without a category head
  std::vector<float> embedding;   // only on request
  std::string label;
  std::string tier;
  std::string speaker;
  std::optional<int> channel;  // from 0, where channels are scored each
};

struct PredictionOptions {
  std::optional<double> window_s;  // absent: one row an utterance, or windows of the model's longest training input
  std::optional<double> hop_s;     // distance of windows; absent: window_s
  Scale scale = Scale::sam;
  bool embedding = false;

  /// Throws Error(invalid_argument).
  void validate() const;
};

/// Scores one signal that arrives in pieces; memory is bounded by a few windows, whatever its length. Windows are scored in
/// batches. A window's row equals, to the last bit, the row of the same samples given alone. Not thread-safe; the model must
/// outlive it.
class Predictor {
 public:
  /// Without `intervals` the whole signal is done in windows (PredictionOptions); with them one row an interval, whatever
  /// its length, or with a window given, windows within each interval.
  Predictor(const Model& model, PredictionOptions options, std::vector<Interval> intervals = {});
  ~Predictor();

  /// Next samples: 16 kHz, mono, [-1, 1]. Rows that are now known are appended to `segments`, in the order of time.
  void push(std::span<const float> samples, std::vector<EmotionSegment>& segments);
  /// Ends the signal. Nothing may be pushed afterwards.
  void finish(std::vector<EmotionSegment>& segments);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace affectus
