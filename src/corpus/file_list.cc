#include "corpus/file_list.h"

#include <set>
#include <string>

#include "affectus/error.h"
#include "storage/files.h"
#include "text/split.h"

namespace affectus {
namespace {

std::set<std::string> listed_names(const std::filesystem::path& list) {
  std::set<std::string> names;
  for (std::string line : split(read_file(list), '\n')) {
    line = line.substr(0, line.find_first_of(";,\r"));
    const std::string name = std::filesystem::path(line).filename().string();
    if (!name.empty() && name[0] != '#') names.insert(name);
  }
  return names;
}

}  // namespace

std::vector<Utterance> listed_utterances(const Manifest& manifest, const std::filesystem::path& list) {
  const std::set<std::string> wanted = listed_names(list);
  std::set<std::string> names = wanted;
  std::vector<Utterance> utterances;
  for (const Utterance& one : manifest.utterances) {
    const std::string name = one.path.filename().string();
    if (!wanted.contains(name)) continue;
    if (names.erase(name) == 0)
      throw Error(ErrorCode::invalid_format, list.string() + ": expected names of one file of " + manifest.file.string() +
                                                 " each, found " + name + ", which is that of several");
    utterances.push_back(one);
  }
  if (!names.empty())
    throw Error(ErrorCode::not_found, list.string() + ": expected files of " + manifest.file.string() + ", found " +
                                          std::to_string(names.size()) + " that are not in it, the first is " +
                                          *names.begin());
  return utterances;
}

}  // namespace affectus
