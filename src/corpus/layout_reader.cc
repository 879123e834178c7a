#include "corpus/layout_reader.h"

#include <map>
#include <numeric>
#include <optional>
#include <set>
#include <utility>

#include "affectus/error.h"
#include "corpus/audio_folder.h"
#include "corpus/joined_table.h"
#include "corpus/rater_grades.h"
#include "corpus/word_ratings.h"
#include "names/category_names.h"
#include "text/counted.h"
#include "text/parsed_number.h"
#include "text/shown.h"
#include "text/text.h"

namespace affectus {
namespace {

namespace fs = std::filesystem;

// Why recordings are left out, with how many and the first.
class LeftOut {
 public:
  void add(const std::string& reason, const fs::path& file) {
    auto& [count, first] = reasons_[reason];
    if (count++ == 0) first = file.filename().string();
  }
  std::vector<std::string> lines() const {
    std::vector<std::string> lines;
    for (const auto& [reason, found] : reasons_)
      lines.push_back(counted(found.first, "recording was", "recordings were") + " left out: " + reason +
                      (found.first == 1 ? " (" : " (the first is ") + found.second + ")");
    return lines;
  }

 private:
  std::map<std::string, std::pair<std::size_t, std::string>> reasons_;
};

// A recording whose labels are not those of the corpus.
struct Unfit {
  std::string reason;
};

class LayoutReader {
 public:
  LayoutReader(const CorpusLayout& layout, const fs::path& folder) : layout_(layout), folder_(folder) {
    for (const LayoutTable& table : layout.tables) tables_.emplace_back(table, folder);
  }

  ReadCorpus read(bool skip_missing) {
    ReadCorpus corpus;
    for (const fs::path& file : find_recordings(folder_)) {
      try {
        corpus.utterances.push_back(read(file));
      } catch (const Unfit& unfit) {
        left_out_.add(unfit.reason, file);
      }
    }
    corpus.notes = left_out_.lines();
    if (corpus.utterances.empty())
      throw Error(ErrorCode::not_found,
                  folder_.string() + ": expected recordings of " + layout_.name + ", found none; " + corpus.notes.front());
    add_missing(corpus.notes, skip_missing);
    for (const JoinedTable& table : tables_)
      for (fs::path& file : table.files()) corpus.files.push_back(std::move(file));
    corpus.notes.insert(corpus.notes.end(), layout_.notes.begin(), layout_.notes.end());
    if (const std::string origin = origin_of_dimensions(); !origin.empty()) corpus.notes.push_back(origin);
    corpus.notes.push_back("licence " + layout_.licence + ", from " + layout_.source);
    return corpus;
  }

 private:
  Utterance read(const fs::path& file) {
    std::string name;
    Fields fields = fields_of(file, name);
    if (!seen_.insert(name).second) throw Unfit{"there twice"};
    for (std::size_t i = 0; i < tables_.size(); ++i)
      if (!tables_[i].join(fields)) throw Unfit{"no row of the table '" + layout_.tables[i].name + "'"};
    if (const auto why = layout_.left_out.find(fields["name"]); why != layout_.left_out.end()) throw Unfit{why->second};
    Utterance utterance;
    utterance.path = file;
    utterance.speaker = label("speaker", layout_.speaker, fields);
    utterance.gender = label("gender", layout_.gender, fields);
    utterance.language = label("language", layout_.language, fields);
    utterance.sentence = label("sentence", layout_.sentence, fields);
    utterance.partition = label("partition", layout_.partition, fields);
    utterance.category = category_name(label("category", layout_.category, fields));
    utterance.intensity = label("intensity", layout_.intensity, fields);
    set_ratings(utterance, fields);
    return utterance;
  }

  Fields fields_of(const fs::path& file, std::string& name) const {
    fs::path path = fs::absolute(file);
    path.replace_extension();
    std::optional<Fields> fields;
    for (const PathPattern& pattern : layout_.patterns)
      if (fields = pattern.match_end(path.generic_string(), name); fields) break;
    if (!fields) throw Unfit{"a name that does not fit " + shown(layout_.patterns.front().text(), 200)};
    (*fields)["name"] = path.filename().string();
    for (const auto& [field, values] : layout_.only)
      if (const std::string& value = fields->at(field); !values.contains(value))
        throw Unfit{field + " " + shown(value) + ", not " + some_of({values.begin(), values.end()}, 10)};
    Fields own;
    for (const auto& [field, made] : layout_.own) own[field] = label(field, made, *fields);
    fields->merge(own);
    return *fields;
  }

  static std::string label(const std::string& name, const LayoutLabel& label, const Fields& fields) {
    if (const auto value = label.of(fields)) return *value;
    throw Unfit{"the layout's " + name + " has nothing for " + shown(label.from.filled(fields))};
  }

  void set_ratings(Utterance& utterance, const Fields& fields) const {
    using From = LayoutDimensions::From;
    const LayoutDimensions& dimensions = layout_.dimensions;
    RaterGrades grades{.votes = votes(utterance, fields)};
    if (dimensions.from == From::ratings) {
      utterance.activation = rated(utterance, "activation", dimensions.activation, fields, grades.activation);
      utterance.valence = rated(utterance, "valence", dimensions.valence, fields, grades.valence);
      utterance.dominance = rated(utterance, "dominance", dimensions.dominance, fields, grades.dominance);
    }
    grades.fill(utterance);
    if (dimensions.from == From::words) {
      const auto own = dimensions.strengths.find(utterance.intensity);
      set_word_ratings(utterance, own == dimensions.strengths.end() ? dimensions.strength : own->second);
    } else if (dimensions.from == From::votes) {
      const std::vector<EmotionShare> emotions = heard(utterance, fields);
      set_word_ratings(utterance, emotions);
      set_word_spread(utterance, emotions, vote_count(utterance.votes));
    }
  }

  std::map<std::string, double> votes(const Utterance& utterance, const Fields& fields) const {
    std::map<std::string, double> votes;
    for (const auto& [category, count] : layout_.votes.counts)
      if (const double found = number(utterance, "votes." + category, count, fields, 0, 1e6); found > 0)
        votes[category] = found;
    for (const FieldTemplate& rater : layout_.votes.raters) {
      const std::string chosen = rater.filled(fields);
      if (chosen.empty()) continue;
      const auto category = layout_.category.outcome(chosen);
      if (!category) throw Unfit{"the layout's category has nothing for the vote " + shown(chosen)};
      if (!category->empty()) ++votes[category_name(*category)];
    }
    return votes;
  }

  std::vector<EmotionShare> heard(const Utterance& utterance, const Fields& fields) const {
    std::vector<EmotionShare> shares = shares_of(utterance.votes, 1);
    constexpr double strongest = 100;
    for (EmotionShare& one : shares)
      if (const auto level = layout_.votes.levels.find(one.category); level != layout_.votes.levels.end())
        one.strength =
            strength_of_level(number(utterance, "votes.levels." + one.category, level->second, fields, 0, strongest));
    return shares;
  }

  // The mean of the raters' grades, on the manifest's scale; `grades` takes each.
  std::optional<double> rated(const Utterance& utterance, const std::string& what, const std::vector<FieldTemplate>& raters,
                              const Fields& fields, std::vector<double>& grades) const {
    const auto [low, high] = std::pair(layout_.dimensions.low, layout_.dimensions.high);
    for (const FieldTemplate& rater : raters) {
      if (rater.filled(fields).empty()) continue;
      grades.push_back(1 + (number(utterance, what, rater, fields, low, high) - low) * 6 / (high - low));
    }
    if (grades.empty()) return std::nullopt;
    return std::accumulate(grades.begin(), grades.end(), 0.0) / static_cast<double>(grades.size());
  }

  double number(const Utterance& utterance, const std::string& what, const FieldTemplate& from, const Fields& fields,
                double least, double most) const {
    const std::string text = from.filled(fields);
    const auto value = parsed_number<double>(text);
    if (!value || !(*value >= least && *value <= most))
      throw Error(ErrorCode::invalid_format, utterance.path.string() + ": " + what + ": expected a number from " +
                                                 shortest_double(least) + " to " + shortest_double(most) + " at " +
                                                 from.text() + ", found " + shown(text));
    return *value;
  }

  std::string origin_of_dimensions() const {
    using From = LayoutDimensions::From;
    const auto& [low, high] = std::pair(layout_.dimensions.low, layout_.dimensions.high);
    switch (layout_.dimensions.from) {
      case From::words:
        return "activation, valence and dominance are the means of the categories' words (Russell and Mehrabian 1977), not "
               "ratings";
      case From::votes:
        return "activation, valence and dominance are the means of the words (Russell and Mehrabian 1977) that listeners "
               "voted for, not ratings";
      case From::ratings:
        return low == 1 && high == 7
                   ? ""
                   : "grades of " + shortest_double(low) + " to " + shortest_double(high) + " became 1 to 7";
      case From::none:
        break;
    }
    return "";
  }

  void add_missing(std::vector<std::string>& notes, bool skip_missing) const {
    for (std::size_t i = 0; i < tables_.size(); ++i) {
      std::string first;
      const std::size_t missing = layout_.tables[i].complete ? tables_[i].unjoined(first) : 0;
      if (missing == 0) continue;
      const std::string message = std::to_string(missing) + " of " + counted(tables_[i].rows(), "row", "rows") +
                                  " of the table '" + layout_.tables[i].name +
                                  (missing == 1 ? "' has no recording: " : "' have no recording, the first is ") + first;
      if (!skip_missing) throw Error(ErrorCode::not_found, message + " (--skip-missing leaves them out)");
      notes.push_back(message + " (left out)");
    }
  }

  const CorpusLayout& layout_;
  fs::path folder_;
  std::vector<JoinedTable> tables_;
  std::set<std::string> seen_;  // names that the pattern matched
  LeftOut left_out_;
};

}  // namespace

ReadCorpus read_by_layout(const CorpusLayout& layout, const fs::path& folder, const CorpusReaderOptions& options) {
  return LayoutReader(layout, folder).read(options.skip_missing);
}

}  // namespace affectus
