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

/// CSV with the columns file,start_s,end_s and optionally label (and, passed through, tier, speaker), in any order, named by
/// the header. Quotes as in RFC 4180.
AFFECTUS_EXPORT std::vector<FileIntervals> parse_interval_csv(std::string_view text, const std::string& name);
/// Praat's long and short text formats, UTF-8 or UTF-16; empty `tier`: the first interval tier. Intervals without text are
/// left out.
AFFECTUS_EXPORT std::vector<FileIntervals> parse_textgrid(std::string_view text, const std::string& name,
                                                          const std::string& tier);
/// NIST RTTM: SPEAKER lines; label and speaker are the speaker's name.
AFFECTUS_EXPORT std::vector<FileIntervals> parse_rttm(std::string_view text, const std::string& name);

/// Reads by extension (.csv, .TextGrid, .rttm; any case). Throws Error that names the file, the line, what was expected and
/// found.
AFFECTUS_EXPORT std::vector<FileIntervals> read_interval_file(const std::filesystem::path& file, const std::string& tier);

/// Which intervals of a list belong to which input: a name in the list stands for an input if it is the same path, the same
/// file name, or the same file name without its extension (the most exact match wins); a list without names stands for any
/// input. Immutable.
class AFFECTUS_EXPORT IntervalTable {
 public:
  explicit IntervalTable(std::vector<FileIntervals> list);
  /// Throws Error(invalid_argument) where several names stand for the input equally well.
  const std::vector<Interval>& of(const std::string& input) const;

 private:
  using Index = std::unordered_multimap<std::string, std::size_t>;  // to places in the list
  std::vector<FileIntervals> list_;
  Index by_path_;  // normal paths
  Index by_name_;  // file names, with their extensions and without
};

}  // namespace affectus
