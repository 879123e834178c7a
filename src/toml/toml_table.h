// Reads one TOML table strictly: unknown keys are errors, and every value must have its type and range. The text must come
// from to_ascii().
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <locale>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#define TOML_EXCEPTIONS 1
#include <toml++/toml.h>

#include "affectus/error.h"
#include "text/joined.h"
#include "toml/toml_text.h"

namespace affectus {

class TomlTable {
 public:
  /// `name` is the table's name in messages: "[loss]", or "the recipe" for the whole file.
  TomlTable(const toml::table& table, std::string file, std::string name)
      : table_(table), file_(std::move(file)), name_(std::move(name)) {}

  template <typename T>
  void integer(const char* key, T& value, std::int64_t low, std::int64_t high) {
    const toml::node* node = find(key);
    if (node == nullptr) return;
    const std::string expected = "an integer from " + std::to_string(low) + " to " + std::to_string(high);
    if (!node->is_integer()) fail(*node, key, expected);
    const std::int64_t found = node->as_integer()->get();
    if (found < low || found > high) fail(*node, key, expected);
    value = static_cast<T>(found);
  }

  void one_of(const char* key, std::size_t& value, const std::vector<std::size_t>& choices) {
    const toml::node* node = find(key);
    if (node == nullptr) return;
    std::vector<std::string> names;
    for (const std::size_t choice : choices) {
      names.push_back(std::to_string(choice));
      if (node->is_integer() && node->as_integer()->get() == static_cast<std::int64_t>(choice)) {
        value = choice;
        return;
      }
    }
    fail(*node, key, "one of " + joined(names));
  }

  /// `open_low`, `open_high`: the end itself is not allowed.
  void number(const char* key, double& value, double low, double high, bool open_low = false, bool open_high = false) {
    if (const toml::node* node = find(key)) value = number_of(*node, key, low, high, open_low, open_high);
  }

  void numbers(const char* key, std::vector<double>& values, double low, double high) {
    const toml::node* node = find(key);
    if (node == nullptr) return;
    if (!node->is_array()) fail(*node, key, "a list of numbers from " + text(low) + " to " + text(high));
    values.clear();
    for (const toml::node& element : *node->as_array()) values.push_back(number_of(element, key, low, high, false, false));
  }

  template <typename R>
  void range(const char* key, R& value, double low, double high) {
    const toml::node* node = find(key);
    if (node == nullptr) return;
    const std::string expected = "[low, high] within " + text(low) + " to " + text(high);
    const toml::array* array = node->as_array();
    if (array == nullptr || array->size() != 2) fail(*node, key, expected);
    value.low = number_of((*array)[0], key, low, high, false, false);
    value.high = number_of((*array)[1], key, low, high, false, false);
    if (value.low > value.high) fail(*node, key, expected + " with low at most high");
  }

  void integers(const char* key, std::vector<std::size_t>& values, std::int64_t low, std::int64_t high) {
    const toml::node* node = find(key);
    if (node == nullptr) return;
    const std::string expected = "a list of integers from " + std::to_string(low) + " to " + std::to_string(high);
    if (!node->is_array()) fail(*node, key, expected);
    values.clear();
    for (const toml::node& element : *node->as_array()) {
      if (!element.is_integer()) fail(element, key, expected);
      const std::int64_t found = element.as_integer()->get();
      if (found < low || found > high) fail(element, key, expected);
      values.push_back(static_cast<std::size_t>(found));
    }
  }

  void boolean(const char* key, bool& value) {
    const toml::node* node = find(key);
    if (node == nullptr) return;
    if (!node->is_boolean()) fail(*node, key, "true or false");
    value = node->as_boolean()->get();
  }

  void string(const char* key, std::string& value, bool required = false) {
    const toml::node* node = find(key);
    if (node == nullptr) {
      if (required) missing(key, "a string");
      return;
    }
    if (!node->is_string()) fail(*node, key, "a string");
    value = from_ascii(node->as_string()->get());
    if (required && value.empty()) fail(*node, key, "a string that is not empty");
  }

  void strings(const char* key, std::vector<std::string>& values, const std::vector<std::string>& allowed = {}) {
    const toml::node* node = find(key);
    if (node == nullptr) return;
    const std::string expected = allowed.empty() ? "a list of strings" : "a list of some of " + joined(allowed);
    const toml::array* array = node->as_array();
    if (array == nullptr) fail(*node, key, expected);
    values.clear();
    for (const toml::node& element : *array) {
      if (!element.is_string()) fail(element, key, expected);
      values.push_back(from_ascii(element.as_string()->get()));
      if (!allowed.empty() && std::find(allowed.begin(), allowed.end(), values.back()) == allowed.end())
        fail(element, key, expected);
    }
  }

  /// A string or a list of strings; "": none.
  void names(const char* key, std::vector<std::string>& values) {
    const toml::node* node = find(key);
    if (node == nullptr) return;
    if (!node->is_string() && !node->is_array()) fail(*node, key, "a string or a list of strings");
    if (node->is_array()) return strings(key, values);
    values = {from_ascii(node->as_string()->get())};
    if (values.front().empty()) values.clear();
  }

  bool has(const char* key) const { return table_.contains(key); }
  /// Whether `key` is a table.
  bool has_table(const char* key) const { return table_[key].is_table(); }

  /// Every key that no other function was asked for.
  std::vector<std::string> other_keys() const {
    std::vector<std::string> keys;
    for (const auto& [key, node] : table_)
      if (!asked_.contains(std::string(key.str()))) keys.push_back(from_ascii(key.str()));
    return keys;
  }
  /// The same, each with a string or a list of strings.
  std::map<std::string, std::vector<std::string>> other_names() {
    std::map<std::string, std::vector<std::string>> all;
    for (const std::string& key : other_keys()) {
      names(to_ascii(key).c_str(), all[key]);
      if (all[key].empty()) wrong(key, "expected at least one string");
    }
    return all;
  }
  /// The same, each with one string, which may be empty.
  std::map<std::string, std::string> other_strings() {
    std::map<std::string, std::string> all;
    for (const std::string& key : other_keys()) string(to_ascii(key).c_str(), all[key]);
    return all;
  }

  /// The same, each with a number.
  std::map<std::string, double> other_numbers(double low, double high) {
    std::map<std::string, double> all;
    for (const std::string& key : other_keys()) number(to_ascii(key).c_str(), all[key], low, high);
    return all;
  }

  template <typename Enum>
  void choice(const char* key, Enum& value, const std::vector<std::pair<std::string, Enum>>& choices) {
    const toml::node* node = find(key);
    if (node == nullptr) return;
    std::vector<std::string> names;
    for (const auto& [name, meaning] : choices) {
      if (node->is_string() && node->as_string()->get() == name) {
        value = meaning;
        return;
      }
      names.push_back(name);
    }
    fail(*node, key, "one of " + joined(names));
  }

  /// The table `key`, or null; `list` gives the tables of [[key]].
  const toml::table* table(const char* key) {
    const toml::node* node = find(key);
    if (node != nullptr && !node->is_table()) fail(*node, key, "a table");
    return node == nullptr ? nullptr : node->as_table();
  }
  std::vector<const toml::table*> list(const char* key) {
    std::vector<const toml::table*> tables;
    const toml::node* node = find(key);
    if (node == nullptr) return tables;
    if (!node->is_array()) fail(*node, key, "tables written as [[" + std::string(key) + "]]");
    for (const toml::node& element : *node->as_array()) {
      if (!element.is_table()) fail(element, key, "tables written as [[" + std::string(key) + "]]");
      tables.push_back(element.as_table());
    }
    return tables;
  }

  /// To be called last. Throws for a key that was not read.
  void finish() const {
    for (const auto& [key, node] : table_) {
      if (asked_.contains(std::string(key.str()))) continue;
      throw error(line_of(key.source().begin.line) + name_ + " has no key '" + from_ascii(key.str()) +
                  "', expected one of " + joined(asked_));
    }
  }

  [[noreturn]] void fail(const toml::node& node, const std::string& key, const std::string& expected) const {
    std::string found = node.is_table() ? "a table" : node.is_array() ? "a list" : "";
    if (found.empty()) {
      std::ostringstream value;
      node.visit([&](const auto& typed) {
        if constexpr (toml::is_value<decltype(typed)>) value << toml::toml_formatter(typed);
      });
      found = from_ascii(value.str()).substr(0, 80);
      std::replace(found.begin(), found.end(), '\n', ' ');
    }
    throw error(line_of(node.source().begin.line) + "'" + key + "' of " + name_ + ": expected " + expected + ", found " +
                found);
  }

  /// The same for a value whose fault `message` describes.
  [[noreturn]] void wrong(const std::string& key, const std::string& message) const {
    const toml::node* node = table_.get(to_ascii(key));
    throw error(line_of((node == nullptr ? table_.source() : node->source()).begin.line) + "'" + key + "' of " + name_ +
                ": " + message);
  }

  [[noreturn]] void missing(const std::string& key, const std::string& expected) const {
    throw error(line_of(table_.source().begin.line) + name_ + " lacks '" + key + "', expected " + expected);
  }

 private:
  const toml::node* find(const char* key) {
    asked_.insert(key);
    return table_.get(key);
  }

  double number_of(const toml::node& node, const char* key, double low, double high, bool open_low, bool open_high) const {
    const std::string expected = "a number " + std::string(open_low ? "above " : "from ") + text(low) +
                                 (open_high ? " to below " : " to ") + text(high);
    if (!node.is_number()) fail(node, key, expected);
    const double value = *node.value<double>();
    const bool inside = (open_low ? value > low : value >= low) && (open_high ? value < high : value <= high);
    if (!inside) fail(node, key, expected);
    return value;
  }

  std::string line_of(std::uint32_t line) const { return file_ + (line == 0 ? "" : ":" + std::to_string(line)) + ": "; }
  static Error error(const std::string& message) { return Error(ErrorCode::invalid_format, message); }
  static std::string text(double value) {
    std::ostringstream stream;
    stream.imbue(std::locale::classic());
    stream << value;
    return stream.str();
  }

  const toml::table& table_;
  std::string file_;
  std::string name_;
  std::set<std::string> asked_;
};

}  // namespace affectus
