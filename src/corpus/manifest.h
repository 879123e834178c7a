// The manifest CSV of a corpus: one row an utterance.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace affectus {

struct Utterance {
  std::filesystem::path path;  // of the audio file; relative paths are resolved against the manifest's folder
  std::string speaker;
  std::string gender;
  std::string language;
  std::string partition;  // train, development, test
  std::string category;   // as category_name() has it; empty: none
  std::string intensity;
  std::string sentence;  // that was spoken: utterances of one text have the same; empty: not known
  std::optional<double> activation, valence, dominance;           // 1 to 7 (SAM)
  std::optional<double> activation_sd, valence_sd, dominance_sd;  // standard deviations of the raters' grades, 0 to 6
  std::map<std::string, double> votes;                            // of the raters, by category; empty: not known
};

/// Whether it has a rating of any dimension.
bool is_rated(const Utterance& utterance);
/// Whether it has a rating or a category.
bool is_labelled(const Utterance& utterance);
/// Whether it has the raters' standard deviation of any dimension.
bool has_deviation(const Utterance& utterance);

struct Manifest {
  std::filesystem::path file;
  std::string corpus;  // name of its folder
  std::vector<Utterance> utterances;
  std::string hash;  // of the file's content, recorded with results that use it

  /// Reads a table as TableReader does. `path`, `partition` and at least one of the dimensions or `category` are required;
  /// unknown columns are ignored. Throws Error that names the file, the line, the column, what was expected and found.
  /// read() converts the paths so that the recordings can be opened, whichever separators and Unicode composition the file
  /// uses.
  static Manifest read(const std::filesystem::path& file);
  static Manifest parse(std::string_view text, const std::filesystem::path& file);

  /// Throws Error(invalid_format) that lists the partitions of the manifest, if this one is not among them.
  std::vector<Utterance> partition(const std::string& name) const;
  /// All rows except those of the partition held_out, which is used for nothing.
  std::vector<Utterance> in_use() const;
};

}  // namespace affectus
