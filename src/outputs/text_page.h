// A page with pictures and, below, a text for a terminal.
#pragma once

#include <string>
#include <vector>

#include "outputs/html_page.h"

namespace affectus {

/// A self-contained page: no network, no script, light and dark. `text` keeps its lines and columns; `charts` are
/// html_chart()'s.
std::string text_page(const PageHeading& heading, const std::string& text, const std::vector<std::string>& charts);

}  // namespace affectus
