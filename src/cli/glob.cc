#include "cli/glob.h"

#include <fnmatch.h>

#include <algorithm>

namespace affectus {
namespace {

constexpr std::string_view any_folders = "**/";

bool matches(const std::string& pattern, const std::string& text) {
  return ::fnmatch(pattern.c_str(), text.c_str(), FNM_PATHNAME) == 0;
}

// Where the folder after `begin` begins; npos where there is none.
std::size_t next_folder(const std::string& name, std::size_t begin) {
  const std::size_t slash = name.find('/', begin);
  return slash == std::string::npos ? slash : slash + 1;
}

// Where the leftmost match of `part` from `begin` on ends; npos where there is none. It has as many folders as the part, and
// begins at `begin` or, where `is_anywhere`, at a later folder.
std::size_t end_of_match(const std::string& part, const std::string& name, std::size_t begin, bool is_anywhere) {
  for (; begin != std::string::npos; begin = is_anywhere ? next_folder(name, begin) : std::string::npos) {
    std::size_t end = begin;
    for (auto left = std::ranges::count(part, '/'); left > 0 && end != std::string::npos; --left)
      end = next_folder(name, end);
    if (end == std::string::npos) return end;
    if (matches(part, name.substr(begin, end - begin))) return end;
  }
  return begin;
}

}  // namespace

// Of the places where a part of the pattern matches, the leftmost will do: it leaves the most folders to the parts behind.
bool glob_match(std::string_view pattern, const std::string& name) {
  std::size_t begin = 0;     // of what is not matched yet
  bool is_anywhere = false;  // after a "**/"
  for (std::size_t stars = pattern.find(any_folders); stars != std::string_view::npos; stars = pattern.find(any_folders)) {
    begin = end_of_match(std::string(pattern.substr(0, stars)), name, begin, is_anywhere);
    if (begin == std::string::npos) return false;
    is_anywhere = true;
    pattern.remove_prefix(stars + any_folders.size());
  }
  const std::string last(pattern);  // matches up to the name's end
  for (; begin != std::string::npos; begin = is_anywhere ? next_folder(name, begin) : std::string::npos)
    if (matches(last, name.substr(begin))) return true;
  return false;
}

bool glob_may_match_below(std::string_view pattern, std::string_view folder) {
  while (true) {
    const std::size_t slash = pattern.find('/');
    if (slash == std::string_view::npos) return false;  // the pattern's last part is a file's
    const std::string_view part = pattern.substr(0, slash), name = folder.substr(0, folder.find('/'));
    if (part == "**") return true;
    if (!matches(std::string(part), std::string(name))) return false;
    if (name.size() == folder.size()) return true;
    pattern.remove_prefix(slash + 1);
    folder.remove_prefix(name.size() + 1);
  }
}

}  // namespace affectus
