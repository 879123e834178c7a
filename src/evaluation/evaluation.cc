#include "evaluation/evaluation.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "affectus/error.h"
#include "evaluation/bootstrap.h"
#include "evaluation/concordance.h"
#include "evaluation/resampled_figures.h"
#include "names/category_names.h"

namespace affectus {
namespace {

using Utterances = std::vector<const ScoredUtterance*>;

std::optional<double> defined(double value) { return std::isfinite(value) ? std::optional(value) : std::nullopt; }

// Predictions and targets of the utterances that have both.
struct Pairs {
  std::vector<double> prediction, target;
  std::vector<std::string> speaker;

  Pairs(const Utterances& utterances, std::size_t dimension) {
    for (const ScoredUtterance* utterance : utterances) {
      if (!utterance->prediction[dimension] || !utterance->target[dimension]) continue;
      prediction.push_back(*utterance->prediction[dimension]);
      target.push_back(*utterance->target[dimension]);
      speaker.push_back(utterance->speaker);
    }
  }
};

double mean(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

DimensionAgreement agreement(const Pairs& pairs) {
  DimensionAgreement result;
  result.count = pairs.target.size();
  if (result.count == 0) return result;
  // Against a constant target (one category's) concordance is 0 whatever is predicted: it says nothing.
  const bool constant =
      std::all_of(pairs.target.begin(), pairs.target.end(), [&](double value) { return value == pairs.target.front(); });
  if (!constant) {
    result.concordance = defined(concordance_correlation(pairs.prediction, pairs.target));
    result.pearson = defined(pearson_correlation(pairs.prediction, pairs.target));
  }
  result.root_mean_square_error = defined(root_mean_square_error(pairs.prediction, pairs.target));
  result.bias = defined(bias(pairs.prediction, pairs.target));
  result.mean_target = defined(mean(pairs.target));
  result.mean_prediction = defined(mean(pairs.prediction));
  return result;
}

std::optional<ConfidenceInterval> concordance_interval(const Pairs& pairs, const EvaluationOptions& options) {
  const double origin = mean(pairs.target);
  return bootstrap_interval(pairs.speaker, options.resamples, options.seed, [&](const std::vector<std::size_t>& drawn) {
    return resampled_concordance(pairs.prediction, pairs.target, origin, drawn);
  });
}

PairedDeviations paired_deviations(const Utterances& utterances, std::size_t dimension) {
  PairedDeviations pairs;
  for (const ScoredUtterance* utterance : utterances) {
    const double prediction = utterance->predicted_deviation[dimension].value_or(NAN);
    const double target = utterance->target_deviation[dimension].value_or(NAN);
    if (!std::isfinite(prediction) || !std::isfinite(target)) continue;
    pairs.prediction.push_back(prediction);
    pairs.target.push_back(target);
    pairs.error.push_back(
        std::abs(utterance->prediction[dimension].value_or(NAN) - utterance->target[dimension].value_or(NAN)));
    pairs.speaker.push_back(utterance->speaker);
  }
  return pairs;
}

std::vector<GroupAgreement> by(const std::vector<ScoredUtterance>& utterances, std::string ScoredUtterance::*field) {
  std::map<std::string, Utterances> groups;
  for (const ScoredUtterance& utterance : utterances)
    if (!(utterance.*field).empty()) groups[utterance.*field].push_back(&utterance);
  std::vector<GroupAgreement> result;
  for (const auto& [name, members] : groups) {
    GroupAgreement& group = result.emplace_back();
    group.name = name;
    group.utterances = members.size();
    for (std::size_t i = 0; i < group.dimensions.size(); ++i) group.dimensions[i] = agreement(Pairs(members, i));
  }
  return result;
}

std::optional<CategoryAgreement> categories(const std::vector<ScoredUtterance>& utterances,
                                            const EvaluationOptions& options) {
  CategoryAgreement result;
  std::set<std::string> names, predicted, known;
  for (const std::string& name : options.categories) known.insert(category_name(name));
  Utterances used;
  for (const ScoredUtterance& utterance : utterances) {
    if (utterance.category.empty() || utterance.predicted_category.empty()) continue;
    if (!known.empty() && !known.contains(utterance.category)) {
      ++result.not_comparable[utterance.category];
      continue;
    }
    names.insert(utterance.category);
    predicted.insert(utterance.predicted_category);
    used.push_back(&utterance);
  }
  if (used.empty()) return result.not_comparable.empty() ? std::nullopt : std::optional(result);

  result.names.assign(names.begin(), names.end());
  result.predicted_names.assign(predicted.begin(), predicted.end());
  result.count = used.size();
  result.confusion.assign(names.size(), std::vector<std::size_t>(predicted.size(), 0));
  std::vector<std::size_t> truth, all;
  std::vector<bool> right;
  std::vector<std::string> speakers;
  const auto place = [](const std::vector<std::string>& sorted, const std::string& name) {
    return static_cast<std::size_t>(std::lower_bound(sorted.begin(), sorted.end(), name) - sorted.begin());
  };
  for (const ScoredUtterance* utterance : used) {
    all.push_back(all.size());
    truth.push_back(place(result.names, utterance->category));
    right.push_back(utterance->category == utterance->predicted_category);
    speakers.push_back(utterance->speaker);
    ++result.confusion[truth.back()][place(result.predicted_names, utterance->predicted_category)];
  }
  const auto recall = [&](const std::vector<std::size_t>& drawn) {
    return unweighted_recall(truth, right, result.names.size(), drawn);
  };
  result.unweighted_recall = recall(all);
  result.unweighted_recall_interval = bootstrap_interval(speakers, options.resamples, options.seed, recall);
  return result;
}

}  // namespace

Evaluation evaluate(const std::vector<ScoredUtterance>& utterances, const EvaluationOptions& options) {
  if (options.resamples < 100 || options.resamples > 1'000'000)
    throw Error(ErrorCode::invalid_argument,
                "resamples: expected 100 to 1000000, found " + std::to_string(options.resamples));
  Evaluation result;
  result.utterances = utterances.size();
  std::set<std::string> speakers;
  Utterances all;
  for (const ScoredUtterance& utterance : utterances) {
    speakers.insert(utterance.speaker);
    all.push_back(&utterance);
  }
  result.speakers = speakers.size();
  for (std::size_t i = 0; i < result.dimensions.size(); ++i) {
    const Pairs pairs(all, i);
    result.dimensions[i] = agreement(pairs);
    if (result.dimensions[i].concordance) result.dimensions[i].concordance_interval = concordance_interval(pairs, options);
    result.deviations[i] = deviation_agreement(paired_deviations(all, i), options.resamples, options.seed);
  }
  result.by_distance = error_by_distance(utterances, options.resamples, options.seed);
  result.categories = categories(utterances, options);
  result.by_speaker = by(utterances, &ScoredUtterance::speaker);
  result.by_gender = by(utterances, &ScoredUtterance::gender);
  result.by_category = by(utterances, &ScoredUtterance::category);
  return result;
}

}  // namespace affectus
