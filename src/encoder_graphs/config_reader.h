// Reads fields of another project's configuration. Unknown fields are ignored.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "affectus/error.h"
#include "base/project.h"

namespace affectus {

constexpr std::size_t largest_configuration = std::size_t{16} << 20;  // in bytes; those known have a few thousand

/// The text of a configuration; "" if there is no such file. Throws Error(invalid_format) for an empty file.
AFFECTUS_PROJECT std::string read_configuration_if_there(const std::filesystem::path& file);

/// Each reader returns `otherwise` if the field is absent or null. If it has another type or is out of range, it throws
/// Error(invalid_format) that names the file, the field, what was expected and what was found.
class AFFECTUS_PROJECT ConfigReader {
 public:
  /// `name` is for messages. Throws Error(invalid_format) for text that is not a JSON object.
  ConfigReader(std::string_view text, std::string name);

  const std::string& name() const { return name_; }
  bool has(const char* key) const;
  /// Present, and neither null nor an empty list or object.
  bool has_content(const char* key) const;
  std::size_t count(const char* key, std::size_t otherwise, std::size_t most = std::size_t{1} << 20) const;  // from 1 on
  double number(const char* key, double otherwise) const;                                                    // finite
  float positive(const char* key, float otherwise) const;
  bool flag(const char* key, bool otherwise) const;
  std::string text(const char* key, const std::string& otherwise) const;
  std::vector<std::size_t> counts(const char* key, std::vector<std::size_t> otherwise,
                                  std::size_t most = std::size_t{1} << 20) const;  // 1 to 32 of them
  std::vector<std::string> texts(const char* key) const;
  /// {"0": "a", "1": "b"} in the order of the numbers, which must be 0, 1, ...
  std::vector<std::string> numbered_texts(const char* key) const;

  /// Throws Error(unsupported) for any other field.
  void require_only(const std::vector<std::string>& keys) const;
  /// For fields of which only one value is supported here: any other is Error(unsupported).
  void require_text(const char* key, const std::string& expected) const;
  void require_flag(const char* key, bool expected) const;

  [[noreturn]] void fail(const std::string& key, const std::string& expected,
                         ErrorCode code = ErrorCode::invalid_format) const;

 private:
  std::string name_;
  nlohmann::json object_;
};

}  // namespace affectus
