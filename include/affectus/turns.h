// Stretches of speech in a signal that arrives in pieces: when they start and end, and their rows.
#pragma once

#include <optional>

#include "affectus/export.h"
#include "affectus/prediction.h"

namespace affectus {

/// When a turn starts and ends. Only the signal so far decides, so a stream and a file have the same turns.
struct AFFECTUS_EXPORT TurnOptions {
  double speech_s = 0.2;   // seconds of speech that start a turn, 0.03 to 10; pauses up to 0.1 s do not interrupt them
  double silence_s = 0.6;  // seconds without speech that end it, 0.1 to 10
  double longest_s = 60;   // a longer turn ends here, and the next begins, 1 to 600; memory grows with none of the three

  /// Throws Error(invalid_argument).
  void validate() const;
};

/// Each turn starts and ends once; an open turn ends with the signal. The start is known some time after it: `speech_s`,
/// and up to 0.15 s (0.5 s at the beginning of the signal). So is the end, after `silence_s`.
struct TurnEvent {
  enum class Kind { started, ended } kind = Kind::started;
  double start_s = 0;          // of the turn
  std::optional<int> channel;  // from 0, if channels are scored each
  /// Of a turn that ended. It equals the row of the interval from the turn's start to its end: a turn longer than the
  /// model's longest training input is the average of windows of that length. A running baseline is estimated from turns
  /// alone.
  EmotionSegment row;
};

}  // namespace affectus
