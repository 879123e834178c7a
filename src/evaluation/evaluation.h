// The agreement of a model's predictions with a corpus: overall with intervals, and by group.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/dimensions.h"
#include "evaluation/bootstrap.h"
#include "evaluation/deviation_agreement.h"
#include "evaluation/error_by_distance.h"

namespace affectus {

/// One utterance with its labels and the model's predictions; dimensions in the order of dimension_names.
struct ScoredUtterance {
  std::string file;
  std::string speaker;
  std::string gender;
  std::string category;  // as category_name() has it
  std::string sentence;  // that was spoken; empty: not known
  std::array<std::optional<double>, 3> target;
  std::array<std::optional<double>, 3> prediction;
  std::array<std::optional<double>, 3> target_deviation;     // standard deviations of the raters' grades
  std::array<std::optional<double>, 3> predicted_deviation;  // as the model expects them
  std::string predicted_category;  // the most probable one, as category_name() has it; empty: the model has no categories
  std::optional<double> distance;  // from what the model has learned from (EmotionSegment::distance)
};

/// Agreement in one dimension over the utterances that have both a target and a prediction. Values that are not defined (no
/// utterances, constants) are absent.
struct DimensionAgreement {
  std::size_t count = 0;
  std::optional<double> concordance;
  std::optional<ConfidenceInterval> concordance_interval;  // overall only
  std::optional<double> pearson;
  std::optional<double> root_mean_square_error;
  std::optional<double> bias;  // mean prediction - mean target
  std::optional<double> mean_target;
  std::optional<double> mean_prediction;
};

struct GroupAgreement {
  std::string name;
  std::size_t utterances = 0;
  std::array<DimensionAgreement, 3> dimensions;
};

/// Categories that both the model and the corpus have.
struct CategoryAgreement {
  std::vector<std::string> names;                   // of the utterances that are compared, sorted
  std::vector<std::string> predicted_names;         // of the model's predictions for them, sorted
  std::vector<std::vector<std::size_t>> confusion;  // [names][predicted_names]
  std::optional<double> unweighted_recall;          // mean over `names` of the share recognised; absent without names
  std::optional<ConfidenceInterval> unweighted_recall_interval;
  std::size_t count = 0;
  std::map<std::string, std::size_t> not_comparable;  // utterances of categories that the model does not have
};

struct EvaluationOptions {
  std::size_t resamples = 2000;  // of the bootstrap, 100 to 1,000,000
  std::uint64_t seed = 1;
  std::vector<std::string> categories;  // of the model: others cannot be recognised and are not compared; empty: compare all
};

struct Evaluation {
  std::size_t utterances = 0;
  std::size_t speakers = 0;
  std::array<DimensionAgreement, 3> dimensions;
  std::array<std::optional<DeviationAgreement>, 3> deviations;  // absent where no utterance has both
  std::optional<ErrorByDistance> by_distance;                   // absent where the model gives no distances
  std::optional<CategoryAgreement> categories;
  std::vector<GroupAgreement> by_speaker, by_gender, by_category;

  bool has_deviations() const { return deviations[0] || deviations[1] || deviations[2]; }
};

/// 95 % intervals by a bootstrap of two levels: speakers are drawn with replacement, then utterances within each; the 2.5th
/// and 97.5th percentile of the resamples (Efron and Tibshirani, An Introduction to the Bootstrap, 1993, sections 8 and 13).
/// With few speakers they are wide, and should be. The same input and seed give the same result.
Evaluation evaluate(const std::vector<ScoredUtterance>& utterances, const EvaluationOptions& options = {});

}  // namespace affectus
