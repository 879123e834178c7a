#include "front_ends/option_reader.h"

#include "affectus/error.h"
#include "base/bounded_json.h"

namespace affectus {

using nlohmann::json;

OptionReader::OptionReader(const std::string& front_end, const std::string& text)
    : front_end_(front_end), options_(parse_json(text.empty() ? "{}" : text)) {
  if (!options_.is_object()) fail("options", "a JSON object", text);
}

void OptionReader::read(const char* name, double& value) {
  const json found = take(name);
  if (found.is_null()) return;
  if (!found.is_number()) fail(name, "a number", found.dump());
  value = found.get<double>();
}

void OptionReader::read(const char* name, std::size_t& value) {
  const json found = take(name);
  if (found.is_null()) return;
  if (!found.is_number_unsigned()) fail(name, "a whole number", found.dump());
  value = found.get<std::size_t>();
}

void OptionReader::read(const char* name, bool& value) {
  const json found = take(name);
  if (found.is_null()) return;
  if (!found.is_boolean()) fail(name, "true or false", found.dump());
  value = found.get<bool>();
}

std::string OptionReader::read_text(const char* name) {
  const json found = take(name);
  if (found.is_null()) return "";
  if (!found.is_string()) fail(name, "a text", found.dump());
  return found.get<std::string>();
}

void OptionReader::finish() const {
  if (!options_.empty()) fail("options", "none but the known", "'" + options_.begin().key() + "'");
}

void OptionReader::fail(const std::string& name, const std::string& expected, const std::string& found) const {
  throw Error(ErrorCode::invalid_argument,
              "front end " + front_end_ + ": " + name + ": expected " + expected + ", found " + found);
}

json OptionReader::take(const char* name) {
  const auto found = options_.find(name);
  if (found == options_.end()) return nullptr;
  json value = *found;
  options_.erase(found);
  return value;
}

}  // namespace affectus
