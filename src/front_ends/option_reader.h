// Options of a front end as a JSON object, taken one by one; what is left in the end is an error.
#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>

#include "base/project.h"

namespace affectus {

/// A field that is absent leaves the value as it is. Throws Error(invalid_argument) that names the front end, the option,
/// what was expected and found.
class AFFECTUS_PROJECT OptionReader {
 public:
  /// `text` "" stands for "{}".
  OptionReader(const std::string& front_end, const std::string& text);

  void read(const char* name, double& value);
  void read(const char* name, std::size_t& value);
  void read(const char* name, bool& value);
  /// "" where it is absent.
  std::string read_text(const char* name);
  void finish() const;
  [[noreturn]] void fail(const std::string& name, const std::string& expected, const std::string& found) const;

 private:
  nlohmann::json take(const char* name);

  std::string front_end_;
  nlohmann::json options_;
};

}  // namespace affectus
