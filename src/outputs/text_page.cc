#include "outputs/text_page.h"

#include "text/text.h"

namespace affectus {

std::string text_page(const std::string& title, const std::string& text, const std::vector<std::string>& charts) {
  std::string page =
      "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
      "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>" +
      escape_xml(title) +
      "</title><style>:root{color-scheme:light dark}body{font:15px/1.5 system-ui,sans-serif;max-width:62rem;"
      "margin:2rem auto;padding:0 1rem}pre,.chart{overflow-x:auto}h1{overflow-wrap:anywhere}svg{margin:1rem 0}"
      "</style></head><body>\n<h1>" +
      escape_xml(title) + "</h1>\n<pre>" + escape_xml(text) + "</pre>\n";
  for (const std::string& chart : charts) page += "<div class=\"chart\">" + chart + "</div>\n";
  return page + "</body></html>\n";
}

}  // namespace affectus
