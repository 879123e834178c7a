// Figures as both tables, Markdown and HTML, write them.
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

/// CCCs of every set, gains over the baseline and over the student alone, tuning, sizes and speeds, in this order.
std::vector<ResultTable> result_tables(const ReproductionResults& results);

/// What was done, in sentences.
std::vector<std::string> result_sentences(const ReproductionResults& results);

}  // namespace affectus
