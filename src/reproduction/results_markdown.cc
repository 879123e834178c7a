#include <algorithm>

#include "reproduction/results_text.h"

namespace affectus {
namespace {

// A '|' would end the cell.
std::string cell(std::string text) {
  std::ranges::replace(text, '|', '/');
  return text;
}

}  // namespace

void write_results_markdown(std::ostream& out, const ReproductionResults& results) {
  out << "# Reproduction on " << results.experiment->protocol.corpus << "\n";
  for (const std::string& sentence : result_sentences(results)) out << "\n" << sentence << "\n";
  for (const ResultTable& table : result_tables(results)) {
    out << "\n## " << table.title << "\n\n";
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
      out << "|";
      for (const std::string& text : table.rows[i]) out << " " << cell(text) << " |";
      out << "\n";
      if (i > 0) continue;
      out << "|";
      for (std::size_t column = 0; column < table.rows[i].size(); ++column) out << "---|";
      out << "\n";
    }
    out << "\n" << table.caption << "\n";
  }
}

}  // namespace affectus
