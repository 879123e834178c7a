// Patterns of files' names, with fields in them: "{speaker:2 digits}a{text:2 digits}{emotion:1 letters}".
#pragma once

#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/field_template.h"

namespace affectus {

/// A field is {NAME}, {NAME:COUNT}, {NAME:digits}, {NAME:COUNT letters}. COUNT is its length in bytes, "2" or "0-1"; without
/// one it has at least one byte. Without "digits" or "letters" (of ASCII) it has any characters but '/'. {} and {:COUNT} are
/// fields without a name, whose text is not kept. Everything else stands for itself.
class PathPattern {
 public:
  /// Throws Error(invalid_argument) that shows the pattern, what was expected and found.
  explicit PathPattern(const std::string& text);

  /// The fields of `text`, if all of it fits. Where several divisions do, earlier fields are as short as possible.
  std::optional<Fields> match(std::string_view text) const;
  /// The same for the last parts of a path, as many as the pattern has; `path` is without the file's extension. `matched`
  /// takes these parts.
  std::optional<Fields> match_end(std::string_view path, std::string& matched) const;

  /// Names of its fields, in their order, each once.
  const std::vector<std::string>& fields() const { return fields_; }
  const std::string& text() const { return text_; }

 private:
  enum class Kind { literal, any, digits, letters };
  struct Part {
    Kind kind = Kind::any;
    std::string text;  // a literal's text or a field's name
    std::size_t least = 1;
    std::size_t most = std::numeric_limits<std::size_t>::max();
  };

  Part field(const std::string& written) const;
  [[noreturn]] void fail(const std::string& expected) const;
  static bool fits(Kind kind, char one);

  std::string text_;
  std::vector<Part> parts_;
  std::vector<std::string> fields_;
  std::size_t slashes_ = 0;
};

}  // namespace affectus
