// Reads the options of a front end from a JSON object, one by one; options left at the end are errors.
#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>

#include "base/project.h"

namespace affectus {

/// An absent field leaves the value unchanged. Throws Error(invalid_argument) that names the front end, the option, what was
/// expected and what was found.
class AFFECTUS_PROJECT OptionReader {
 public:
  /// `text` "" stands for "{}".
  OptionReader(const std::string& front_end, const std::string& text);

  void read(const char* name, double& value);
  void read(const char* name, std::size_t& value);
  void read(const char* name, bool& value);
  /// "" if it is absent.
  std::string read_text(const char* name);
  void finish() const;
  [[noreturn]] void fail(const std::string& name, const std::string& expected, const std::string& found) const;

 private:
  nlohmann::json take(const char* name);

  std::string front_end_;
  nlohmann::json options_;
};

}  // namespace affectus
