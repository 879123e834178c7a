// An evaluation as a table for a terminal, as JSON, and as a page with scatter plots.
#pragma once

#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "affectus/results.h"
#include "evaluation/evaluation.h"
#include "outputs/html_page.h"

namespace affectus {

/// The facts that are needed to repeat an evaluation.
struct EvaluationFacts {
  RunFacts run;
  std::string manifest;       // its path
  std::string manifest_hash;  // of its content
  std::string partition;
  std::size_t rows = 0;             // of the partition
  std::vector<std::string> failed;  // a message for each row that could not be scored
  EvaluationOptions options;
  std::string command;  // the command that repeats it
};

void write_table(std::ostream& out, const Evaluation& evaluation, const EvaluationFacts& facts);
/// docs/evaluation.md describes the fields; undefined values are null.
void write_json(std::ostream& out, const Evaluation& evaluation, const EvaluationFacts& facts);
void write_html(std::ostream& out, const Evaluation& evaluation, const EvaluationFacts& facts,
                const std::vector<ScoredUtterance>& utterances);

/// Three decimals, "-" for none.
std::string figure_text(std::optional<double> value);

/// Shared parts of pages on agreement: their heading, and the utterances that were not scored.
PageHeading evaluation_heading();
void write_failures(std::ostream& out, const EvaluationFacts& facts);

}  // namespace affectus
