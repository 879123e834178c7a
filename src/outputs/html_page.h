// The frame of a page that stands alone: no script, no network, light and dark.
#pragma once

#include <string>

#include "affectus/results.h"

namespace affectus {

/// From <!doctype html> to what a reader must know before the results: model, scale, licence, notes.
std::string html_page_begin(const RunFacts& facts);
std::string html_page_end();

}  // namespace affectus
