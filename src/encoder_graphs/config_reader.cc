#include "encoder_graphs/config_reader.h"

#include <algorithm>
#include <cmath>

#include "base/bounded_json.h"
#include "base/placeholder.h"
#include "storage/files.h"

namespace affectus {
namespace {

using nlohmann::json;

bool is_count(const json& value, std::size_t most) {
  return value.is_number_unsigned() && value.get<std::uint64_t>() > 0 && value.get<std::uint64_t>() <= most;
}

}  // namespace

std::string read_configuration_if_there(const std::filesystem::path& file) {
  std::error_code ignored;
  if (!std::filesystem::exists(file, ignored)) return "";
  std::string text = read_file(file, largest_configuration);
  refuse_placeholder(text, file.string(), FileMeaning::configuration);
  return text;
}

ConfigReader::ConfigReader(std::string_view text, std::string name) : name_(std::move(name)), object_(parse_json(text)) {
  refuse_placeholder(text, name_, FileMeaning::configuration);
  if (!object_.is_object())
    throw Error(ErrorCode::invalid_format, name_ + ": expected a JSON object, found " + found_in_json(text));
}

bool ConfigReader::has(const char* key) const { return object_.contains(key) && !object_.at(key).is_null(); }
void ConfigReader::require_only(const std::vector<std::string>& keys) const {
  for (const auto& [key, value] : object_.items())
    if (std::ranges::find(keys, key) == keys.end()) {
      std::string list;
      for (const std::string& known : keys) list += (list.empty() ? "" : ", ") + known;
      fail(key, "no such field, but only " + list, ErrorCode::unsupported);
    }
}
bool ConfigReader::has_content(const char* key) const {
  return has(key) && !(object_.at(key).is_structured() && object_.at(key).empty());
}

std::size_t ConfigReader::count(const char* key, std::size_t otherwise, std::size_t most) const {
  if (!has(key)) return otherwise;
  if (!is_count(object_.at(key), most)) fail(key, "a whole number from 1 to " + std::to_string(most));
  return object_.at(key).get<std::size_t>();
}

double ConfigReader::number(const char* key, double otherwise) const {
  if (!has(key)) return otherwise;
  if (!object_.at(key).is_number() || !std::isfinite(object_.at(key).get<double>())) fail(key, "a finite number");
  return object_.at(key).get<double>();
}

float ConfigReader::positive(const char* key, float otherwise) const {
  const auto value = static_cast<float>(number(key, otherwise));
  if (!(value > 0) || !std::isfinite(value)) fail(key, "a positive number");
  return value;
}

bool ConfigReader::flag(const char* key, bool otherwise) const {
  if (!has(key)) return otherwise;
  if (!object_.at(key).is_boolean()) fail(key, "true or false");
  return object_.at(key).get<bool>();
}

std::string ConfigReader::text(const char* key, const std::string& otherwise) const {
  if (!has(key)) return otherwise;
  if (!object_.at(key).is_string()) fail(key, "a text");
  return object_.at(key).get<std::string>();
}

std::vector<std::size_t> ConfigReader::counts(const char* key, std::vector<std::size_t> otherwise, std::size_t most) const {
  if (!has(key)) return otherwise;
  const json& list = object_.at(key);
  const std::string expected = "a list of 1 to 32 whole numbers from 1 to " + std::to_string(most);
  if (!list.is_array() || list.empty() || list.size() > 32) fail(key, expected);
  std::vector<std::size_t> values;
  for (const json& value : list) {
    if (!is_count(value, most)) fail(key, expected);
    values.push_back(value.get<std::size_t>());
  }
  return values;
}

std::vector<std::string> ConfigReader::texts(const char* key) const {
  std::vector<std::string> values;
  if (!has(key)) return values;
  if (!object_.at(key).is_array()) fail(key, "a list of texts");
  for (const json& value : object_.at(key)) {
    if (!value.is_string()) fail(key, "a list of texts");
    values.push_back(value.get<std::string>());
  }
  return values;
}

std::vector<std::string> ConfigReader::numbered_texts(const char* key) const {
  std::vector<std::string> values;
  if (!has(key)) return values;
  const json& map = object_.at(key);
  if (!map.is_object()) fail(key, "an object of texts by number");
  for (std::size_t i = 0; i < map.size(); ++i) {
    const auto value = map.find(std::to_string(i));
    if (value == map.end() || !value->is_string())
      fail(key, "texts under the numbers 0 to " + std::to_string(map.size() - 1));
    values.push_back(value->get<std::string>());
  }
  return values;
}

void ConfigReader::require_text(const char* key, const std::string& expected) const {
  if (text(key, expected) != expected) fail(key, expected, ErrorCode::unsupported);
}

void ConfigReader::require_flag(const char* key, bool expected) const {
  if (flag(key, expected) != expected) fail(key, expected ? "true" : "false", ErrorCode::unsupported);
}

void ConfigReader::fail(const std::string& key, const std::string& expected, ErrorCode code) const {
  std::string found = object_.contains(key)
                          ? object_.at(key).dump(-1, ' ', /*ensure_ascii=*/true, json::error_handler_t::replace)
                          : "nothing";
  if (found.size() > 60) found = found.substr(0, 60) + "...";
  throw Error(code, name_ + ": " + key + ": expected " + expected + ", found " + found);
}

}  // namespace affectus
