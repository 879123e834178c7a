// The grades of several raters for one utterance, and the refusal of a file of grades.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "corpus/manifest.h"

namespace affectus {

struct RaterGrades {
  std::vector<double> activation, valence, dominance;
  std::map<std::string, double> votes;  // by category

  /// Sets the standard deviations (with n - 1) if there are two raters or more, and the votes.
  void fill(Utterance& utterance) const;
};

/// Throws Error(invalid_format): "WHERE: MESSAGE".
[[noreturn]] void fail_at(const std::string& where, const std::string& message);

}  // namespace affectus
