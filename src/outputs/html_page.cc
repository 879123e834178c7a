#include "outputs/html_page.h"

#include "outputs/chart.h"
#include "outputs/result_text.h"
#include "text/text.h"

namespace affectus {
namespace {

constexpr const char* page_style = R"(
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:15px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif}
main{max-width:1044px;margin:0 auto;padding:32px 20px 64px}
h1{font-size:26px;margin:0 0 4px}
code{display:block;overflow-x:auto;white-space:pre}
h2{font-size:18px;margin:0 0 2px;overflow-wrap:anywhere}
.table+h2,.plots+h2{margin-top:28px}
.soft{color:var(--soft)}
.facts{display:flex;flex-wrap:wrap;gap:4px 28px;margin:12px 0 0;padding:0}
.facts div{display:flex;gap:8px;max-width:100%}.facts dt{color:var(--soft);flex-shrink:0}.facts dd{margin:0;font-weight:600;overflow-wrap:anywhere}
.notes{margin:18px 0 0;padding:12px 16px;border-left:4px solid var(--note);background:var(--card);border-radius:0 8px 8px 0}
section .notes{margin:12px 0 0;padding:2px 0 2px 12px;border-radius:0}
section{margin:28px 0 0;padding:20px;background:var(--card);border:1px solid var(--line);border-radius:12px}
.failed{border-color:var(--bad)}.failed p{color:var(--bad);margin:4px 0 0;overflow-wrap:anywhere}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(200px,1fr));gap:12px;margin:14px 0}
.tile{padding:12px 14px;border:1px solid var(--line);border-radius:10px}
.tile b{font-size:24px;font-variant-numeric:tabular-nums;display:block;line-height:1.2}
.tile .doubtful{color:var(--soft);font-weight:400}.doubt{color:var(--bad);font-weight:600}
.track{position:relative;height:4px;border-radius:2px;background:var(--line);margin:10px 5px 4px}
.track i{position:absolute;top:-4px;width:12px;height:12px;margin-left:-6px;border-radius:50%}
.ends{display:flex;justify-content:space-between;font-size:12px;color:var(--soft)}
svg{display:block}
.chart{overflow-x:auto}.chart svg{max-width:none;margin:0 0 10px}
.narrow svg,.plots svg{width:100%;max-width:480px;height:auto}
.narrow{display:none}
.plots{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,290px),1fr));gap:12px;margin:14px 0}
.table{overflow-x:auto;max-height:560px;overflow-y:auto}
summary{cursor:pointer;color:var(--soft);margin:4px 0}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums;font-size:14px}
th,td{padding:5px 10px;text-align:right;border-bottom:1px solid var(--line);white-space:nowrap}
th{position:sticky;top:0;background:var(--card);color:var(--soft);font-weight:600}
.text{text-align:left}.text div{width:max-content;max-width:26em;white-space:normal;overflow-wrap:anywhere}
meter{width:48px;height:10px;margin-right:8px;vertical-align:middle}
.quiet td{color:var(--soft)}
footer{margin:28px 0 0;color:var(--soft);font-size:13px}
@media (max-width:700px){main{padding:16px 12px 40px}section{padding:14px}.wide{display:none}.narrow{display:block}.tiles{gap:8px}}
@media print{.table{max-height:none}section{break-inside:avoid-page}}
)";

std::string colours(bool dark) {
  std::string css =
      dark ? "--page:#0d1014;--card:#14181d;--ink:#e8ecf1;--soft:#a3adb9;--line:#2c333c;--note:#e3c04a;--bad:#ff8497"
           : "--page:#f5f7f9;--card:#fff;--ink:#1c2430;--soft:#5b6572;--line:#e0e5ea;--note:#b98900;--bad:#b3213d";
  for (std::size_t i = 0; i < dimensions.size(); ++i)
    css += ";--" + std::string(dimensions[i].name) + ":" + chart_colour(i, dark);
  return ":root{color-scheme:light dark;" + css + "}";
}

std::string fact(const char* name, const std::string& value) {
  if (value.empty()) return "";
  return std::string("<div><dt>") + name + "</dt><dd>" + escape_xml(value) + "</dd></div>";
}

}  // namespace

PageHeading prediction_heading() {
  return {"Emotion in speech", "Activation, valence and dominance, estimated by affectus"};
}

std::string html_page_begin(const RunFacts& facts, const PageHeading& heading) {
  const std::string title = escape_xml(heading.title);
  std::string page =
      "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';style-src 'unsafe-inline'\">\n"
      "<title>" +
      title + "</title>\n<style>" + colours(false) + "\n@media (prefers-color-scheme:dark){" + colours(true) + "}" +
      page_style + "</style></head>\n<body><main><header>\n<h1>" + title + "</h1>\n<div class=\"soft\">" +
      escape_xml(heading.subtitle) + "</div>\n<dl class=\"facts\">" + fact("Model", facts.model) +
      fact("Scale", scale_text(facts.scale)) + fact("Licence of the model", facts.licence) + "</dl>\n";
  if (!facts.notes.empty()) page += "<p class=\"notes\">" + escape_xml(facts.notes) + "</p>\n";
  if (facts.baseline) page += "<p class=\"notes\">" + escape_xml(shift_text(facts)) + "</p>\n";
  return page + "</header>\n";
}

std::string html_page_end(const std::string& footer) {
  return (footer.empty() ? "" : "<footer>" + escape_xml(footer) + "</footer>\n") + "</main></body></html>\n";
}

std::string html_text(const std::string& text) { return "<div>" + escape_xml(text) + "</div>"; }

std::string html_table(const std::string& rows) { return "<div class=\"table\"><table>" + rows + "</table></div>\n"; }

}  // namespace affectus
