#include "corpus/iemocap_dialogue.h"

#include <charconv>
#include <filesystem>
#include <map>

#include "affectus/error.h"
#include "corpus/rater_grades.h"
#include "text/split.h"
#include "text/text_encoding.h"

namespace affectus {
namespace {

namespace fs = std::filesystem;

const std::map<std::string, std::string> codes = {{"neu", "neutral"}, {"hap", "happy"},     {"sad", "sad"},
                                                  {"ang", "angry"},   {"exc", "excited"},   {"fru", "frustrated"},
                                                  {"fea", "fearful"}, {"sur", "surprised"}, {"dis", "disgust"},
                                                  {"oth", ""},        {"xxx", ""}};
const std::map<std::string, std::string> rated_words = {
    {"Neutral", "neutral"},    {"Neutral state", "neutral"}, {"Happiness", "happy"},        {"Sadness", "sad"},
    {"Anger", "angry"},        {"Excited", "excited"},       {"Frustration", "frustrated"}, {"Fear", "fearful"},
    {"Surprise", "surprised"}, {"Disgust", "disgust"}};

double sam_grade(const std::string& text, const std::string& where) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  // A mean can lie above 5 or below 1 by a rater's slip.
  if (error != std::errc() || end != text.data() + text.size() || !(value >= 0 && value <= 6))
    fail_at(where, "expected a grade from 1 to 5, found '" + text + "'");
  return 1 + (value - 1) * 6 / 4;
}

class Dialogue {
 public:
  explicit Dialogue(const std::string& name) : name_(name) {}

  std::vector<Utterance> read(std::string_view text) {
    const std::string decoded = decode_text(text, name_);
    for (const std::string_view untrimmed : text_lines(decoded)) {
      const std::string line = trimmed(untrimmed);
      ++line_;
      if (line.starts_with('['))
        begin_turn(line);
      else if (is_open_ && line.starts_with("C-E"))
        take_category(line);
      else if (is_open_ && line.starts_with("A-E"))
        take_grades(line);
    }
    end_turn();
    return std::move(turns_);
  }

 private:
  std::string where() const { return name_ + ":" + std::to_string(line_); }

  void begin_turn(const std::string& line) {
    const std::vector<std::string> fields = split(line, '\t');
    if (fields.size() < 4) {
      if (line.starts_with("[START_TIME")) return;  // the file's own heading
      fail_at(where(), "expected [start - end], turn, emotion, [V, A, D] with tabs between, found '" + line + "'");
    }
    end_turn();
    if (trimmed(fields[1]) == "TURN_NAME") return;
    const std::string name = trimmed(fields[1]);
    if (name.size() < 6 || !name.starts_with("Ses"))
      fail_at(where(), "expected a turn's name (Ses01F_impro01_F000), found '" + name + "'");
    const std::size_t last = name.rfind('_');
    const char sex = last == std::string::npos || last + 1 == name.size() ? 0 : name[last + 1];
    if (sex != 'F' && sex != 'M')
      fail_at(where(), "expected a turn's name that ends in F or M and a number, found '" + name + "'");
    turn_ = {};
    turn_.path = fs::path(name.substr(0, last)) / (name + ".wav");
    turn_.speaker = "iemocap-" + name.substr(3, 2) + sex;
    turn_.gender = sex == 'F' ? "female" : "male";
    turn_.language = "en";
    const auto code = codes.find(trimmed(fields[2]));
    if (code == codes.end())
      fail_at(where(),
              "expected an emotion (neu, hap, sad, ang, exc, fru, fea, sur, dis, oth, xxx), found '" + fields[2] + "'");
    turn_.category = code->second;
    const std::string list = trimmed(fields[3]);
    const std::vector<std::string> values =
        list.size() < 2 ? std::vector<std::string>() : split(list.substr(1, list.size() - 2), ',');
    if (values.size() != 3) fail_at(where(), "expected [V, A, D], found '" + list + "'");
    turn_.valence = sam_grade(trimmed(values[0]), where());
    turn_.activation = sam_grade(trimmed(values[1]), where());
    turn_.dominance = sam_grade(trimmed(values[2]), where());
    grades_ = {};
    is_open_ = true;
  }

  void end_turn() {
    if (!is_open_) return;
    grades_.fill(turn_);
    turns_.push_back(turn_);
    is_open_ = false;
  }

  // "C-E2:\tNeutral;Anger;\t()": a rater may name several, who then share the vote.
  void take_category(const std::string& line) {
    const std::vector<std::string> fields = split(line, '\t');
    if (fields.size() < 2) return;
    std::vector<std::string> named;
    for (const std::string& one : split(fields[1], ';'))
      if (!trimmed(one).empty()) named.push_back(trimmed(one));
    for (const std::string& one : named) {
      const auto word = rated_words.find(one);
      grades_.votes[word == rated_words.end() ? "other" : word->second] += 1.0 / static_cast<double>(named.size());
    }
  }

  // "A-E3:\tval 3; act 2; dom  2;\t()"; a grade that was not given is empty.
  void take_grades(const std::string& line) {
    const std::vector<std::string> fields = split(line, '\t');
    if (fields.size() < 2) return;
    for (const std::string& one : split(fields[1], ';')) {
      const std::string field = trimmed(one);
      if (field.size() < 5) continue;
      const double grade = sam_grade(trimmed(field.substr(3)), where());
      if (field.starts_with("val")) grades_.valence.push_back(grade);
      if (field.starts_with("act")) grades_.activation.push_back(grade);
      if (field.starts_with("dom")) grades_.dominance.push_back(grade);
    }
  }

  std::string name_;
  std::vector<Utterance> turns_;
  std::size_t line_ = 0;
  Utterance turn_;
  RaterGrades grades_;
  bool is_open_ = false;
};

}  // namespace

std::vector<Utterance> read_iemocap_dialogue(std::string_view text, const std::string& name) {
  return Dialogue(name).read(text);
}

}  // namespace affectus
