// Intervals that the user has already: CSV, Praat TextGrid, RTTM. Parsers of outside data: each checks before it believes,
// bounds its memory by the size of the file, and is fuzzed.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "affectus/export.h"
#include "affectus/prediction.h"

namespace affectus {

/// The intervals of one file of the list; `file` is empty where the format does not name one (TextGrid).
struct FileIntervals {
  std::string file;
  std::vector<Interval> intervals;  // in the order of the file
};

// Text is UTF-8 or UTF-16, with or without a byte order mark, its lines end with LF, CRLF or CR. A NUL character and what is
// no text are errors that name the line.

/// A table with the columns file,start_s,end_s and optionally label (and, passed through, tier, speaker), in any order,
/// named by the header in any case, separated by commas, semicolons or tabs. Quotes as in RFC 4180. audformat's segmented
/// tables, too: file,start,end, with times as "0 days 00:00:01.5" or in seconds; an end that is empty or NaT is that of the
/// recording (infinity).
AFFECTUS_EXPORT std::vector<FileIntervals> parse_interval_csv(std::string_view text, const std::string& name);
/// Praat's long and short text formats; empty `tier`: the first interval tier. Intervals without text are left out; that
/// leaves none is an error that names the tiers which have some.
AFFECTUS_EXPORT std::vector<FileIntervals> parse_textgrid(std::string_view text, const std::string& name,
                                                          const std::string& tier);
/// NIST RTTM: SPEAKER lines; label and speaker are the speaker's name. The recording's name and the speaker's may hold
/// spaces: the first ends where channel, start and duration follow, before two <NA>; of the second, up to two last words
/// that are numbers or <NA> are taken for confidence and look-ahead time. A line that can be read in several ways is an
/// error. The channels of a recording whose lines name two or more are those of its intervals; else these have none.
AFFECTUS_EXPORT std::vector<FileIntervals> parse_rttm(std::string_view text, const std::string& name);

/// Reads by extension (.csv, .tsv, .TextGrid, .rttm; any case). Throws Error that names the file, the line, what was
/// expected and found.
AFFECTUS_EXPORT std::vector<FileIntervals> read_interval_file(const std::filesystem::path& file, const std::string& tier);

/// Which intervals of a list belong to which input: a name in the list stands for an input if it is the same path, the same
/// file name, or the same file name without its extension (the most exact match wins); a list without names stands for any
/// input. Windows's separators are separators, and characters are the same however they are composed. Immutable.
class AFFECTUS_EXPORT IntervalTable {
 public:
  explicit IntervalTable(std::vector<FileIntervals> list);
  /// Throws Error(invalid_argument) where several names stand for the input equally well.
  const std::vector<Interval>& of(const std::string& input) const;
  /// Names of the list that stand for none of `inputs`, in the list's order.
  std::vector<std::string> others(const std::vector<std::string>& inputs) const;

 private:
  using Index = std::unordered_multimap<std::string, std::size_t>;  // to places in the list
  const FileIntervals* find(const std::string& input) const;
  std::vector<FileIntervals> list_;
  Index by_path_;  // normal paths
  Index by_name_;  // file names, with their extensions and without
};

}  // namespace affectus
