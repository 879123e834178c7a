#include "corpus/field_template.h"

#include "affectus/error.h"
#include "text/shown.h"

namespace affectus {

FieldTemplate::FieldTemplate(const std::string& text) : text_(text), literals_(1) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '{' && text[at] != '}') {
      literals_.back() += text[at];
      continue;
    }
    const std::size_t end = text.find_first_of("{}", at + 1);
    if (text[at] == '}' || end == std::string::npos || text[end] == '{' || end == at + 1)
      throw Error(ErrorCode::invalid_argument, "expected text with fields like {speaker}, found " + shown(text));
    fields_.push_back(text.substr(at + 1, end - at - 1));
    literals_.emplace_back();
    at = end;
  }
}

std::string FieldTemplate::filled(const Fields& fields) const {
  if (text_.empty()) return "";
  std::string result = literals_.front();
  for (std::size_t i = 0; i < fields_.size(); ++i) {
    if (const auto field = fields.find(fields_[i]); field != fields.end()) result += field->second;
    result += literals_[i + 1];
  }
  return result;
}

}  // namespace affectus
