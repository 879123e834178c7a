#include "base/placeholder.h"

#include <algorithm>
#include <cctype>

#include "affectus/error.h"

namespace affectus {
namespace {

constexpr std::size_t looked_at = 1024;  // bytes in which a page shows itself
constexpr std::size_t longest_text = 2048;
constexpr std::size_t shown_bytes = 80;

std::string meant(FileMeaning meaning) {
  switch (meaning) {
    case FileMeaning::weights:
      return "weights";
    case FileMeaning::index:
      return "an index of weights";
    case FileMeaning::configuration:
      return "a configuration";
    case FileMeaning::graph:
      return "a graph";
    case FileMeaning::recording:
      break;
  }
  return "a recording";
}

bool is_space(char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; }

std::string_view without_mark_and_space(std::string_view text) {
  constexpr std::string_view mark = "\xef\xbb\xbf";
  if (text.starts_with(mark)) text.remove_prefix(mark.size());
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  return text;
}

bool is_lfs_pointer(std::string_view text) {
  return text.starts_with("version https://git-lfs.github.com/spec/") ||
         text.starts_with("version https://hawser.github.com/spec/");
}

// Also an error that a store of files answers in XML.
bool is_web_page(std::string_view text) {
  std::string beginning(text.substr(0, looked_at));
  std::transform(beginning.begin(), beginning.end(), beginning.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  for (const char* start : {"<!doctype html", "<html", "<head", "<body"})
    if (beginning.starts_with(start)) return true;
  if (!beginning.starts_with("<?xml") && !beginning.starts_with("<!--")) return false;
  return beginning.find("<html") != std::string::npos || beginning.find("<error>") != std::string::npos;
}

bool is_text(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](unsigned char c) { return (c >= 32 && c < 127) || is_space(static_cast<char>(c)); });
}

}  // namespace

void refuse_placeholder(std::string_view content, const std::string& name, FileMeaning meaning) {
  const auto fail = [&](const std::string& found, const std::string& rest) {
    throw Error(ErrorCode::invalid_format, name + ": " + found + ", not " + meant(meaning) + rest);
  };
  if (content.empty()) fail("an empty file", "");
  const std::string_view text = without_mark_and_space(content);
  if (is_lfs_pointer(text)) fail("a Git LFS pointer", ": git lfs pull");
  if (is_web_page(text)) fail("a web page (HTML)", ": fetch the file itself");
  if (meaning != FileMeaning::weights || content.size() > longest_text || !is_text(content)) return;
  std::string line(text.substr(0, std::min(shown_bytes, text.find_first_of("\r\n"))));
  if (line.size() < text.size()) line += "...";
  fail("a text", ": '" + line + "'");
}

}  // namespace affectus
