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

/// Tables of the CCCs of every set, gains over the baseline and over the student alone, tuning, sizes and speeds, in this
/// order.
std::vector<ResultTable> result_tables(const ReproductionResults& results);

/// Sentences that describe the experiment.
std::vector<std::string> result_sentences(const ReproductionResults& results);

}  // namespace affectus
