#include "corpus/rater_grades.h"

#include <cmath>
#include <numeric>
#include <optional>

namespace affectus {
namespace {

std::optional<double> deviation(const std::vector<double>& grades) {
  if (grades.size() < 2) return std::nullopt;
  const double count = static_cast<double>(grades.size());
  const double mean = std::accumulate(grades.begin(), grades.end(), 0.0) / count;
  double squares = 0;
  for (const double grade : grades) squares += (grade - mean) * (grade - mean);
  return std::sqrt(squares / (count - 1));
}

}  // namespace

void RaterGrades::fill(Utterance& utterance) const {
  utterance.activation_sd = deviation(activation);
  utterance.valence_sd = deviation(valence);
  utterance.dominance_sd = deviation(dominance);
  utterance.votes = votes;
}

}  // namespace affectus
