// The frame of a self-contained page: no script, no network, light and dark.
#pragma once

#include <string>

#include "affectus/results.h"

namespace affectus {

struct PageHeading {
  std::string title;     // of the page and of its window
  std::string subtitle;  // one line
};

/// The heading of pages with estimates of recordings.
PageHeading prediction_heading();

/// The page from <!doctype html> to the facts before the results: model, scale, licence, notes.
std::string html_page_begin(const RunFacts& facts, const PageHeading& heading);
/// `footer` is one line; empty: none.
std::string html_page_end(const std::string& footer = {});

/// Inside of a table's cell of text: as wide as the text, up to a width from which on lines break.
std::string html_text(const std::string& text);

/// A table in a box, which scrolls if the page is narrower. `rows` are <thead> and <tbody>.
std::string html_table(const std::string& rows);

}  // namespace affectus
