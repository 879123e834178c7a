// The frame of a self-contained page: no script, no network, light and dark.
#pragma once

#include <string>
#include <vector>

#include "affectus/results.h"
#include "outputs/chart.h"

namespace affectus {

struct PageHeading {
  std::string title;     // of the page and of its window
  std::string subtitle;  // one line
};

/// The heading of pages with estimates of recordings.
PageHeading prediction_heading();

/// The page from <!doctype html> to its heading.
std::string html_page_begin(const PageHeading& heading);
/// The same with the facts of a run below: model, scale, licence, notes.
std::string html_page_begin(const RunFacts& facts, const PageHeading& heading);
/// `footer` is one line; empty: none.
std::string html_page_end(const std::string& footer = {});

/// Inside of a table's cell of text: as wide as the text, up to a width from which on lines break.
std::string html_text(const std::string& text);

/// The name of a file, which may be broken after the separators of its parts, so that no word of it is.
std::string html_name(const std::string& name);

/// Opens the box of a table. It scrolls if the page is narrower, also by keys, for which it takes the focus.
inline constexpr const char* table_box = "<div class=\"table\" tabindex=\"0\">";

/// A table in a box, which scrolls if the page is narrower. `rows` are <thead> and <tbody>.
std::string html_table(const std::string& rows);

/// A table of texts. The first row is its head, the first column has names.
using TextRows = std::vector<std::vector<std::string>>;
std::string html_table(const TextRows& rows);

/// A chart, drawn once for wide pages and once for a phone's, so that its text is never smaller than the page's. The chart's
/// own width does not count. Values are read by hovering over it.
std::string html_chart(LineChart chart);
std::string html_chart(BarChart chart);

}  // namespace affectus
