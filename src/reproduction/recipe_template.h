// Recipes for any list of representations, and with some keys in place of others.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace affectus {

/// The name under which a recipe's [[front_ends]] stands for representations that the user gives.
inline constexpr std::string_view representation_placeholder = "representation";

/// The text of a recipe in which each [[front_ends]] called "representation" became one for each of `representations`, with
/// the same options, and the keys of `overrides` (texts in TOML, the last wins) are in place of its own. Throws
/// Error(invalid_format) that names the file for what is no TOML.
std::string fill_recipe(std::string_view text, const std::string& file_name, const std::vector<std::string>& representations,
                        const std::vector<std::string>& overrides);

/// The recipe's text where the corpus of that name is learned from on its train and development partitions together.
std::string joined_partitions(std::string_view text, const std::string& file_name, std::string_view corpus);

/// tuning.toml: what is tried for every system.
struct Tuning {
  std::size_t folds = 1;                // on the development partitions of the first so many, 1 to 100
  std::vector<std::string> candidates;  // overrides, "training.input_dropout = 0.1" a line; empty: the recipe as it is
};
/// Throws Error(invalid_format) that names the file, the line, the key, what was expected and found.
Tuning parse_tuning(std::string_view text, const std::string& file_name);

}  // namespace affectus
