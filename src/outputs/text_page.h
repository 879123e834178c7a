// A page with a text for a terminal and its pictures below.
#pragma once

#include <string>
#include <vector>

namespace affectus {

/// A self-contained page: no network, no script, light and dark. `text` keeps its lines and columns; `charts` are <svg>
/// elements.
std::string text_page(const std::string& title, const std::string& text, const std::vector<std::string>& charts);

}  // namespace affectus
