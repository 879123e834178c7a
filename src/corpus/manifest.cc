#include "corpus/manifest.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>

#include "affectus/error.h"
#include "base/content_hash.h"
#include "corpus/word_ratings.h"
#include "names/category_names.h"
#include "names/file_names.h"
#include "storage/files.h"
#include "text/counted.h"
#include "text/shown.h"
#include "text/split.h"
#include "text/table.h"

namespace affectus {
namespace {

constexpr std::size_t largest_manifest = std::size_t{1} << 30;
constexpr std::size_t most_partitions = 20;            // that a message names
constexpr double lowest_rating = -100, highest = 100;  // a scale of 1 to 7, with room for the user's own

class ManifestReader {
 public:
  ManifestReader(std::string_view text, const std::filesystem::path& file)
      : table_(text, file.string()), folder_(file.parent_path()) {
    table_.require({"path", "partition"});
    if (!table_.has("activation") && !table_.has("valence") && !table_.has("dominance") && !table_.has("category"))
      table_.fail("expected at least one of the columns activation, valence, dominance, category, found the header " +
                  table_.header());
  }

  bool read(Utterance& utterance) {
    if (!table_.next()) return false;
    utterance = {};
    const std::string path = text("path");
    if (path.empty()) table_.fail("column path: expected a file, found nothing");
    utterance.path = folder_ / path;
    utterance.speaker = text("speaker");
    utterance.gender = text("gender");
    utterance.language = text("language");
    utterance.partition = text("partition");
    utterance.category = category_name(text("category"));
    utterance.intensity = text("intensity");
    utterance.sentence = text("sentence");
    utterance.activation = number("activation");
    utterance.valence = number("valence");
    utterance.dominance = number("dominance");
    utterance.activation_sd = number("activation_sd", 0);
    utterance.valence_sd = number("valence_sd", 0);
    utterance.dominance_sd = number("dominance_sd", 0);
    utterance.votes = votes();
    if (table_.has("votes") && table_.has("level")) set_spread(utterance);
    return true;
  }

 private:
  std::string text(const char* column) const { return trimmed(table_.text(column)); }

  // "happy=3 neutral=1"
  std::map<std::string, double> votes() const {
    std::map<std::string, double> result;
    for (const std::string& vote : split(text("votes"), ' ')) {
      if (vote.empty()) continue;
      const std::size_t equals = vote.rfind('=');
      double count = 0;
      if (equals != std::string::npos && equals > 0) {
        const char* const end = vote.data() + vote.size();
        const auto [stop, error] = std::from_chars(vote.data() + equals + 1, end, count);
        if (error != std::errc() || stop != end || !(count >= 0 && count <= 1e6)) count = -1;
      } else {
        count = -1;
      }
      if (count < 0) table_.fail("column votes: expected entries like happy=3, found '" + vote + "'");
      result[category_name(vote.substr(0, equals))] += count;
    }
    return result;
  }

  // Where the table says how strong the voters found the emotions, but not how far they disagreed.
  void set_spread(Utterance& utterance) const {
    const std::optional<double> level = number("level", 0);
    if (!level || has_deviation(utterance)) return;
    set_word_spread(utterance, shares_of(utterance.votes, strength_of_level(*level)), vote_count(utterance.votes));
  }

  std::optional<double> number(const char* column, double lowest = lowest_rating) const {
    const std::string value = trimmed(table_.number_text(column));
    if (value.empty()) return std::nullopt;
    double result = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), result);
    if (error != std::errc() || end != value.data() + value.size() || !(result >= lowest && result <= highest))
      table_.fail("column " + std::string(column) + ": expected a number from " + std::to_string(static_cast<int>(lowest)) +
                  " to " + std::to_string(static_cast<int>(highest)) + ", found '" + value + "'");
    return result;
  }

  TableReader table_;
  std::filesystem::path folder_;
};

std::string corpus_name(const std::filesystem::path& file) {
  std::error_code ignored;
  return std::filesystem::absolute(file, ignored).lexically_normal().parent_path().filename().string();
}

// As another system may have named it. Only names that can differ cost a look.
std::filesystem::path path_on_disk(const std::filesystem::path& path) {
  const auto can_differ = [](char one) { return one == '\\' || static_cast<unsigned char>(one) >= 0x80; };
  if (std::ranges::none_of(path.string(), can_differ)) return path;
  return existing_path(path).value_or(path);
}

}  // namespace

bool is_rated(const Utterance& utterance) { return utterance.activation || utterance.valence || utterance.dominance; }

bool is_labelled(const Utterance& utterance) { return is_rated(utterance) || !utterance.category.empty(); }

bool has_deviation(const Utterance& utterance) {
  return utterance.activation_sd || utterance.valence_sd || utterance.dominance_sd;
}

Manifest Manifest::parse(std::string_view text, const std::filesystem::path& file) {
  Manifest manifest{.file = file, .corpus = corpus_name(file), .utterances = {}, .hash = content_hash(text)};
  ManifestReader reader(text, file);
  for (Utterance utterance; reader.read(utterance);) manifest.utterances.push_back(std::move(utterance));
  if (manifest.utterances.empty())
    throw Error(ErrorCode::invalid_format, file.string() + ": expected utterances, found a header only");
  return manifest;
}

Manifest Manifest::read(const std::filesystem::path& file) {
  Manifest manifest = parse(read_file(file, largest_manifest), file);
  for (Utterance& utterance : manifest.utterances) utterance.path = path_on_disk(utterance.path);
  return manifest;
}

std::vector<Utterance> Manifest::partition(const std::string& name) const {
  std::vector<Utterance> result;
  std::copy_if(utterances.begin(), utterances.end(), std::back_inserter(result),
               [&](const Utterance& utterance) { return utterance.partition == name; });
  if (!result.empty()) return result;
  std::set<std::string> there;
  for (const Utterance& utterance : utterances)
    there.insert(utterance.partition.empty() ? "(none)" : shown(utterance.partition));
  throw Error(ErrorCode::invalid_format, file.string() + ": expected utterances of the partition " + shown(name) +
                                             ", found none; there " + (there.size() == 1 ? "is " : "are ") +
                                             some_of({there.begin(), there.end()}, most_partitions));
}

std::vector<Utterance> Manifest::in_use() const {
  std::vector<Utterance> result = utterances;
  std::erase_if(result, [](const Utterance& utterance) { return utterance.partition == "held_out"; });
  return result;
}

}  // namespace affectus
