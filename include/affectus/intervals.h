// Reads the user's intervals: CSV, Praat TextGrid, RTTM. These parsers of outside data check everything before use, bound
// their memory by the size of the file, and are fuzzed.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "affectus/export.h"
#include "affectus/prediction.h"

namespace affectus {

/// The intervals of one file of the list; `file` is empty if the format names none (TextGrid).
struct FileIntervals {
  std::string file;
  std::vector<Interval> intervals;  // in the order of the file
};

// Text is UTF-8 or UTF-16, with or without a byte order mark; lines end with LF, CRLF or CR. NUL characters and bytes that
// are not text are errors that name the line.

/// Parses a table with the columns file, start_s, end_s and optionally label, tier, speaker. The header names them in any
/// order and case; commas, semicolons or tabs separate them. Quotes follow RFC 4180. audformat's segmented tables are also
/// read: file, start, end, with times as "0 days 00:00:01.5" or in seconds; an empty end or NaT means the end of the
/// recording (infinity).
AFFECTUS_EXPORT std::vector<FileIntervals> parse_interval_csv(std::string_view text, const std::string& name);
/// Parses Praat's long and short text formats. An empty `tier` means the first interval tier. Intervals without text are
/// left out. If none is left, the error names the tiers that have some.
AFFECTUS_EXPORT std::vector<FileIntervals> parse_textgrid(std::string_view text, const std::string& name,
                                                          const std::string& tier);
/// Parses the SPEAKER lines of NIST RTTM. Label and speaker are the speaker's name. The names of recording and speaker may
/// hold spaces: the first ends before channel, start and duration, which two <NA> follow; at the end of the second, up to
/// two words that are numbers or <NA> count as confidence and look-ahead time. A line that can be read in several ways is an
/// error. Intervals have a channel only if the lines of their recording name two or more.
AFFECTUS_EXPORT std::vector<FileIntervals> parse_rttm(std::string_view text, const std::string& name);

/// Reads a file by its extension (.csv, .tsv, .TextGrid, .rttm; any case). Throws Error that names the file, the line, what
/// was expected and what was found.
AFFECTUS_EXPORT std::vector<FileIntervals> read_interval_file(const std::filesystem::path& file, const std::string& tier);

/// Finds the intervals that belong to an input. A name in the list matches an input if it is the same path, the end of its
/// path (or the reverse), the same file name, or the same file name without extension; the most exact match wins. A list
/// without names matches every input. Windows separators count as separators, and characters match in any Unicode
/// composition. Immutable.
class AFFECTUS_EXPORT IntervalTable {
 public:
  explicit IntervalTable(std::vector<FileIntervals> list);
  /// Throws Error(invalid_argument) if several names match the input equally well.
  const std::vector<Interval>& of(const std::string& input) const;
  /// Names of the list that match none of `inputs`, in the list's order.
  std::vector<std::string> others(const std::vector<std::string>& inputs) const;

 private:
  using Index = std::unordered_multimap<std::string, std::size_t>;  // to places in the list
  const FileIntervals* find(const std::string& input) const;
  std::vector<FileIntervals> list_;
  Index by_path_;  // normal paths
  Index by_name_;  // file names, with their extensions and without
};

}  // namespace affectus
