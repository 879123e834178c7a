#include "reproduction/shift.h"

#include <cmath>
#include <map>
#include <numeric>
#include <string>

#include "evaluation/bootstrap.h"
#include "evaluation/resampled_figures.h"

namespace affectus {
namespace {

// Of an utterance's estimates of one dimension.
struct Estimates {
  double sum = 0, squares = 0;
  double deviation = 0;  // over the conditions
};

// Utterances that are in all conditions.
struct Sample {
  std::vector<std::string> speakers;
  std::array<std::vector<Estimates>, 3> estimates;
  double conditions = 0;

  explicit Sample(const ConditionAnswers& answers) : conditions(static_cast<double>(answers.size())) {
    std::map<std::string, std::vector<const ScoredUtterance*>> by_file;
    for (const std::vector<ScoredUtterance>& condition : answers)
      for (const ScoredUtterance& one : condition) by_file[one.file].push_back(&one);
    for (const auto& [file, utterances] : by_file) {
      if (utterances.size() < answers.size()) continue;
      speakers.push_back(utterances.front()->speaker);
      for (std::size_t d = 0; d < estimates.size(); ++d) estimates[d].push_back(estimates_of(utterances, d));
    }
  }

  // Around the middle of the scale, so that few digits are lost.
  static Estimates estimates_of(const std::vector<const ScoredUtterance*>& utterances, std::size_t dimension) {
    constexpr double middle = 4;
    Estimates all;
    for (const ScoredUtterance* one : utterances) all.sum += one->prediction[dimension].value_or(NAN) - middle;
    const auto count = static_cast<double>(utterances.size());
    double squares = 0;  // of distances from the mean
    for (const ScoredUtterance* one : utterances) {
      const double estimate = one->prediction[dimension].value_or(NAN) - middle;
      all.squares += estimate * estimate;
      squares += (estimate - all.sum / count) * (estimate - all.sum / count);
    }
    all.deviation = std::sqrt(squares / count);
    return all;
  }

  double shift(std::size_t dimension, const std::vector<std::size_t>& drawn) const {
    double deviation = 0, sum = 0, squares = 0;
    for (const std::size_t i : drawn) {
      const Estimates& one = estimates[dimension][i];
      deviation += one.deviation;
      sum += one.sum;
      squares += one.squares;
    }
    const auto utterances = static_cast<double>(drawn.size());
    const double mean = sum / (utterances * conditions), mean_square = squares / (utterances * conditions);
    const double variance = mean_square - mean * mean;
    return variance > 1e-12 * mean_square ? deviation / utterances / std::sqrt(variance) : NAN;  // else mere rounding
  }
};

}  // namespace

std::array<ResampledFigure, 3> measure_shift(const std::vector<ConditionAnswers>& runs, std::size_t resamples,
                                             std::uint64_t seed) {
  std::array<std::vector<ResampledFigure>, 3> of_runs;
  for (const ConditionAnswers& run : runs) {
    const Sample sample(run);
    std::vector<std::size_t> drawn(sample.speakers.size());
    std::iota(drawn.begin(), drawn.end(), std::size_t{0});
    for (std::size_t d = 0; d < of_runs.size(); ++d) {
      const double value = sample.shift(d, drawn);
      of_runs[d].push_back({.value = value, .by_answers = {}, .resamples = {}});
    }
    const auto groups = groups_of(sample.speakers);
    Randomness randomness(seed);
    for (std::size_t i = 0; i < resamples && !groups.empty(); ++i) {
      resample(groups, randomness, drawn);
      for (std::size_t d = 0; d < of_runs.size(); ++d) of_runs[d].back().resamples.push_back(sample.shift(d, drawn));
    }
  }
  std::array<ResampledFigure, 3> means;
  for (std::size_t d = 0; d < means.size(); ++d) {
    means[d] = mean_of(of_runs[d]);
    for (const ResampledFigure& run : of_runs[d]) means[d].by_answers.push_back(run.value);
  }
  return means;
}

}  // namespace affectus
