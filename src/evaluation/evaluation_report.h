// An evaluation as a table for a terminal, as JSON, and as a page with scatter plots.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "affectus/results.h"
#include "evaluation/evaluation.h"

namespace affectus {

/// What was evaluated on what, so that it can be repeated.
struct EvaluationFacts {
  RunFacts run;
  std::string manifest;       // its path
  std::string manifest_hash;  // of its content
  std::string partition;
  std::size_t rows = 0;             // of the partition
  std::vector<std::string> failed;  // a message for each row that could not be scored
  EvaluationOptions options;
  std::string command;  // that repeats it
};

void write_table(std::ostream& out, const Evaluation& evaluation, const EvaluationFacts& facts);
/// Fields in docs/evaluation.md; what is not defined is null.
void write_json(std::ostream& out, const Evaluation& evaluation, const EvaluationFacts& facts);
void write_html(std::ostream& out, const Evaluation& evaluation, const EvaluationFacts& facts,
                const std::vector<ScoredUtterance>& utterances);

}  // namespace affectus
