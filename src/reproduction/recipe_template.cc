#include "reproduction/recipe_template.h"

#include <array>
#include <charconv>
#include <sstream>

#include "text/text.h"
#include "toml/toml_document.h"
#include "toml/toml_table.h"
#include "toml/toml_text.h"

namespace affectus {
namespace {

void merge(toml::table& into, const toml::table& from) {
  for (const auto& [key, node] : from) {
    toml::table* const own = into[key.str()].as_table();
    if (own != nullptr && node.is_table())
      merge(*own, *node.as_table());
    else
      node.visit([&, &name = key](const auto& value) { into.insert_or_assign(name.str(), value); });
  }
}

toml::array filled(const toml::array& front_ends, const std::vector<std::string>& representations,
                   const std::string& fine_tuned) {
  toml::array result;
  for (const toml::node& node : front_ends) {
    const toml::table* const front_end = node.as_table();
    const std::string name = front_end == nullptr ? "" : (*front_end)["name"].value_or(std::string());
    const bool is_fine_tuned = name == fine_tuned_placeholder && !fine_tuned.empty();
    if (name != representation_placeholder && !is_fine_tuned) {
      node.visit([&](const auto& value) { result.push_back(value); });
      continue;
    }
    for (const std::string& representation : is_fine_tuned ? std::vector{fine_tuned} : representations) {
      toml::table one = *front_end;
      one.insert_or_assign("name", to_ascii(representation));
      result.push_back(std::move(one));
    }
  }
  return result;
}

// As TOML has it; toml++ itself writes .1 with 17 digits.
std::string value_text(const toml::node& node) {
  if (const auto* const number = node.as_floating_point()) {
    const std::string shortest = shortest_double(number->get());
    return shortest.find_first_not_of("-0123456789") == std::string::npos ? shortest + ".0" : shortest;
  }
  std::ostringstream text;
  node.visit([&](const auto& typed) { text << toml::toml_formatter(typed); });
  return from_ascii(text.str());
}

// Dotted keys, a line each.
void flatten(const toml::table& table, const std::string& prefix, std::string& lines) {
  for (const auto& [key, node] : table) {
    const std::string name = prefix + from_ascii(key.str());
    if (node.is_table()) {
      flatten(*node.as_table(), name + ".", lines);
      continue;
    }
    lines += (lines.empty() ? "" : "\n") + name + " = " + value_text(node);
  }
}

// What a recipe says of a corpus: by its name, else by the placeholder's.
toml::table corpus_entry(const toml::table& recipe, const std::string& name) {
  toml::table entry;
  if (const toml::array* const corpora = recipe["corpora"].as_array())
    for (const std::string& wanted : {std::string(corpus_placeholder), name})
      for (const toml::node& node : *corpora)
        if (const toml::table* const one = node.as_table(); one && (*one)["name"].value_or(std::string()) == wanted)
          entry = *one;
  entry.insert_or_assign("name", name);
  return entry;
}

void take_out(toml::table& recipe, const std::string& dotted_key) {
  const std::size_t dot = dotted_key.find('.');
  if (toml::table* const section = recipe[dotted_key.substr(0, dot)].as_table()) section->erase(dotted_key.substr(dot + 1));
}

std::string text_of(const toml::table& recipe) {
  std::ostringstream out;
  out << toml::toml_formatter(recipe) << '\n';
  return from_ascii(out.str());
}

}  // namespace

std::string fill_recipe(std::string_view text, const std::string& file_name, const std::vector<std::string>& representations,
                        const std::vector<std::string>& overrides, const std::string& fine_tuned) {
  toml::table recipe = parse_toml(text, file_name);
  for (const std::string& one : overrides) merge(recipe, parse_toml(one, file_name));
  if (const toml::array* const front_ends = recipe["front_ends"].as_array())
    recipe.insert_or_assign("front_ends", filled(*front_ends, representations, fine_tuned));
  return text_of(recipe);
}

std::string trained_by(std::string_view front_end) {
  if (!front_end.ends_with(trained_encoder_ending)) return {};
  return std::string(front_end.substr(0, front_end.size() - trained_encoder_ending.size()));
}

std::string with_corpora(std::string_view text, const std::string& file_name, const std::vector<CorpusToLearn>& corpora,
                         const std::vector<std::string>& absent) {
  toml::table recipe = parse_toml(text, file_name);
  toml::array entries;
  for (const CorpusToLearn& corpus : corpora) {
    toml::table entry = corpus_entry(recipe, to_ascii(corpus.name));
    toml::array train;
    for (const std::string& partition : corpus.train) train.push_back(to_ascii(partition));
    entry.insert_or_assign("train", std::move(train));
    entry.insert_or_assign("development", to_ascii(corpus.development));
    entries.push_back(std::move(entry));
  }
  recipe.insert_or_assign("corpora", std::move(entries));
  for (const std::string& key : absent) take_out(recipe, key);
  return text_of(recipe);
}

std::string with_defaults(std::string_view text, const std::string& file_name, std::string_view defaults) {
  toml::table recipe = parse_toml(text, file_name);
  for (const auto& [key, node] : parse_toml(defaults, file_name))
    if (!recipe.contains(key.str())) node.visit([&, &name = key](const auto& value) { recipe.insert(name.str(), value); });
  return text_of(recipe);
}

Tuning parse_tuning(std::string_view text, const std::string& file_name) {
  const toml::table root = parse_toml(text, file_name);
  Tuning tuning;
  TomlTable table(root, file_name, "the tuning");
  table.integer("folds", tuning.folds, 1, 100);
  for (const toml::table* candidate : table.list("candidates")) flatten(*candidate, "", tuning.candidates.emplace_back());
  table.finish();
  if (tuning.candidates.empty()) table.missing("candidates", "at least one [[candidates]]");
  return tuning;
}

}  // namespace affectus
