#include "outputs/text_page.h"

#include "text/text.h"

namespace affectus {

std::string text_page(const PageHeading& heading, const std::string& text, const std::vector<std::string>& charts) {
  std::string page = html_page_begin(heading) + "<section>\n";
  for (const std::string& chart : charts) page += chart;
  return page + "</section>\n<section><pre tabindex=\"0\">" + escape_xml(text) + "</pre></section>\n" + html_page_end();
}

}  // namespace affectus
