#include "corpus/joined_table.h"

#include <algorithm>
#include <optional>
#include <set>
#include <vector>

#include "affectus/error.h"
#include "corpus/audio_folder.h"
#include "names/file_names.h"
#include "storage/files.h"
#include "text/shown.h"
#include "text/split.h"
#include "text/table.h"

namespace affectus {
namespace {

constexpr std::size_t largest_table_bytes = std::size_t{1} << 30;

}  // namespace

JoinedTable::JoinedTable(const LayoutTable& layout, const std::filesystem::path& folder)
    : layout_(layout), folder_(folder) {}

bool JoinedTable::join(Fields& recording) {
  Rows& rows = rows_for(recording);
  const auto row = rows.find(comparable_name(trimmed(layout_.of.filled(recording))));
  if (row == rows.end()) return false;
  row->second.is_joined = true;
  recording.insert(row->second.columns.begin(), row->second.columns.end());
  return true;
}

JoinedTable::Rows& JoinedTable::rows_for(const Fields& recording) {
  std::vector<std::string> names;
  std::string looked;
  for (const FieldTemplate& file : layout_.files) {
    names.push_back(file.filled(recording));
    looked += (looked.empty() ? "" : " or ") + names.back();
  }
  const auto known = found_.find(looked);
  if (known != found_.end()) return files_.at(known->second);
  const std::optional<std::filesystem::path> file = find_entry(folder_, names);
  if (!file) throw Error(ErrorCode::not_found, folder_.string() + ": expected the table " + looked + " in it, found none");
  found_.emplace(looked, *file);
  if (!files_.contains(*file)) files_.emplace(*file, read(*file));
  return files_.at(*file);
}

JoinedTable::Rows JoinedTable::read(const std::filesystem::path& file) const {
  const std::string bytes = read_file(file, largest_table_bytes);
  TableReader table(bytes, file.string());
  for (const std::string& column : layout_.key.fields()) table.require({column});
  for (const auto& [column, has_numbers] : layout_.columns) table.require({column});
  for (const auto& [column, pattern] : layout_.only) table.require({column});
  Rows rows;
  while (table.next()) {
    if (std::ranges::any_of(layout_.only,
                            [&](const auto& one) { return !one.second.match(trimmed(table.text(one.first))); }))
      continue;
    Row row{.line = table.line()};
    for (const auto& [column, has_numbers] : layout_.columns)
      row.columns[layout_.name + "." + column] = trimmed(has_numbers ? table.number_text(column) : table.text(column));
    Fields key;
    for (const std::string& column : layout_.key.fields()) key[column] = trimmed(table.text(column));
    const auto [same, is_new] = rows.emplace(comparable_name(layout_.key.filled(key)), row);
    if (!is_new && same->second.columns != row.columns)
      table.fail("expected one row of " + shown(same->first) + ", found another that differs from line " +
                 std::to_string(same->second.line));
  }
  return rows;
}

std::size_t JoinedTable::rows() const {
  std::size_t count = 0;
  for (const auto& [file, rows] : files_) count += rows.size();
  return count;
}

std::vector<std::filesystem::path> JoinedTable::files() const {
  std::vector<std::filesystem::path> files;
  for (const auto& [file, rows] : files_) files.push_back(file);
  return files;
}

std::size_t JoinedTable::unjoined(std::string& first) const {
  std::size_t count = 0;
  for (const auto& [file, rows] : files_) {
    const Row* earliest = nullptr;
    for (const auto& [key, row] : rows) {
      if (row.is_joined) continue;
      if (count++ == 0 || (earliest != nullptr && row.line < earliest->line)) {
        earliest = &row;
        first = file.string() + ":" + std::to_string(row.line) + " (" + shown(key) + ")";
      }
    }
  }
  return count;
}

}  // namespace affectus
