#include "checkpoint/checkpoint_index.h"

#include <nlohmann/json.hpp>

#include "affectus/error.h"
#include "base/bounded_json.h"
#include "base/placeholder.h"

namespace affectus {

using nlohmann::json;

std::map<std::string, std::string> parse_checkpoint_index(std::string_view text, const std::string& name) {
  const auto fail = [&](const std::string& expected, const std::string& found) {
    throw Error(ErrorCode::invalid_format, name + ": expected " + expected + ", found " + found);
  };
  refuse_placeholder(text, name, FileMeaning::index);
  const json index = parse_json(text);
  if (!index.is_object() || !index.contains("weight_map") || !index.at("weight_map").is_object())
    fail("a JSON object with a weight_map", found_in_json(text));
  std::map<std::string, std::string> files;
  for (const auto& [tensor, file] : index.at("weight_map").items()) {
    if (!file.is_string()) fail("a file's name for tensor " + tensor, "something else");
    const auto file_name = file.get<std::string>();
    if (file_name.empty() || file_name.find('/') != std::string::npos || file_name == "." || file_name == "..")
      fail("the name of a file beside it for tensor " + tensor, "'" + file_name + "'");
    files[tensor] = file_name;
  }
  return files;
}

}  // namespace affectus
