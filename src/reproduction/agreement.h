// Agreement of several systems with one evaluation set, each trained several times.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "evaluation/evaluation.h"

namespace affectus {

/// The predictions of one model, or of the folds' models together, for a set.
struct Answers {
  std::uint64_t seed = 0;
  std::vector<ScoredUtterance> utterances;
};

/// A system's answers: one for each seed if folds are pooled, else one for each seed and fold.
struct SystemAnswers {
  std::vector<Answers> answers;
  std::vector<std::string> categories;  // that the models know; empty: none
};

/// The mean over a system's answers of a figure: of the set as it is, and of each bootstrap resample. NaN if it is
/// undefined.
struct ResampledFigure {
  double value = 0;
  std::vector<double> by_answers;  // the figure of each
  std::vector<double> resamples;

  /// 95 %: the 2.5th and 97.5th percentile; absent if no resample is defined.
  std::optional<ConfidenceInterval> interval() const;
  /// This minus `other`, resample by resample: both must come from one call of measure_agreement().
  ResampledFigure minus(const ResampledFigure& other) const;
};

/// Their mean, answer by answer and resample by resample; those of one set count only up to the shortest. NaN of none.
ResampledFigure mean_of(const std::vector<ResampledFigure>& figures);

struct DimensionFigures {
  ResampledFigure concordance;
  ResampledFigure pearson;
  ResampledFigure bias;                 // mean prediction - mean target
  ResampledFigure spread;               // standard deviation of the predictions / that of the targets
  std::optional<ResampledFigure> tone;  // Pearson's correlation within utterances of one sentence, each minus its sentence's
                                        // mean: how far the estimate follows the voice and not the words
  std::optional<ResampledFigure> deviation_pearson;  // of predicted and raters' standard deviations, where both are known
};

struct SystemAgreement {
  std::array<DimensionFigures, 3> dimensions;        // in the order of dimension_names
  std::optional<ResampledFigure> unweighted_recall;  // of the categories that the models know

  /// The mean CCC of the set's rated dimensions.
  ResampledFigure score(const std::array<bool, 3>& is_rated) const;
};

struct SetAgreement {
  std::size_t utterances = 0;  // in all answers
  std::size_t speakers = 0;
  std::array<bool, 3> is_rated{};  // there are two different targets of the dimension
  std::vector<SystemAgreement> systems;
};

/// Only utterances in all answers count. A file is identified by as many of the last parts of its path as distinguish it
/// from the others, because the corpus may have moved between answers. The bootstrap is that of evaluate() (speakers, then
/// utterances within them), with the same draws for all systems and answers, so differences are paired. The same input and
/// seed give the same result with any number of threads.
SetAgreement measure_agreement(const std::vector<SystemAnswers>& systems, std::size_t resamples, std::uint64_t seed,
                               std::size_t threads);

}  // namespace affectus
