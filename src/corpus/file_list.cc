#include "corpus/file_list.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <string_view>

#include "affectus/error.h"
#include "names/file_names.h"
#include "storage/files.h"
#include "text/split.h"
#include "text/text_encoding.h"

namespace affectus {
namespace {

// As it compares with others.
std::string file_name_of(const std::string& path) {
  return std::filesystem::path(comparable_name(path)).filename().string();
}

// Without what follows it.
std::string name_of_line(std::string_view line) {
  if (const std::string quoted = trimmed(line); quoted.starts_with('"')) return quoted.substr(1, quoted.find('"', 1) - 1);
  return trimmed(line.substr(0, line.find_first_of(";,\t")));
}

// The names of a list, each with the line that has it first.
std::map<std::string, std::size_t> listed_names(const std::filesystem::path& list) {
  const std::string text = decode_text(read_file(list), list.string());
  std::map<std::string, std::size_t> names;
  std::size_t number = 0;
  for (const std::string_view line : text_lines(text)) {
    ++number;
    const std::string name = file_name_of(name_of_line(line));
    if (!name.empty() && !trimmed(line).starts_with('#')) names.emplace(name, number);
  }
  return names;
}

std::string first_of(const std::map<std::string, std::size_t>& names) {
  return std::ranges::min_element(names, {}, [](const auto& one) { return one.second; })->first;
}

}  // namespace

std::vector<Utterance> listed_utterances(const Manifest& manifest, const std::filesystem::path& list,
                                         const std::function<void(const std::string& message)>& on_missing) {
  const std::map<std::string, std::size_t> wanted = listed_names(list);
  std::map<std::string, std::size_t> missing = wanted;
  const auto line_of = [&list](std::size_t line) { return list.string() + ":" + std::to_string(line) + ": "; };
  std::vector<Utterance> utterances;
  for (const Utterance& one : manifest.utterances) {
    const auto found = wanted.find(file_name_of(one.path.string()));
    if (found == wanted.end()) continue;
    if (missing.erase(found->first) == 0)
      throw Error(ErrorCode::invalid_format, line_of(found->second) + "expected the name of one file of " +
                                                 manifest.file.string() + ", found " + found->first +
                                                 ", which is that of several");
    utterances.push_back(one);
  }
  if (utterances.empty())
    throw Error(ErrorCode::not_found, list.string() + ": expected files of " + manifest.file.string() + ", found " +
                                          (wanted.empty() ? "no names" : "none, the first name is " + first_of(wanted)));
  std::map<std::size_t, std::string> by_line;
  for (const auto& [name, line] : missing) by_line.emplace(line, name);
  for (const auto& [line, name] : by_line)
    on_missing(line_of(line) + "expected a file of " + manifest.file.string() + ", found " + name + ", which is not in it");
  return utterances;
}

std::vector<Utterance> listed_utterances(const Manifest& manifest, const std::filesystem::path& list) {
  return listed_utterances(manifest, list, [](const std::string& message) { throw Error(ErrorCode::not_found, message); });
}

}  // namespace affectus
