#include "corpus/rater_grades.h"

#include "affectus/error.h"
#include "base/sample_deviation.h"

namespace affectus {

void RaterGrades::fill(Utterance& utterance) const {
  utterance.activation_sd = sample_deviation(activation);
  utterance.valence_sd = sample_deviation(valence);
  utterance.dominance_sd = sample_deviation(dominance);
  utterance.votes = votes;
}

void fail_at(const std::string& where, const std::string& message) {
  throw Error(ErrorCode::invalid_format, where + ": " + message);
}

}  // namespace affectus
