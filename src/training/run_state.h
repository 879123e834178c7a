// The state of a training run after an epoch, from which it can continue as if it had never stopped.
#pragma once

#include <array>
#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "training/learner.h"

namespace affectus {

/// CCC on one development set, in the order of dimension_names; NaN: not rated, or undefined.
struct DevelopmentScore {
  std::string set;  // "ravdess", "ravdess degraded"
  std::array<double, 3> ccc;
};

/// One epoch, a line of log.jsonl.
struct EpochRecord {
  std::size_t epoch = 0;  // from 1
  double training_loss = 0;
  double gradient_norm = 0;  // mean over steps, before clipping
  double learning_rate = 0;  // at the last step
  double seconds = 0;
  double score = 0;  // mean CCC over dimensions, then sets; without development data minus the training loss
  std::vector<DevelopmentScore> development;
};

struct RunState {
  std::string identity;  // of recipe, overrides and manifests: only a run with the same identity may continue from here
  bool finished = false;
  std::size_t steps = 0;
  double rate_factor = 1;            // of the plateau schedule
  std::size_t last_rate_change = 0;  // epoch
  std::size_t best_epoch = 0;        // 0: none yet
  double best_score = 0;
  std::vector<EpochRecord> epochs;
  StateTensors learner;  // empty: the run is over, or the learner has it
  StateTensors best_weights;
  StateTensors best_encoder;  // of an encoder that learns; empty: none does

  /// Writes the file whole or not at all. Throws Error(unwritable).
  void write(const std::filesystem::path& file) const;
  /// Throws Error(not_found, invalid_format).
  static RunState read(const std::filesystem::path& file);

  /// As in the file, for another process. `name` stands for it in messages of Error(invalid_format).
  std::string bytes() const;
  static RunState parse(const std::string& bytes, const std::string& name);
};

/// log.jsonl: one object for each epoch.
std::string log_lines(const std::vector<EpochRecord>& epochs);

}  // namespace affectus
