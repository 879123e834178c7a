// Agreement of several systems with one evaluation set, each trained several times.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "evaluation/evaluation.h"

namespace affectus {

/// What one model, or the folds' models together, say of a set.
struct Answers {
  std::uint64_t seed = 0;
  std::vector<ScoredUtterance> utterances;
};

/// A system's answers: one a seed where folds are pooled, else one a seed and fold.
struct SystemAnswers {
  std::vector<Answers> answers;
  std::vector<std::string> categories;  // that the models know; empty: none
};

/// The mean over a system's answers of a figure: of the set as it is, and of each bootstrap resample.
struct ResampledFigure {
  double value = 0;
  std::vector<double> by_answers;  // the figure of each
  std::vector<double> resamples;   // NaN where it is not defined

  /// 95 %: the 2.5th and 97.5th percentile; absent where no resample is defined.
  std::optional<ConfidenceInterval> interval() const;
  /// This minus `other`, resample by resample: both must come from one call of measure_agreement().
  ResampledFigure minus(const ResampledFigure& other) const;
};

struct SystemAgreement {
  std::array<ResampledFigure, 3> concordance;        // in the order of dimension_names
  std::optional<ResampledFigure> unweighted_recall;  // of the categories that the models know
};

struct SetAgreement {
  std::size_t utterances = 0;  // that all answers have
  std::size_t speakers = 0;
  std::vector<SystemAgreement> systems;
};

/// Only utterances that stand in all answers count; a file is known by as many of the last parts of its path as tell it from
/// the others, since the corpus may have lain elsewhere when other answers were given. The bootstrap is that of evaluate()
/// (speakers, then utterances within them), with the same draws for all systems and answers: differences are paired. The
/// same for the same input and seed, whatever the number of threads.
SetAgreement measure_agreement(const std::vector<SystemAnswers>& systems, std::size_t resamples, std::uint64_t seed,
                               std::size_t threads);

}  // namespace affectus
