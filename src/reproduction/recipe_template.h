// Fills recipes with representations, corpora and replaced keys.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace affectus {

/// The name of the [[front_ends]] of a recipe that stand for the user's representations.
inline constexpr std::string_view representation_placeholder = "representation";
/// The name of the [[front_ends]] that stands for the encoder to fine-tune.
inline constexpr std::string_view fine_tuned_placeholder = "fine-tuned@layer";
/// Ends the name of the [[front_ends]] that stands for the encoder that another system has trained:
/// "fine-tuned-top@encoder".
inline constexpr std::string_view trained_encoder_ending = "@encoder";
/// The name of the [[corpora]] that stands for the corpora of a fold.
inline constexpr const char* corpus_placeholder = "corpus";

/// Returns the text of a recipe in which each [[front_ends]] named "representation" is replaced by one for each of
/// `representations`, with the same options, the one named "fine-tuned@layer" by that of `fine_tuned`, and the keys of
/// `overrides` (texts in TOML, the last wins) replace its own. Throws Error(invalid_format) that names the file if it is not
/// TOML.
std::string fill_recipe(std::string_view text, const std::string& file_name, const std::vector<std::string>& representations,
                        const std::vector<std::string>& overrides, const std::string& fine_tuned = {});

/// The other system of a front end's name: "fine-tuned-top" of "fine-tuned-top@encoder". Empty for other names.
std::string trained_by(std::string_view front_end);

/// A corpus that takes the place of those that a recipe names.
struct CorpusToLearn {
  std::string name;
  std::vector<std::string> train;  // partitions
  std::string development;         // partition; "": none
};

/// Returns the recipe's text with `corpora` in place of its own. Each has the keys of the recipe's entry of its name, else
/// of its entry "corpus", but these partitions. `absent` are dotted keys ("loss.votes") that are taken out.
std::string with_corpora(std::string_view text, const std::string& file_name, const std::vector<CorpusToLearn>& corpora,
                         const std::vector<std::string>& absent);

/// Returns the recipe's text with the tables and keys of `defaults` (a text in TOML) that it does not have.
std::string with_defaults(std::string_view text, const std::string& file_name, std::string_view defaults);

/// tuning.toml: the candidates that are tried for every system.
struct Tuning {
  std::size_t folds = 1;  // number of folds, from the first on, whose development partitions decide, 1 to 100
  std::vector<std::string>
      candidates;  // overrides, "training.input_dropout = 0.1" on each line; empty: the unchanged recipe
};
/// Throws Error(invalid_format) that names the file, the line, the key, what was expected and found.
Tuning parse_tuning(std::string_view text, const std::string& file_name);

}  // namespace affectus
