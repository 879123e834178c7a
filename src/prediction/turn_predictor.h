// Finds the turns of one signal that arrives in pieces, and scores each.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "affectus/turns.h"
#include "base/project.h"

namespace affectus {

/// Keeps the samples of one window of the model's longest training input and of the seconds that a start waits to be known,
/// and a row for each such window of the longest turn. Windows of a turn are scored as soon as they are full, so that its
/// end waits for one window at most. Not thread-safe. Members throw the errors of the model.
class AFFECTUS_PROJECT TurnPredictor {
 public:
  /// Of `options`, window and hop do not apply. Throws Error(invalid_argument) for options out of range.
  TurnPredictor(std::shared_ptr<const Model> model, const PredictionOptions& options, const TurnOptions& turns);
  TurnPredictor(TurnPredictor&&) noexcept;
  ~TurnPredictor();

  /// Takes the next samples: 16 kHz, mono, [-1, 1]; values that are not finite count as 0. Appends what is now known.
  void push(std::span<const float> samples, std::vector<TurnEvent>& events);
  /// Ends the signal, and with it an open turn. Nothing may follow.
  void finish(std::vector<TurnEvent>& events);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace affectus
