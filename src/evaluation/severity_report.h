// A model's agreement under degradations, by kind and level.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "evaluation/evaluation_report.h"

namespace affectus {

struct DegradedEvaluation {
  std::string degradation;  // "white:10"; "clean" for the undegraded recordings, which come first
  Evaluation evaluation;
};

void write_severity_table(std::ostream& out, const std::vector<DegradedEvaluation>& all, const EvaluationFacts& facts);
void write_severity_json(std::ostream& out, const std::vector<DegradedEvaluation>& all, const EvaluationFacts& facts);
/// With a chart of CCC over the level for each kind that has several.
void write_severity_html(std::ostream& out, const std::vector<DegradedEvaluation>& all, const EvaluationFacts& facts);

}  // namespace affectus
