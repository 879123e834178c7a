// The table of a reproduction.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "reproduction/agreement.h"
#include "reproduction/experiment.h"

namespace affectus {

/// A figure with its 95 % interval.
struct Figure {
  double value = 0;
  std::optional<ConfidenceInterval> interval;
};

/// The difference of a figure from another system's, by paired resamples.
struct Gain {
  Figure difference;
  std::optional<double> relative_percent;  // of the other's figure; absent if that may be 0 (its interval)
};

/// A figure of agreement, the mean over seeds (and folds, if each fold's model scores the whole set).
struct SeedFigure {
  Figure mean;
  std::vector<double> by_seed;      // in the order of Experiment::seeds
  std::optional<double> deviation;  // standard deviation over seeds (n - 1); absent for one seed
};

/// Agreement of estimates that are shifted by a baseline for each voice.
struct ShiftedResult {
  Figure concordance, bias;
  Gain gain;  // of the concordance over that without a baseline
};

/// What such a baseline brings (measure_voice_baselines).
struct VoiceBaselineResult {
  Figure concordance, bias;  // without it, of the same utterances
  ShiftedResult calm_speech, running;
};

struct DimensionResult {
  SeedFigure concordance;
  std::optional<Gain> over_baseline, over_student_alone;  // of the concordance
  Figure pearson, bias, spread;
  std::optional<Figure> tone;                         // absent: the set's sentences are not known
  std::optional<Figure> shift;                        // absent: the set was not scored in simulated conditions
  std::optional<Figure> deviation_pearson;            // absent: raters' or predicted standard deviations are not known
  std::optional<VoiceBaselineResult> voice_baseline;  // absent: no corpora are left out, or no speaker has calm speech
};

/// Of models that measure distances (measure_familiarity).
struct FamiliarityResult {
  Figure correlation;             // Spearman's, of distance and error
  std::vector<double> errors;     // mean absolute errors of equal groups, the nearest first
  std::vector<double> distances;  // quantiles (distance_quantiles)
};

struct SetResult {
  std::array<DimensionResult, 3> dimensions;  // in the order of dimension_names
  SeedFigure score;                           // mean CCC of the rated dimensions
  std::optional<Gain> score_over_baseline;
  std::optional<Figure> unweighted_recall;  // of categories
  std::optional<FamiliarityResult> familiarity;
};

/// Of all sets that share no recordings.
struct OverallResult {
  SeedFigure mean;  // of their scores
  std::optional<Gain> over_baseline;
  std::size_t worst = 0;  // the set with the lowest score
  std::vector<double>
      distances;  // quantiles (distance_quantiles), each set having the same weight; empty: none are measured
};

struct SystemResult {
  std::string id, title;
  std::string recipe;                                // text with the chosen candidate
  std::string recipe_hash;                           // before tuning
  std::vector<std::optional<double>> tuning_scores;  // mean development score of each candidate; absent: not tried
  std::size_t chosen = 0;
  std::size_t parameters = 0;              // of the estimator, without encoders
  std::optional<double> real_time_factor;  // seconds a second of audio, one thread, features and encoders included
  std::vector<SetResult> sets;
  std::optional<OverallResult> overall;  // where corpora are left out
};

struct EvaluatedSet {
  std::string name;
  bool is_pooled = false;
  bool is_repeated = false;                                    // EvaluationSet::is_repeated
  std::optional<std::size_t> fold;                             // EvaluationSet::fold
  std::size_t shift_sample = 0;                                // utterances in simulated conditions
  std::size_t rows = 0;                                        // of the set
  std::size_t utterances = 0, speakers = 0;                    // of those that every model could score
  std::size_t baseline_utterances = 0, baseline_speakers = 0;  // on which a baseline for each voice is judged; 0: none
};

struct ReproductionResults {
  const Experiment* experiment = nullptr;
  std::size_t resamples = 0;
  std::uint64_t bootstrap_seed = 0;  // of the first set; plus 1 for each further one, whose draws are its own
  std::vector<EvaluatedSet> sets;
  std::vector<SystemResult> systems;
};

/// Needs a finished run_experiment(). Throws Error for files that were changed since.
ReproductionResults collect_results(const Experiment& experiment, std::size_t resamples, std::uint64_t bootstrap_seed);

/// results.json: every figure, the protocol, the recipes' texts (docs/reproduce.md has the fields). Only "speed" depends on
/// this machine.
void write_results_json(std::ostream& out, const ReproductionResults& results);
/// results.md: tables.
void write_results_markdown(std::ostream& out, const ReproductionResults& results);
/// index.html: tables and pictures with intervals; needs no script and no network.
void write_results_page(std::ostream& out, const ReproductionResults& results);

}  // namespace affectus
