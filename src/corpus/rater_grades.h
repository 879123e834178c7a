// What several raters said of one utterance.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "corpus/manifest.h"

namespace affectus {

struct RaterGrades {
  std::vector<double> activation, valence, dominance;
  std::map<std::string, double> votes;  // by category

  /// Standard deviations over two raters or more (of the sample, n - 1), and the votes.
  void fill(Utterance& utterance) const;
};

}  // namespace affectus
