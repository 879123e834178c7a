// Quick measurements from which a plan's times and sizes are estimated.
#pragma once

#include <optional>

#include "reproduction/experiment.h"
#include "reproduction/fine_tuning_cost.h"

namespace affectus {

struct CorpusLength {
  std::size_t recordings = 0;
  double mean_s = 0;   // of some of them, as their containers claim
  double total_s = 0;  // that mean times their number
};
CorpusLength measure_length(const Experiment& experiment);

/// The cost of one recording of the mean length.
struct FeatureCost {
  double seconds = 0;  // its share of the experiment's threads
  double bytes = 0;    // in the cache: window by window for scoring, and by recording for training
};
/// Runs the front end on noise.
FeatureCost measure_features(const Experiment& experiment, const FrontEndChoice& front_end, const CorpusLength& length);
/// The same of a front end "SYSTEM@encoder" of a system, whose encoder need not be trained yet.
FeatureCost measure_trained_encoder(const Experiment& experiment, std::size_t system, const FrontEndChoice& front_end,
                                    const CorpusLength& length);

struct TrainingCost {
  double training_s = 0;                      // of one training, all epochs, in the mean over folds
  double scoring_s = 0;                       // of scoring with its model
  double bytes = 0;                           // of its files
  std::optional<FineTuningCost> fine_tuning;  // where an encoder learns; its time on this machine is in training_s
};
/// Runs one step of training on noise frames of the mean length, and where an encoder learns a matrix product, whose speed
/// stands for the encoder's.
TrainingCost measure_training(const Experiment& experiment, std::size_t system, const CorpusLength& length);

}  // namespace affectus
