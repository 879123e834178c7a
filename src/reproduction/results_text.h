// Figures as text for the tables in Markdown and HTML.
#pragma once

#include <string>
#include <vector>

#include "reproduction/results.h"

namespace affectus {

/// A table of a set: the first row is its header.
struct ResultTable {
  std::string title;
  std::string caption;  // how to read it
  std::vector<std::vector<std::string>> rows;
};

/// Tables, of which those that say nothing are left out: the scores over all left-out corpora; then of every set the CCCs,
/// gains over the baseline and over the student alone, order and calibration, tone, where raters disagree, shift, baseline
/// for each voice, error by distance; distances; tuning; sizes and speeds.
std::vector<ResultTable> result_tables(const ReproductionResults& results);

/// Sentences that describe the experiment.
std::vector<std::string> result_sentences(const ReproductionResults& results);

}  // namespace affectus
