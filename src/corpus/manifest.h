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
  std::string category;   // empty: none
  std::string intensity;
  std::optional<double> activation, valence, dominance;           // 1 to 7 (SAM)
  std::optional<double> activation_sd, valence_sd, dominance_sd;  // standard deviations of the raters' grades, 0 to 6
  std::map<std::string, double> votes;                            // of the raters, by category; empty: not known
};

struct Manifest {
  std::filesystem::path file;
  std::string corpus;  // name of its folder
  std::vector<Utterance> utterances;
  std::string hash;  // of the file's content, to be recorded with what was made from it

  /// A table of TableReader's kind, by header names, in any order; `path` and `partition` and at least one of the dimensions
  /// or `category` must be there, unknown columns are passed over. Throws Error that names the file, the line, the column,
  /// what was expected and found. Of a file the paths are those by which recordings can be opened, whichever way the file
  /// separates their parts and composes their characters.
  static Manifest read(const std::filesystem::path& file);
  static Manifest parse(std::string_view text, const std::filesystem::path& file);

  std::vector<Utterance> partition(const std::string& name) const;
  /// All but the partition held_out, which nothing is trained, tuned or judged on.
  std::vector<Utterance> in_use() const;
};

}  // namespace affectus
