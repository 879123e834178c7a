// The recipe by which a system learns from a fold of corpora.
#pragma once

#include <string>
#include <vector>

#include "recipe/recipe.h"
#include "reproduction/fold.h"

namespace affectus {

/// What a recipe would learn, but a fold's corpora have no labels for.
struct AbsentTarget {
  std::string name;               // the labels: "raters' votes"
  std::vector<std::string> keys;  // of the recipe that ask for it
};
std::vector<AbsentTarget> absent_targets_of(const Recipe& recipe, const Fold& fold);

/// The text of the recipe with the fold's corpora in place of its own (with_corpora) and without absent targets. It learns
/// from the train partitions, or `joined` from the development partitions, too. Without a [balance] in the recipe, none of
/// several corpora has more than half of an epoch's draws. `file_name` is for messages.
std::string fold_recipe(const Recipe& recipe, const std::string& file_name, const Fold& fold, bool joined);

/// The text of the recipe in which the experiment's corpus, which it calls "corpus", is learned from its train and
/// development partitions together; others stay as they are.
std::string joined_recipe(const Recipe& recipe, const std::string& file_name);

}  // namespace affectus
