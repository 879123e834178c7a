// A corpus as its publisher distributes it, described in TOML: the pattern of its files' names, its tables, and how they
// give the columns of a manifest. The shipped layouts are in corpora/.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/field_template.h"
#include "corpus/path_pattern.h"

namespace affectus {

/// A text of an utterance: "en", "emodb-{speaker}", or a table of what the values of `from` mean:
/// [gender] from = "{speaker}", male = ["03", "10"], female = "08"
struct LayoutLabel {
  FieldTemplate from;
  std::map<std::string, std::string> outcomes;  // by the value, in lower case; empty: the filled text itself
  std::optional<std::string> otherwise;         // of values that no outcome lists

  bool is_given() const { return !from.text().empty(); }
  /// Absent for a value that no outcome lists, if there is no `otherwise`.
  std::optional<std::string> of(const Fields& fields) const;
  /// The outcome of a value, as above.
  std::optional<std::string> outcome(const std::string& value) const;
};

/// [tables.NAME]: a table whose columns become fields {NAME.COLUMN} of the recordings that its rows belong to.
struct LayoutTable {
  std::string name;
  std::vector<FieldTemplate> files;         // required: the first that exists, below the corpus's folder; fields as in `of`
  FieldTemplate key;                        // required: of a row, with its columns as fields
  FieldTemplate of;                         // required: the key of a recording, with its fields
  std::map<std::string, PathPattern> only;  // rows whose column fits; others are not read
  bool complete = false;                    // a row without a recording is an error, if it is not to be left out
  std::map<std::string, bool> columns;      // those that others name, and whether they have numbers
};

/// [votes]: what raters heard, by category.
struct LayoutVotes {
  std::map<std::string, FieldTemplate> counts;  // how many chose it
  std::map<std::string, FieldTemplate> levels;  // how strong they found it, 0 to 100
  std::vector<FieldTemplate> raters;            // instead: what each chose, as the values of [category]
};

/// [dimensions]
struct LayoutDimensions {
  enum class From { none, words, votes, ratings } from = From::none;
  double strength = 1;                                        // words: share of the distance from neutral, 0 to 2
  std::map<std::string, double> strengths;                    // the same by intensity
  double low = 1, high = 7;                                   // ratings: the ends of their scale, which become 1 and 7
  std::vector<FieldTemplate> activation, valence, dominance;  // ratings: of each rater; an empty one is none
};

struct CorpusLayout {
  std::string name;                                      // required: "emodb"
  std::string title;                                     // required: one line for the help text
  std::string licence;                                   // required: an SPDX expression, or words
  std::string source;                                    // required: where it is from
  std::vector<std::string> notes;                        // what a user must know, one line each
  std::vector<PathPattern> patterns;                     // required: [files] pattern, of the names without extension
  std::map<std::string, std::set<std::string>> only;     // [files.only]: values of fields; other files are left out
  std::map<std::string, std::string> left_out;           // [files.left_out]: names of files, and why
  std::vector<std::pair<std::string, LayoutLabel>> own;  // [fields.NAME]: more fields, from those of the name
  std::vector<LayoutTable> tables;
  LayoutLabel speaker, partition;                               // required
  LayoutLabel gender, language, sentence, category, intensity;  // category or dimensions are required
  LayoutVotes votes;
  LayoutDimensions dimensions;

  /// Throws Error(not_found, unreadable, invalid_format) that names the file, the line, the key, what was expected and
  /// found.
  static CorpusLayout read(const std::filesystem::path& file);
  static CorpusLayout parse(std::string_view text, const std::string& file_name);
};

}  // namespace affectus
