#include <algorithm>
#include <cctype>
#include <set>

#include "affectus/error.h"
#include "affectus/intervals.h"
#include "names/file_names.h"
#include "storage/files.h"
#include "text/letter_case.h"

namespace affectus {
namespace {

// As it compares with others.
std::filesystem::path path_of(const std::string& name) {
  return std::filesystem::path(comparable_name(name)).lexically_normal();
}

// True where the shorter path is the end of the longer, whole components at a time.
bool one_ends_with_other(const std::filesystem::path& a, const std::filesystem::path& b) {
  const std::vector<std::filesystem::path> left(a.begin(), a.end()), right(b.begin(), b.end());
  const std::size_t common = std::min(left.size(), right.size());
  return std::equal(left.end() - static_cast<std::ptrdiff_t>(common), left.end(),
                    right.end() - static_cast<std::ptrdiff_t>(common));
}

// How exactly a name in a list stands for an input; 0: not at all.
int exactness(const std::filesystem::path& name, const std::filesystem::path& input) {
  if (name == input) return 4;
  if (name.filename() == input.filename()) return one_ends_with_other(name, input) ? 3 : 2;
  return name.filename() == input.stem() || name.stem() == input.stem() ? 1 : 0;
}

}  // namespace

std::vector<FileIntervals> read_interval_file(const std::filesystem::path& file, const std::string& tier) {
  const std::string extension = lower_case(file.extension().string());
  const bool is_table = extension == ".csv" || extension == ".tsv";
  if (!is_table && extension != ".textgrid" && extension != ".rttm")
    throw Error(ErrorCode::invalid_argument, file.string() +
                                                 ": expected intervals in a file named .csv, .tsv, .TextGrid or .rttm, "
                                                 "found '" +
                                                 extension + "'");
  const std::string text = read_file(file);
  if (is_table) return parse_interval_csv(text, file.string());
  if (extension == ".rttm") return parse_rttm(text, file.string());
  return parse_textgrid(text, file.string(), tier);
}

IntervalTable::IntervalTable(std::vector<FileIntervals> list) : list_(std::move(list)) {
  for (std::size_t i = 0; i < list_.size(); ++i) {
    const std::filesystem::path name = path_of(list_[i].file);
    by_path_.emplace(name.string(), i);
    by_name_.emplace(name.filename().string(), i);
    if (name.stem() != name.filename()) by_name_.emplace(name.stem().string(), i);
  }
}

const std::vector<Interval>& IntervalTable::of(const std::string& input) const {
  static const std::vector<Interval> none;
  const FileIntervals* const found = find(input);
  return found == nullptr ? none : found->intervals;
}

std::vector<std::string> IntervalTable::others(const std::vector<std::string>& inputs) const {
  std::set<const FileIntervals*> found;
  for (const std::string& input : inputs) found.insert(find(input));
  std::vector<std::string> names;
  for (const FileIntervals& one : list_)
    if (!found.contains(&one)) names.push_back(one.file);
  return names;
}

const FileIntervals* IntervalTable::find(const std::string& input) const {
  if (!list_.empty() && list_.front().file.empty()) return &list_.front();
  const std::filesystem::path path = path_of(input);
  std::set<std::size_t> candidates;  // in the list's order
  const auto add = [&](const Index& index, const std::string& key) {
    const auto [begin, end] = index.equal_range(key);
    for (auto entry = begin; entry != end; ++entry) candidates.insert(entry->second);
  };
  // The same path is the most exact match: folders full of files of one name need no look at all of them.
  add(by_path_, path.string());
  if (candidates.empty()) {
    add(by_name_, path.filename().string());
    add(by_name_, path.stem().string());
  }
  const FileIntervals* best = nullptr;
  const FileIntervals* rival = nullptr;
  int best_exactness = 0;
  for (const std::size_t candidate : candidates) {
    const FileIntervals& entry = list_[candidate];
    const int exact = exactness(path_of(entry.file), path);
    if (exact == 0 || exact < best_exactness) continue;
    rival = exact == best_exactness ? best : nullptr;
    best = &entry;
    best_exactness = exact;
  }
  if (rival)
    throw Error(ErrorCode::invalid_argument, "intervals for " + input + ": expected one name that stands for it, found '" +
                                                 rival->file + "' and '" + best->file + "'");
  return best;
}

}  // namespace affectus
