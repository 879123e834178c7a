// MSP-Podcast (Lotfian and Busso, IEEE Transactions on Affective Computing 10(4), 2019) in the layouts of its releases 1.6
// to 2.0. Labels are looked for in this order: the consensus as CSV or JSON, labels.txt; grades of single raters in
// labels.txt, the detailed CSV or JSON; partitions and speakers in the consensus, else in files of their own.
#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "affectus/error.h"
#include "base/csv.h"
#include "base/files.h"
#include "base/split.h"
#include "corpus/audio_folder.h"
#include "corpus/corpus_reader.h"
#include "corpus/rater_grades.h"

namespace affectus {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t largest_file = std::size_t{2} << 30;

std::string trimmed(std::string_view text) {
  constexpr const char* space = " \t\r\n";
  const std::size_t begin = text.find_first_not_of(space);
  return begin == std::string_view::npos ? "" : std::string(text.substr(begin, text.find_last_not_of(space) - begin + 1));
}

// The consensus has letters, raters' lines have words.
const std::map<std::string, std::string> letters = {
    {"A", "angry"},    {"S", "sad"},     {"H", "happy"}, {"U", "surprised"}, {"F", "fearful"}, {"D", "disgust"},
    {"C", "contempt"}, {"N", "neutral"}, {"O", ""},      {"X", ""},          {"", ""}};
const std::map<std::string, std::string> words = {{"Angry", "angry"},        {"Sad", "sad"},        {"Happy", "happy"},
                                                  {"Surprise", "surprised"}, {"Fear", "fearful"},   {"Disgust", "disgust"},
                                                  {"Contempt", "contempt"},  {"Neutral", "neutral"}};

struct Row {
  Utterance utterance;
  bool labelled = false;
};
using Rows = std::map<std::string, Row>;  // by file name

class Release {
 public:
  explicit Release(const fs::path& folder) : folder_(folder) {
    if (!fs::is_directory(folder)) throw Error(ErrorCode::not_found, folder.string() + ": expected a folder, found none");
    labels_ = find_entry(folder, {"Labels/Labels", "Labels", "label"}).value_or(folder);
  }

  ReadCorpus read();

 private:
  std::optional<fs::path> label_file(const std::vector<std::string>& names) const { return find_entry(labels_, names); }

  void read_partitions();
  void read_speakers();
  void read_consensus_csv(const fs::path& file);
  void read_consensus_json(const fs::path& file);
  void read_labels_txt(const fs::path& file, bool take_consensus);
  void read_detailed_csv(const fs::path& file);
  void read_detailed_json(const fs::path& file);
  void take_consensus(const std::string& name, const std::map<std::string, std::string>& fields, const std::string& where);
  void take_grade(const std::string& name, const std::string& category, const std::array<std::string, 3>& grades,
                  const std::string& where);
  void take_rater_line(const std::string& name, const std::string& line, const std::string& where);
  void find_audio();
  void report_partitions();
  void report_speakers();

  fs::path folder_;
  fs::path labels_;
  Rows rows_;
  std::map<std::string, std::string> genders_;  // by speaker
  std::map<std::string, RaterGrades> grades_;
  std::vector<std::string> notes_;
};

[[noreturn]] void fail(const std::string& where, const std::string& message) {
  throw Error(ErrorCode::invalid_format, where + ": " + message);
}

std::optional<double> number(const std::string& text, const std::string& where) {
  if (text.empty()) return std::nullopt;
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !(value >= 1 && value <= 7))
    fail(where, "expected a grade from 1 to 7, found '" + text + "'");
  return value;
}

std::string category_of(const std::string& text, const std::string& where) {
  if (const auto letter = letters.find(text); letter != letters.end()) return letter->second;
  if (const auto word = words.find(text); word != words.end()) return word->second;
  fail(where, "expected an emotion's letter (A, S, H, U, F, D, C, N, O, X), found '" + text + "'");
}

std::string partition_of(const std::string& text, const std::string& where) {
  static const std::map<std::string, std::string> names = {{"Train", "train"},
                                                           {"Validation", "development"},
                                                           {"Development", "development"},
                                                           {"Test", "test1"},
                                                           {"Test1", "test1"},
                                                           {"Test2", "test2"},
                                                           {"Test3", "test3"}};
  const auto found = names.find(text);
  if (found == names.end())
    fail(where, "expected a partition (Train, Validation, Development, Test1 to Test3), found '" + text + "'");
  return found->second;
}

std::string gender_of(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text == "male" || text == "female" ? text : "";
}

// "A:2.400000" without its letter.
std::string graded(const std::string& field, char letter, const std::string& where) {
  if (field.size() < 2 || field[0] != letter || field[1] != ':')
    fail(where, std::string("expected ") + letter + ":GRADE, found '" + field + "'");
  return trimmed(field.substr(2));
}

std::string line_of(const fs::path& file, std::size_t line) { return file.string() + ":" + std::to_string(line); }

void Release::take_consensus(const std::string& name, const std::map<std::string, std::string>& fields,
                             const std::string& where) {
  if (name.empty()) fail(where, "expected a file's name, found nothing");
  Row& row = rows_[name];
  if (row.labelled) fail(where, "'" + name + "' has labels already");
  row.labelled = true;
  const auto field = [&](const char* key) {
    const auto found = fields.find(key);
    return found == fields.end() ? std::string() : found->second;
  };
  Utterance& utterance = row.utterance;
  utterance.category = category_of(field("EmoClass"), where);
  utterance.activation = number(field("EmoAct"), where);
  utterance.valence = number(field("EmoVal"), where);
  utterance.dominance = number(field("EmoDom"), where);
  if (!field("SpkrID").empty()) utterance.speaker = field("SpkrID");
  if (!field("Gender").empty()) utterance.gender = gender_of(field("Gender"));
  if (!field("Split_Set").empty()) utterance.partition = partition_of(field("Split_Set"), where);
}

void Release::read_consensus_csv(const fs::path& file) {
  const std::string text = read_file(file, largest_file);
  CsvReader csv(text, file.string());
  std::vector<std::string> header, fields;
  if (!csv.read(header)) fail(file.string(), "expected a header with column names, found nothing");
  for (std::string& name : header) name = trimmed(name);
  if (std::ranges::find(header, "FileName") == header.end()) csv.fail("expected a column 'FileName', found none");
  while (csv.read(fields)) {
    if (fields.size() != header.size())
      csv.fail("expected " + std::to_string(header.size()) + " columns, found " + std::to_string(fields.size()));
    std::map<std::string, std::string> row;
    for (std::size_t i = 0; i < header.size(); ++i) row[header[i]] = trimmed(fields[i]);
    take_consensus(row["FileName"], row, line_of(file, csv.line()));
  }
}

nlohmann::json parse_json(const fs::path& file) {
  nlohmann::json value = nlohmann::json::parse(read_file(file, largest_file), nullptr, /*allow_exceptions=*/false);
  if (!value.is_object()) fail(file.string(), "expected a JSON object by file names, found something else or a part of it");
  return value;
}

std::string text_of(const nlohmann::json& value) {
  if (value.is_string()) return trimmed(value.get<std::string>());
  if (value.is_number_integer()) return std::to_string(value.get<std::int64_t>());
  return value.is_null() ? "" : value.dump();
}

void Release::read_consensus_json(const fs::path& file) {
  const nlohmann::json all = parse_json(file);
  for (const auto& [name, entry] : all.items()) {
    const std::string where = file.string() + ": " + name;
    if (!entry.is_object()) fail(where, "expected an object, found something else");
    std::map<std::string, std::string> row;
    for (const auto& [key, value] : entry.items()) row[key] = text_of(value);
    take_consensus(name, row, where);
  }
}

void Release::take_grade(const std::string& name, const std::string& category, const std::array<std::string, 3>& grades,
                         const std::string& where) {
  RaterGrades& all = grades_[name];
  if (const auto value = number(grades[0], where)) all.activation.push_back(*value);
  if (const auto value = number(grades[1], where)) all.valence.push_back(*value);
  if (const auto value = number(grades[2], where)) all.dominance.push_back(*value);
  // Raters may write words of their own: "Other-annoyed".
  if (const auto word = words.find(category); word != words.end())
    all.votes[word->second] += 1;
  else if (!category.empty())
    all.votes["other"] += 1;
}

// "WORKER00000001; Neutral; Concerned,Interested; A:3.0; V:4.0; D:3.0;"
void Release::take_rater_line(const std::string& name, const std::string& line, const std::string& where) {
  std::vector<std::string> fields = split(line, ';');
  for (std::string& field : fields) field = trimmed(field);
  while (!fields.empty() && fields.back().empty()) fields.pop_back();
  if (fields.size() < 5)
    fail(where, "expected a rater's line (WORKER; emotion; emotions; A:; V:; D:), found '" + line + "'");
  const std::size_t end = fields.size();
  take_grade(name, fields[1],
             {graded(fields[end - 3], 'A', where), graded(fields[end - 2], 'V', where), graded(fields[end - 1], 'D', where)},
             where);
}

void Release::read_labels_txt(const fs::path& file, bool take) {
  const std::string text = read_file(file, largest_file);
  std::string current;
  std::size_t line_number = 0;
  for (const std::string& raw : split(text, '\n')) {
    ++line_number;
    const std::string line = trimmed(raw), where = line_of(file, line_number);
    if (line.empty()) {
      current.clear();
    } else if (current.empty()) {
      std::vector<std::string> fields = split(line, ';');
      for (std::string& field : fields) field = trimmed(field);
      if (fields.size() < 5) fail(where, "expected a file's line (NAME.wav; emotion; A:; V:; D:), found '" + line + "'");
      current = fields[0];
      if (take)
        take_consensus(current,
                       {{"EmoClass", fields[1]},
                        {"EmoAct", graded(fields[2], 'A', where)},
                        {"EmoVal", graded(fields[3], 'V', where)},
                        {"EmoDom", graded(fields[4], 'D', where)}},
                       where);
    } else {
      take_rater_line(current, line, where);
    }
  }
}

void Release::read_detailed_csv(const fs::path& file) {
  const std::string text = read_file(file, largest_file);
  CsvReader csv(text, file.string());
  std::vector<std::string> header, fields;
  if (!csv.read(header)) fail(file.string(), "expected a header with column names, found nothing");
  for (std::string& name : header) name = trimmed(name);
  const auto column = [&](const char* name) {
    return static_cast<std::size_t>(std::ranges::find(header, name) - header.begin());
  };
  if (column("FileName") == header.size()) csv.fail("expected a column 'FileName', found none");
  while (csv.read(fields)) {
    const std::string where = line_of(file, csv.line());
    if (fields.size() != header.size())
      csv.fail("expected " + std::to_string(header.size()) + " columns, found " + std::to_string(fields.size()));
    const auto field = [&](const char* name) { return column(name) < fields.size() ? trimmed(fields[column(name)]) : ""; };
    const std::string name = field("FileName");
    if (column("EmoDetail") < header.size())
      take_rater_line(name, field("EmoDetail"), where);
    else
      take_grade(name, field("EmoClass_Major"), {field("EmoAct"), field("EmoVal"), field("EmoDom")}, where);
  }
}

void Release::read_detailed_json(const fs::path& file) {
  const nlohmann::json all = parse_json(file);
  for (const auto& [name, raters] : all.items()) {
    const std::string where = file.string() + ": " + name;
    if (!raters.is_object()) fail(where, "expected an object by raters, found something else");
    for (const auto& [rater, said] : raters.items()) {
      if (!said.is_object()) fail(where + ": " + rater, "expected an object, found something else");
      const auto field = [&said = said](const char* key) { return said.contains(key) ? text_of(said[key]) : std::string(); };
      take_grade(name, field("EmoClass_Major"), {field("EmoAct"), field("EmoVal"), field("EmoDom")}, where + ": " + rater);
    }
  }
}

// "Train; MSP-PODCAST_0023_0048.wav"
void Release::read_partitions() {
  const auto file = find_entry(folder_, {"Partitions.txt", "Partition.txt"});
  if (!file) return;
  std::size_t line_number = 0;
  for (const std::string& raw : split(read_file(*file, largest_file), '\n')) {
    ++line_number;
    const std::string line = trimmed(raw), where = line_of(*file, line_number);
    if (line.empty()) continue;
    const std::vector<std::string> fields = split(line, ';');
    if (fields.size() < 2) fail(where, "expected PARTITION; NAME.wav, found '" + line + "'");
    const std::string name = trimmed(fields[1]), partition = partition_of(trimmed(fields[0]), where);
    Row& row = rows_[name];
    if (!row.utterance.partition.empty() && row.utterance.partition != partition)
      fail(where,
           "expected '" + name + "' in partition " + row.utterance.partition + " as the labels say, found " + partition);
    row.utterance.partition = partition;
  }
}

// "Speaker_1; Male" at the head, then "MSP-PODCAST_0023_0048.wav;1".
void Release::read_speakers() {
  const auto file = find_entry(folder_, {"Speaker_ids.txt"});
  if (!file) return;
  std::size_t line_number = 0;
  for (const std::string& raw : split(read_file(*file, largest_file), '\n')) {
    ++line_number;
    const std::string line = trimmed(raw);
    if (line.empty()) continue;
    const std::vector<std::string> fields = split(line, ';');
    if (fields.size() < 2) fail(line_of(*file, line_number), "expected NAME.wav;SPEAKER, found '" + line + "'");
    const std::string first = trimmed(fields[0]), second = trimmed(fields[1]);
    if (first.starts_with("Speaker_")) {
      genders_[first.substr(8)] = gender_of(second);
    } else if (const auto row = rows_.find(first); row != rows_.end() && row->second.utterance.speaker.empty()) {
      row->second.utterance.speaker = second;
    }
  }
}

void Release::find_audio() {
  const fs::path audio = find_entry(folder_, {"Audios", "Audio"}).value_or(folder_ / "Audios");
  for (auto& [name, row] : rows_) row.utterance.path = audio / name;
}

void Release::report_partitions() {
  struct Known {
    const char* release;
    std::map<std::string, std::size_t> counts;
  };
  static const std::vector<Known> known = {
      {"1.6", {{"train", 34280}, {"development", 5958}, {"test1", 10124}}},
      {"1.11", {{"train", 84030}, {"development", 19815}, {"test1", 30647}, {"test2", 14815}, {"test3", 2347}}},
  };
  std::map<std::string, std::size_t> counts;
  for (const auto& [name, row] : rows_) ++counts[row.utterance.partition];
  std::string text;
  for (const auto& [partition, count] : counts) text += ", " + partition + " " + std::to_string(count);
  std::string release;
  for (const Known& one : known)
    if (one.counts == counts) release = one.release;
  if (release.empty() && rows_.size() == 267905) release = "2.0 (in all; its partitions' counts are not known here)";
  notes_.push_back(
      std::to_string(rows_.size()) + " turns" + text + ": " +
      (release.empty() ? "the counts of no known release (1.6, 1.11, 2.0)" : "the counts of release " + release));
}

void Release::report_speakers() {
  std::map<std::string, std::set<std::string>> partitions;
  std::size_t unknown = 0;
  for (const auto& [name, row] : rows_)
    if (row.utterance.speaker.empty())
      ++unknown;
    else
      partitions[row.utterance.speaker].insert(row.utterance.partition);
  if (unknown > 0) notes_.push_back(std::to_string(unknown) + " turns are of speakers whom nobody knows");
  std::vector<std::string> crossing;
  for (const auto& [speaker, in] : partitions)
    if (in.contains("train") && std::ranges::any_of(in, [](const std::string& one) { return one.starts_with("test"); }))
      crossing.push_back(speaker);
  if (!crossing.empty())
    notes_.push_back(std::to_string(crossing.size()) +
                     " speakers are in the train partition and in a test set, the first is " + crossing.front());
}

ReadCorpus Release::read() {
  const auto labels_txt = label_file({"labels.txt"});
  const auto csv = label_file({"labels_consensus.csv", "labels_concensus.csv"});
  const auto json = label_file({"labels_consensus.json", "labels_concensus.json"});
  if (csv)
    read_consensus_csv(*csv);
  else if (json)
    read_consensus_json(*json);
  else if (!labels_txt)
    throw Error(
        ErrorCode::not_found,
        labels_.string() + ": expected labels_consensus.csv (or labels_concensus.csv, .json, labels.txt), found none");
  if (labels_txt)
    read_labels_txt(*labels_txt, !csv && !json);
  else if (const auto detailed = label_file({"labels_detailed.csv"}))
    read_detailed_csv(*detailed);
  else if (const auto detailed_json = label_file({"labels_detailed.json"}))
    read_detailed_json(*detailed_json);
  else
    notes_.push_back("no grades of single raters were found: there are no standard deviations and no votes");
  read_partitions();
  read_speakers();
  find_audio();

  ReadCorpus corpus;
  std::size_t hidden = 0, without_partition = 0;
  for (auto& [name, row] : rows_) {
    Utterance& utterance = row.utterance;
    if (utterance.partition.empty()) {
      ++without_partition;
      continue;
    }
    if (utterance.speaker == "Unknown") utterance.speaker.clear();
    if (utterance.gender.empty() && genders_.contains(utterance.speaker)) utterance.gender = genders_[utterance.speaker];
    if (!utterance.speaker.empty()) utterance.speaker = "msp-podcast-" + utterance.speaker;
    utterance.language = "en";
    if (const auto grades = grades_.find(name); grades != grades_.end()) grades->second.fill(utterance);
    if (!row.labelled) ++hidden;
    corpus.utterances.push_back(utterance);
  }
  if (corpus.utterances.empty())
    throw Error(ErrorCode::invalid_format, folder_.string() +
                                               ": expected turns with a partition (Split_Set in the labels, or "
                                               "Partitions.txt), found none");
  report_partitions();
  if (without_partition > 0)
    notes_.push_back(std::to_string(without_partition) + " turns have labels but no partition and were left out");
  if (hidden > 0) notes_.push_back(std::to_string(hidden) + " turns have no labels (those of Test3 are hidden)");
  report_speakers();
  corpus.notes = std::move(notes_);
  return corpus;
}

}  // namespace

ReadCorpus read_msp_podcast(const std::filesystem::path& folder, const CorpusReaderOptions&) {
  return Release(folder).read();
}

}  // namespace affectus
