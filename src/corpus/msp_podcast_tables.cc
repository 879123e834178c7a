#include "corpus/msp_podcast_tables.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

#include "affectus/error.h"
#include "base/bounded_json.h"
#include "text/letter_case.h"
#include "text/split.h"
#include "text/table.h"
#include "text/text_encoding.h"

namespace affectus {
namespace {

using Tables = MspPodcastTables;

// The consensus has letters, raters' lines have words.
const std::map<std::string, std::string> letters = {
    {"A", "angry"},    {"S", "sad"},     {"H", "happy"}, {"U", "surprised"}, {"F", "fearful"}, {"D", "disgust"},
    {"C", "contempt"}, {"N", "neutral"}, {"O", ""},      {"X", ""},          {"", ""}};
const std::map<std::string, std::string> words = {{"Angry", "angry"},        {"Sad", "sad"},        {"Happy", "happy"},
                                                  {"Surprise", "surprised"}, {"Fear", "fearful"},   {"Disgust", "disgust"},
                                                  {"Contempt", "contempt"},  {"Neutral", "neutral"}};

std::optional<double> number(const std::string& text, const std::string& where) {
  if (text.empty()) return std::nullopt;
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !(value >= 1 && value <= 7))
    fail_at(where, "expected a grade from 1 to 7, found '" + text + "'");
  return value;
}

std::string category_of(const std::string& text, const std::string& where) {
  if (const auto letter = letters.find(text); letter != letters.end()) return letter->second;
  if (const auto word = words.find(text); word != words.end()) return word->second;
  fail_at(where, "expected an emotion's letter (A, S, H, U, F, D, C, N, O, X), found '" + text + "'");
}

std::string partition_of(const std::string& text, const std::string& where) {
  static const std::map<std::string, std::string> names = {{"train", "train"},
                                                           {"validation", "development"},
                                                           {"development", "development"},
                                                           {"test", "test1"},
                                                           {"test1", "test1"},
                                                           {"test2", "test2"},
                                                           {"test3", "test3"}};
  const auto found = names.find(lower_case(text));
  if (found == names.end())
    fail_at(where, "expected a partition (Train, Validation, Development, Test1 to Test3), found '" + text + "'");
  return found->second;
}

std::string gender_of(const std::string& text) {
  const std::string gender = lower_case(text);
  return gender == "male" || gender == "female" ? gender : "";
}

// "A:2.400000" without its letter.
std::string graded(const std::string& field, char letter, const std::string& where) {
  if (field.size() < 2 || field[0] != letter || field[1] != ':')
    fail_at(where, std::string("expected ") + letter + ":GRADE, found '" + field + "'");
  return trimmed(field.substr(2));
}

std::string line_of(const std::string& name, std::size_t line) { return name + ":" + std::to_string(line); }

// A CSV's records by the names of its columns.
class RecordReader {
 public:
  RecordReader(std::string_view text, const std::string& name) : table_(text, name), name_(name) {
    table_.require({"FileName"});
  }

  bool has(const std::string& column) const { return table_.has(column); }
  bool read() { return table_.next(); }
  /// Nothing where there is no such column.
  std::string operator()(const std::string& column) const { return trimmed(table_.number_text(column)); }
  std::string where() const { return line_of(name_, table_.line()); }

 private:
  TableReader table_;
  std::string name_;
};

nlohmann::json entries_of(std::string_view bytes, const std::string& name) {
  const std::string text = decode_text(bytes, name);
  nlohmann::json value = parse_json(text);
  if (!value.is_object()) fail_at(name, "expected a JSON object by file names, found " + found_in_json(text));
  return value;
}

// The fields of an entry, which are texts or numbers.
class EntryReader {
 public:
  EntryReader(const nlohmann::json& entry, const std::string& where) : entry_(entry), where_(where) {
    if (!entry.is_object()) fail_at(where, "expected an object, found something else");
  }
  std::string operator()(const std::string& key) const {
    const auto found = entry_.find(key);
    if (found == entry_.end() || found->is_null()) return "";
    if (found->is_string()) return trimmed(found->get<std::string>());
    if (!found->is_number()) fail_at(where_ + ": " + key, "expected a text or a number, found something else");
    return found->dump();
  }

 private:
  const nlohmann::json& entry_;
  const std::string& where_;
};

// `field` gives what stands under a name of the consensus.
void take_consensus(Tables& tables, const std::string& name, const auto& field, const std::string& where) {
  if (name.empty()) fail_at(where, "expected a file's name, found nothing");
  Tables::Turn& turn = tables.turns[name];
  if (turn.labelled) fail_at(where, "'" + name + "' has labels already");
  turn.labelled = true;
  Utterance& utterance = turn.utterance;
  utterance.category = category_of(field("EmoClass"), where);
  utterance.activation = number(field("EmoAct"), where);
  utterance.valence = number(field("EmoVal"), where);
  utterance.dominance = number(field("EmoDom"), where);
  if (!field("SpkrID").empty()) utterance.speaker = field("SpkrID");
  if (!field("Gender").empty()) utterance.gender = gender_of(field("Gender"));
  if (!field("Split_Set").empty()) utterance.partition = partition_of(field("Split_Set"), where);
}

void take_grade(Tables& tables, const std::string& name, const std::string& category,
                const std::array<std::string, 3>& grades, const std::string& where) {
  RaterGrades& all = tables.grades[name];
  if (const auto value = number(grades[0], where)) all.activation.push_back(*value);
  if (const auto value = number(grades[1], where)) all.valence.push_back(*value);
  if (const auto value = number(grades[2], where)) all.dominance.push_back(*value);
  // Raters may write words of their own: "Other-annoyed".
  if (const auto word = words.find(category); word != words.end())
    all.votes[word->second] += 1;
  else if (!category.empty())
    all.votes["other"] += 1;
}

// Of a rater in fields of their own.
void take_rater(Tables& tables, const std::string& name, const auto& field, const std::string& where) {
  take_grade(tables, name, field("EmoClass_Major"), {field("EmoAct"), field("EmoVal"), field("EmoDom")}, where);
}

// "WORKER00000001; Neutral; Concerned,Interested; A:3.0; V:4.0; D:3.0;"
void take_rater_line(Tables& tables, const std::string& name, const std::string& line, const std::string& where) {
  std::vector<std::string> fields = split_trimmed(line, ';');
  while (!fields.empty() && fields.back().empty()) fields.pop_back();
  if (fields.size() < 5)
    fail_at(where, "expected a rater's line (WORKER; emotion; emotions; A:; V:; D:), found '" + line + "'");
  const std::size_t end = fields.size();
  take_grade(tables, name, fields[1],
             {graded(fields[end - 3], 'A', where), graded(fields[end - 2], 'V', where), graded(fields[end - 1], 'D', where)},
             where);
}

// "MSP-PODCAST_0001_0139.wav; N; A:2.400000; V:4.000000; D:2.800000;" Returns the file's name.
std::string take_file_line(Tables& tables, const std::string& line, bool take, const std::string& where) {
  const std::vector<std::string> fields = split_trimmed(line, ';');
  if (fields.size() < 5) fail_at(where, "expected a file's line (NAME.wav; emotion; A:; V:; D:), found '" + line + "'");
  const std::map<std::string, std::string> row = {{"EmoClass", fields[1]},
                                                  {"EmoAct", graded(fields[2], 'A', where)},
                                                  {"EmoVal", graded(fields[3], 'V', where)},
                                                  {"EmoDom", graded(fields[4], 'D', where)}};
  const auto field = [&](const std::string& key) { return row.contains(key) ? row.at(key) : std::string(); };
  if (take) take_consensus(tables, fields[0], field, where);
  return fields[0];
}

// Calls take(line, where) for each line, without the space at its ends.
void for_each_line(std::string_view text, const std::string& name, const auto& take) {
  const std::string decoded = decode_text(text, name);
  std::size_t number = 0;
  for (const std::string_view line : text_lines(decoded)) take(trimmed(line), line_of(name, ++number));
}

}  // namespace

void MspPodcastTables::read_consensus_csv(std::string_view text, const std::string& name) {
  RecordReader record(text, name);
  while (record.read()) take_consensus(*this, record("FileName"), record, record.where());
}

void MspPodcastTables::read_consensus_json(std::string_view text, const std::string& name) {
  const nlohmann::json all = entries_of(text, name);
  for (const auto& [file, entry] : all.items()) {
    const std::string where = name + ": " + file;
    take_consensus(*this, file, EntryReader(entry, where), where);
  }
}

void MspPodcastTables::read_labels_txt(std::string_view text, const std::string& name, bool take) {
  std::string current;
  for_each_line(text, name, [&](const std::string& line, const std::string& where) {
    if (line.empty())
      current.clear();
    else if (current.empty())
      current = take_file_line(*this, line, take, where);
    else
      take_rater_line(*this, current, line, where);
  });
}

void MspPodcastTables::read_detailed_csv(std::string_view text, const std::string& name) {
  RecordReader record(text, name);
  while (record.read()) {
    if (record.has("EmoDetail"))
      take_rater_line(*this, record("FileName"), record("EmoDetail"), record.where());
    else
      take_rater(*this, record("FileName"), record, record.where());
  }
}

void MspPodcastTables::read_detailed_json(std::string_view text, const std::string& name) {
  const nlohmann::json all = entries_of(text, name);
  for (const auto& [file, raters] : all.items()) {
    if (!raters.is_object()) fail_at(name + ": " + file, "expected an object by raters, found something else");
    for (const auto& [rater, said] : raters.items()) {
      const std::string where = name + ": " + file + ": " + rater;
      take_rater(*this, file, EntryReader(said, where), where);
    }
  }
}

void MspPodcastTables::read_partitions(std::string_view text, const std::string& name) {
  for_each_line(text, name, [&](const std::string& line, const std::string& where) {
    if (line.empty()) return;
    const std::vector<std::string> fields = split_trimmed(line, separator_of(line));
    if (fields.size() < 2 || fields[1].empty()) fail_at(where, "expected PARTITION; NAME.wav, found '" + line + "'");
    const std::string partition = partition_of(fields[0], where);
    std::string& known = turns[fields[1]].utterance.partition;
    if (!known.empty() && known != partition)
      fail_at(where, "expected '" + fields[1] + "' in partition " + known + " as read before, found " + partition);
    known = partition;
  });
}

void MspPodcastTables::read_speakers(std::string_view text, const std::string& name) {
  for_each_line(text, name, [&](const std::string& line, const std::string& where) {
    if (line.empty()) return;
    const std::vector<std::string> fields = split_trimmed(line, separator_of(line));
    if (fields.size() < 2) fail_at(where, "expected NAME.wav;SPEAKER, found '" + line + "'");
    constexpr std::string_view head = "Speaker_";
    if (fields[0].starts_with(head)) {
      genders[fields[0].substr(head.size())] = gender_of(fields[1]);
    } else if (const auto turn = turns.find(fields[0]); turn != turns.end() && turn->second.utterance.speaker.empty()) {
      turn->second.utterance.speaker = fields[1];
    }
  });
}

}  // namespace affectus
