// Texts with places for a recording's fields: "emodb-{speaker}".
#pragma once

#include <map>
#include <string>
#include <vector>

namespace affectus {

/// What is known of a recording, by name: "speaker" of its file's name, "votes.A" of a table's column.
using Fields = std::map<std::string, std::string>;

class FieldTemplate {
 public:
  FieldTemplate() = default;
  /// Throws Error(invalid_argument) for a brace without its partner, and for a place without a name.
  explicit FieldTemplate(const std::string& text);

  /// The text with each field in its place; a field that is not there is empty.
  std::string filled(const Fields& fields) const;
  /// Names of the fields, in their order.
  const std::vector<std::string>& fields() const { return fields_; }
  /// As it was written; empty: none.
  const std::string& text() const { return text_; }

 private:
  std::string text_;
  std::vector<std::string> literals_;  // before, between and after the fields: one more than these
  std::vector<std::string> fields_;
};

}  // namespace affectus
