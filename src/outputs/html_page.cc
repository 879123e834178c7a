#include "outputs/html_page.h"

#include <algorithm>
#include <utility>

#include "outputs/result_text.h"
#include "text/text.h"

namespace affectus {
namespace {

constexpr const char* page_style =
#include "outputs/page_style.inc"
    ;

std::string fact(const char* name, const std::string& value) {
  if (value.empty()) return "";
  return std::string("<div><dt>") + name + "</dt><dd>" + escape_xml(value) + "</dd></div>";
}

// Within the cards of page_style.inc, in pixels.
constexpr int wide_chart_width = 956;
constexpr int narrow_chart_width = 320;
constexpr int narrow_chart_height = 300;

template <typename Chart>
std::string wide_and_narrow(Chart chart) {
  chart.readings = true;
  chart.width = wide_chart_width;
  const std::string wide = draw(chart);
  chart.width = narrow_chart_width;
  chart.height = narrow_chart_height;
  return "<div class=\"chart wide\">" + wide + "</div><div class=\"chart narrow\">" + draw(chart) + "</div>\n";
}

}  // namespace

PageHeading prediction_heading() {
  return {"Emotion in speech", "Activation, valence and dominance, estimated by affectus"};
}

std::string html_page_begin(const PageHeading& heading) {
  const std::string title = escape_xml(heading.title);
  return "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
         "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
         "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';style-src 'unsafe-inline'\">\n"
         "<title>" +
         title + "</title>\n<style>" + page_style + "</style></head>\n<body><main><header>\n<h1>" + title +
         "</h1>\n<div class=\"soft\">" + escape_xml(heading.subtitle) + "</div>\n</header>\n";
}

std::string html_page_begin(const RunFacts& facts, const PageHeading& heading) {
  std::string page = html_page_begin(heading) + "<dl class=\"facts\">" + fact("Model", facts.model) +
                     fact("Scale", scale_text(facts.scale)) + fact("Licence of the model", facts.licence) + "</dl>\n";
  if (!facts.notes.empty()) page += "<p class=\"notes\">" + escape_xml(facts.notes) + "</p>\n";
  if (facts.baseline) page += "<p class=\"notes\">" + escape_xml(shift_text(facts)) + "</p>\n";
  return page;
}

std::string html_page_end(const std::string& footer) {
  return (footer.empty() ? "" : "<footer>" + escape_xml(footer) + "</footer>\n") + "</main></body></html>\n";
}

std::string html_text(const std::string& text) { return "<div>" + escape_xml(text) + "</div>"; }

std::string html_name(const std::string& name) {
  std::string html;
  for (std::size_t begin = 0; begin < name.size();) {
    const std::size_t end = std::min(name.find_first_of("/_-", begin), name.size() - 1) + 1;
    html += escape_xml(name.substr(begin, end - begin)) + (end < name.size() ? "<wbr>" : "");
    begin = end;
  }
  return html;
}

std::string html_table(const std::string& rows) { return std::string(table_box) + "<table>" + rows + "</table></div>\n"; }

std::string html_table(const TextRows& rows) {
  std::string html;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::string tag = i == 0 ? "th" : "td";
    html += i == 0 ? "<thead><tr>" : "<tr>";
    for (std::size_t column = 0; column < rows[i].size(); ++column)
      html += column == 0 ? "<" + tag + " class=\"text\">" + html_text(rows[i][column]) + "</" + tag + ">"
                          : "<" + tag + ">" + escape_xml(rows[i][column]) + "</" + tag + ">";
    html += i == 0 ? "</tr></thead><tbody>\n" : "</tr>\n";
  }
  return html_table(html + "</tbody>");
}

std::string html_chart(LineChart chart) { return wide_and_narrow(std::move(chart)); }
std::string html_chart(BarChart chart) { return wide_and_narrow(std::move(chart)); }

}  // namespace affectus
