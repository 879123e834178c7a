// MSP-Podcast (Lotfian and Busso, IEEE Transactions on Affective Computing 10(4), 2019) in the layouts of its releases 1.6
// to 2.0. Labels are looked for in this order: the consensus as CSV or JSON, labels.txt; grades of single raters in
// labels.txt, the detailed CSV or JSON; partitions and speakers in the consensus, else in files of their own.
#include <algorithm>
#include <cstdlib>
#include <map>
#include <optional>
#include <set>

#include "affectus/error.h"
#include "corpus/audio_folder.h"
#include "corpus/corpus_reader.h"
#include "corpus/msp_podcast_tables.h"
#include "storage/files.h"
#include "text/counted.h"

namespace affectus {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t largest_file = std::size_t{2} << 30;
constexpr const char* hidden_partition = "test3";  // its labels are not published

using Counts = std::map<std::string, std::size_t>;  // turns by partition

struct KnownRelease {
  const char* name;
  Counts counts;
};

const std::vector<KnownRelease>& known_releases() {
  static const std::vector<KnownRelease> known = {
      {"1.6", {{"train", 34280}, {"development", 5958}, {"test1", 10124}}},
      {"1.11", {{"train", 84030}, {"development", 19815}, {"test1", 30647}, {"test2", 14815}, {"test3", 2347}}},
  };
  return known;
}
constexpr std::size_t turns_of_release_2_0 = 267905;  // in all; its partitions' counts are not known here

std::string text_of(const Counts& counts) {
  std::string text;
  for (const auto& [partition, count] : counts) text += (text.empty() ? "" : ", ") + partition + " " + std::to_string(count);
  return text;
}

std::size_t total(const Counts& counts) {
  std::size_t sum = 0;
  for (const auto& [partition, count] : counts) sum += count;
  return sum;
}

// "the counts of release 1.6", or what differs from the release that is nearest.
std::string held_against_releases(const Counts& counts) {
  for (const KnownRelease& one : known_releases())
    if (one.counts == counts) return std::string("the counts of release ") + one.name;
  if (total(counts) == turns_of_release_2_0)
    return "as many in all as release 2.0 (its partitions' counts are not known here)";
  std::string text = "the counts of no known release (1.6, 1.11, 2.0)";
  for (const KnownRelease& one : known_releases()) {
    const auto expected = static_cast<double>(total(one.counts)), found = static_cast<double>(total(counts));
    if (std::abs(found - expected) < 0.1 * expected)
      text += std::string("; release ") + one.name + " has " + text_of(one.counts);
  }
  return text;
}

class Release {
 public:
  Release(const fs::path& folder, bool skip_missing) : folder_(folder), skip_missing_(skip_missing) {
    if (!fs::is_directory(folder)) throw Error(ErrorCode::not_found, folder.string() + ": expected a folder, found none");
    labels_ = find_entry(folder, {"Labels/Labels", "Labels", "label"}).value_or(folder);
  }

  ReadCorpus read() {
    read_labels();
    if (const auto file = find_entry(folder_, {"Partitions.txt", "Partition.txt"}))
      tables_.read_partitions(content_of(*file), file->string());
    if (const auto file = find_entry(folder_, {"Speaker_ids.txt"})) tables_.read_speakers(content_of(*file), file->string());
    leave_out_incomplete();
    collect();
    if (corpus_.utterances.empty())
      throw Error(ErrorCode::invalid_format, folder_.string() +
                                                 ": expected turns with a partition (Split_Set in the labels, or "
                                                 "Partitions.txt), found none");
    report_partitions();
    report_speakers();
    return std::move(corpus_);
  }

 private:
  std::string content_of(const fs::path& file) {
    corpus_.files.push_back(file);
    return read_file(file, largest_file);
  }

  std::optional<fs::path> label_file(const std::vector<std::string>& names) const { return find_entry(labels_, names); }

  void read_labels() {
    const auto labels_txt = label_file({"labels.txt"});
    const auto csv = label_file({"labels_consensus.csv", "labels_concensus.csv"});
    const auto json = label_file({"labels_consensus.json", "labels_concensus.json"});
    if (csv)
      tables_.read_consensus_csv(content_of(*csv), csv->string());
    else if (json)
      tables_.read_consensus_json(content_of(*json), json->string());
    else if (!labels_txt)
      throw Error(
          ErrorCode::not_found,
          labels_.string() + ": expected labels_consensus.csv (or labels_concensus.csv, .json, labels.txt), found none");
    if (labels_txt)
      tables_.read_labels_txt(content_of(*labels_txt), labels_txt->string(), !csv && !json);
    else if (const auto detailed_csv = label_file({"labels_detailed.csv"}))
      tables_.read_detailed_csv(content_of(*detailed_csv), detailed_csv->string());
    else if (const auto detailed_json = label_file({"labels_detailed.json"}))
      tables_.read_detailed_json(content_of(*detailed_json), detailed_json->string());
    else
      note("no grades of single raters were found: there are no standard deviations and no votes");
  }

  void note(const std::string& text) { corpus_.notes.push_back(text); }

  // Rows that only one of the files has.
  void leave_out_incomplete() {
    leave_out("with labels and without a partition", [](const auto& turn) { return turn.utterance.partition.empty(); });
    leave_out("with a partition and without labels",
              [](const auto& turn) { return !turn.labelled && turn.utterance.partition != hidden_partition; });
  }

  template <typename IsIncomplete>
  void leave_out(const std::string& what, const IsIncomplete& is_incomplete) {
    std::string first;
    const std::size_t count = std::erase_if(tables_.turns, [&](const auto& entry) {
      const bool leaves = is_incomplete(entry.second);
      if (leaves && first.empty()) first = entry.first;
      return leaves;
    });
    if (count == 0) return;
    const std::string message = counted(count, "turn ", "turns ") + what + ", the first is " + first;
    if (!skip_missing_)
      throw Error(ErrorCode::invalid_format, folder_.string() + ": " + message + " (--skip-missing leaves them out)");
    note(message + ": left out");
  }

  void collect() {
    const fs::path audio = find_entry(folder_, {"Audios", "Audio"}).value_or(folder_ / "Audios");
    std::size_t hidden = 0;
    for (const auto& [name, turn] : tables_.turns) {
      Utterance& utterance = corpus_.utterances.emplace_back(turn.utterance);
      utterance.path = audio / name;
      if (utterance.speaker == "Unknown") utterance.speaker.clear();
      const auto gender = tables_.genders.find(utterance.speaker);
      if (utterance.gender.empty() && gender != tables_.genders.end()) utterance.gender = gender->second;
      if (!utterance.speaker.empty()) utterance.speaker = "msp-podcast-" + utterance.speaker;
      utterance.language = "en";
      if (const auto grades = tables_.grades.find(name); grades != tables_.grades.end()) grades->second.fill(utterance);
      if (!turn.labelled) ++hidden;
    }
    if (hidden > 0)
      note(counted(hidden, "turn of ", "turns of ") + hidden_partition + (hidden == 1 ? " has" : " have") +
           " no labels, which are hidden");
  }

  void report_partitions() {
    Counts counts;
    for (const Utterance& one : corpus_.utterances) ++counts[one.partition];
    note(counted(corpus_.utterances.size(), "turn", "turns") + ", " + text_of(counts) + ": " +
         held_against_releases(counts));
  }

  void report_speakers() {
    std::map<std::string, std::set<std::string>> partitions;
    std::size_t unknown = 0;
    for (const Utterance& one : corpus_.utterances)
      if (one.speaker.empty())
        ++unknown;
      else
        partitions[one.speaker].insert(one.partition);
    if (unknown > 0)
      note(counted(unknown, "turn is of a speaker whom nobody knows", "turns are of speakers whom nobody knows"));
    std::string crossing;
    std::size_t count = 0;
    for (const auto& [speaker, in] : partitions)
      if (in.contains("train") && std::ranges::any_of(in, [](const std::string& one) { return one.starts_with("test"); })) {
        crossing += (crossing.empty() ? "" : ", ") + speaker;
        ++count;
      }
    if (count > 0)
      note(counted(count, "speaker is", "speakers are") + " in the train partition and in a test set: " + crossing);
  }

  fs::path folder_;
  fs::path labels_;
  bool skip_missing_;
  MspPodcastTables tables_;
  ReadCorpus corpus_;
};

}  // namespace

ReadCorpus read_msp_podcast(const std::filesystem::path& folder, const CorpusReaderOptions& options) {
  return Release(folder, options.skip_missing).read();
}

}  // namespace affectus
