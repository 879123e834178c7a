#include "corpus/corpus_layout.h"

#include <algorithm>
#include <utility>

#include "affectus/error.h"
#include "names/category_names.h"
#include "storage/files.h"
#include "text/counted.h"
#include "text/shown.h"
#include "toml/toml_document.h"
#include "toml/toml_table.h"
#include "toml/toml_text.h"

namespace affectus {
namespace {

constexpr std::size_t largest_layout_bytes = std::size_t{1} << 20;
constexpr double strongest = 2;

class LayoutParser {
 public:
  LayoutParser(const toml::table& root, std::string file) : root_(root), file_(std::move(file)) {}

  CorpusLayout parse() {
    TomlTable table(root_, file_, "the layout");
    table.string("name", layout_.name, true);
    table.string("title", layout_.title, true);
    table.string("licence", layout_.licence, true);
    table.string("source", layout_.source, true);
    table.strings("notes", layout_.notes);
    read_files(section(table, "files"));
    read_own_fields(section(table, "fields"));
    read_tables(section(table, "tables"));
    layout_.speaker = label(table, "speaker", true);
    layout_.gender = label(table, "gender");
    layout_.language = label(table, "language");
    layout_.sentence = label(table, "sentence");
    layout_.partition = label(table, "partition", true);
    layout_.category = label(table, "category");
    layout_.intensity = label(table, "intensity");
    read_votes(section(table, "votes"));
    read_dimensions(section(table, "dimensions"));
    table.finish();
    if (!layout_.category.is_given() && layout_.dimensions.from == LayoutDimensions::From::none)
      table.missing("category", "[category] or [dimensions]");
    return std::move(layout_);
  }

 private:
  using Tables = std::vector<std::pair<std::string, const toml::table*>>;

  TomlTable section(TomlTable& parent, const std::string& key) { return sub_table(parent, key.c_str(), "[" + key + "]"); }

  // What `read` throws of a text gets the place of that text.
  template <typename Read>
  static auto placed(const TomlTable& table, const std::string& key, const Read& read) {
    try {
      return read();
    } catch (const Error& error) {
      table.wrong(key, error.what());
    }
  }

  void read_files(TomlTable files) {
    std::vector<std::string> patterns;
    files.names("pattern", patterns);
    if (patterns.empty()) files.missing("pattern", "the names of the corpus's files, like \"{speaker}_{emotion}\"");
    for (const std::string& pattern : patterns)
      layout_.patterns.push_back(placed(files, "pattern", [&] { return PathPattern(pattern); }));
    for (const std::string& field : layout_.patterns.front().fields()) fields_.insert(field);
    for (const PathPattern& pattern : layout_.patterns)
      if (std::set<std::string>(pattern.fields().begin(), pattern.fields().end()) != fields_)
        files.wrong("pattern", "expected patterns with the same fields, found " + shown(pattern.text(), 200) + " and " +
                                   shown(layout_.patterns.front().text(), 200));
    if (fields_.contains("name"))
      files.wrong("pattern", "expected fields of other names than 'name', which is the file's name");
    fields_.insert("name");
    TomlTable only = sub_table(files, "only", "[files.only]");
    for (const auto& [field, values] : only.other_names()) {
      field_template(only, field, "{" + field + "}");
      for (const std::string& value : values) layout_.only[field].insert(value);
    }
    layout_.left_out = sub_table(files, "left_out", "[files.left_out]").other_strings();
    files.finish();
  }

  TomlTable sub_table(TomlTable& parent, const char* key, const std::string& name) {
    static const toml::table none;
    const toml::table* const found = parent.table(key);
    return {found == nullptr ? none : *found, file_, name};
  }

  Tables tables_of(const char* key) const {
    Tables all;
    if (const toml::table* const parent = root_[key].as_table())
      for (const auto& [name, node] : *parent) {
        if (!node.is_table())
          TomlTable(*parent, file_, "[" + std::string(key) + "]").fail(node, from_ascii(name.str()), "a table");
        all.emplace_back(from_ascii(name.str()), node.as_table());
      }
    return all;
  }

  void read_own_fields(const TomlTable& parent) {
    std::vector<std::pair<std::string, LayoutLabel>> own;
    for (const auto& [name, table] : tables_of("fields")) {
      if (name.find_first_of("./{}") != std::string::npos || name.empty() || fields_.contains(name))
        parent.wrong(name, "expected a name that no field has, without '.', '/' and braces");
      own.emplace_back(name, label_table(TomlTable(*table, file_, "[fields." + name + "]")));
    }
    for (const auto& [name, made] : own) fields_.insert(name);
    layout_.own = std::move(own);
  }

  void read_tables(const TomlTable& parent) {
    for (const auto& [name, node] : tables_of("tables")) {
      if (name.find_first_of("./{}") != std::string::npos || name.empty())
        parent.wrong(name, "expected a name without '.', '/' and braces");
      TomlTable table(*node, file_, "[tables." + name + "]");
      LayoutTable read{.name = name};
      std::vector<std::string> files;
      table.names("file", files);
      if (files.empty()) table.missing("file", "the table's file");
      for (const std::string& file : files) read.files.push_back(field_template(table, "file", file));
      std::string key, of;
      table.string("key", key, true);
      table.string("of", of, true);
      read.key = placed(table, "key", [&] { return FieldTemplate(key); });
      if (read.key.fields().empty()) table.wrong("key", "expected columns like \"{file}\", found " + shown(key));
      read.of = field_template(table, "of", of);
      table.boolean("complete", read.complete);
      TomlTable only = sub_table(table, "only", "[tables." + name + ".only]");
      for (const auto& [column, pattern] : only.other_strings())
        read.only.emplace(column, placed(only, column, [&, text = pattern] { return PathPattern(text); }));
      table.finish();
      layout_.tables.push_back(std::move(read));
    }
  }

  // The fields of a text that names recordings must be there.
  void known(const TomlTable& table, const std::string& key, const FieldTemplate& text, bool is_number = false) {
    for (const std::string& field : text.fields()) {
      if (fields_.contains(field)) continue;
      const std::size_t point = field.find('.');
      const auto owner = std::ranges::find(layout_.tables, field.substr(0, point), &LayoutTable::name);
      if (point != std::string::npos && owner != layout_.tables.end()) {
        bool& has_numbers = owner->columns[field.substr(point + 1)];
        has_numbers = has_numbers || is_number;
        continue;
      }
      std::vector<std::string> names(fields_.begin(), fields_.end());
      for (const LayoutTable& one : layout_.tables) names.push_back(one.name + ".COLUMN");
      constexpr std::size_t most_names = 20;
      table.wrong(key, "expected fields out of " + some_of(names, most_names) + ", found " + shown("{" + field + "}"));
    }
  }

  FieldTemplate field_template(const TomlTable& table, const std::string& key, const std::string& text,
                               bool is_number = false) {
    FieldTemplate made = placed(table, key, [&] { return FieldTemplate(text); });
    known(table, key, made, is_number);
    return made;
  }

  LayoutLabel label(TomlTable& parent, const char* key, bool is_required = false) {
    if (parent.has_table(key)) return label_table(sub_table(parent, key, "[" + std::string(key) + "]"));
    std::string text;
    parent.string(key, text, is_required);
    return {.from = field_template(parent, key, text)};
  }

  LayoutLabel label_table(TomlTable table) {
    LayoutLabel made;
    std::string from, otherwise;
    table.string("from", from, true);
    made.from = field_template(table, "from", from);
    if (table.has("otherwise")) {
      table.string("otherwise", otherwise);
      made.otherwise = otherwise;
    }
    for (const auto& [outcome, values] : table.other_names())
      for (const std::string& value : values)
        if (const auto [same, is_new] = made.outcomes.emplace(category_name(value), outcome); !is_new)
          table.wrong(outcome, "expected each value once, found " + shown(value) + " of '" + same->second + "', too");
    return made;
  }

  void read_votes(TomlTable votes) {
    std::vector<std::string> raters;
    votes.strings("raters", raters);
    for (const std::string& rater : raters) layout_.votes.raters.push_back(field_template(votes, "raters", rater));
    TomlTable counts = sub_table(votes, "counts", "[votes.counts]");
    for (const auto& [category, text] : counts.other_strings())
      layout_.votes.counts[category_name(category)] = field_template(counts, category, text, true);
    TomlTable levels = sub_table(votes, "levels", "[votes.levels]");
    for (const auto& [category, text] : levels.other_strings()) {
      if (!layout_.votes.counts.contains(category_name(category)))
        levels.wrong(category, "expected a category of [votes.counts]");
      layout_.votes.levels[category_name(category)] = field_template(levels, category, text, true);
    }
    votes.finish();
    if (!raters.empty() && !layout_.votes.counts.empty()) votes.wrong("raters", "expected no [votes.counts] beside it");
    if (!raters.empty() && layout_.category.outcomes.empty())
      votes.wrong("raters", "expected a table [category] that says what they mean");
  }

  void read_dimensions(TomlTable table) {
    using From = LayoutDimensions::From;
    LayoutDimensions& dimensions = layout_.dimensions;
    table.choice("from", dimensions.from,
                 {{"none", From::none}, {"words", From::words}, {"votes", From::votes}, {"ratings", From::ratings}});
    if (dimensions.from == From::words) {
      if (!layout_.category.is_given()) table.wrong("from", "expected a [category], whose words are rated");
      if (table.has_table("strength")) {
        TomlTable strengths = sub_table(table, "strength", "[dimensions.strength]");
        for (const std::string& intensity : strengths.other_keys())
          strengths.number(to_ascii(intensity).c_str(), dimensions.strengths[intensity], 0, strongest);
      } else {
        table.number("strength", dimensions.strength, 0, strongest);
      }
    } else if (dimensions.from == From::votes) {
      if (layout_.votes.counts.empty() && layout_.votes.raters.empty()) table.wrong("from", "expected [votes]");
    } else if (dimensions.from == From::ratings) {
      Scale scale{dimensions.low, dimensions.high};
      table.range("scale", scale, -1000, 1000);
      if (scale.low == scale.high) table.wrong("scale", "expected two different ends");
      dimensions.low = scale.low;
      dimensions.high = scale.high;
      dimensions.activation = ratings(table, "activation");
      dimensions.valence = ratings(table, "valence");
      dimensions.dominance = ratings(table, "dominance");
      if (dimensions.activation.empty() && dimensions.valence.empty() && dimensions.dominance.empty())
        table.missing("activation", "a rater's grades of activation, valence or dominance");
    }
    table.finish();
  }

  struct Scale {
    double low, high;
  };

  std::vector<FieldTemplate> ratings(TomlTable& table, const char* key) {
    std::vector<std::string> texts;
    table.names(key, texts);
    std::vector<FieldTemplate> made;
    made.reserve(texts.size());
    for (const std::string& text : texts) made.push_back(field_template(table, key, text, true));
    return made;
  }

  const toml::table& root_;
  std::string file_;
  CorpusLayout layout_;
  std::set<std::string> fields_;
};

}  // namespace

std::optional<std::string> LayoutLabel::outcome(const std::string& value) const {
  if (outcomes.empty() && !otherwise) return value;
  const auto found = outcomes.find(category_name(value));
  return found == outcomes.end() ? otherwise : found->second;
}

std::optional<std::string> LayoutLabel::of(const Fields& fields) const { return outcome(from.filled(fields)); }

CorpusLayout CorpusLayout::parse(std::string_view text, const std::string& file_name) {
  const toml::table root = parse_toml(text, file_name);
  return LayoutParser(root, file_name).parse();
}

CorpusLayout CorpusLayout::read(const std::filesystem::path& file) {
  return parse(read_file(file, largest_layout_bytes), file.string());
}

}  // namespace affectus
