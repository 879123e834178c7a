#include "reproduction/suitability.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>

#include "affectus/error.h"
#include "base/dimensions.h"
#include "reproduction/epoch_length.h"
#include "text/counted.h"
#include "text/joined.h"

namespace affectus {
namespace {

// What a fold offers to learn from.
struct FoldContent {
  std::size_t train = 0, development = 0;  // labelled utterances
  std::array<std::set<double>, 3> values;
  std::set<std::string> categories;
};

void add(FoldContent& content, const Utterance& one) {
  if (!is_labelled(one)) return;
  if (one.partition == "development") ++content.development;
  if (one.partition != "train") return;
  ++content.train;
  const std::array<std::optional<double>, 3> ratings = {one.activation, one.valence, one.dominance};
  for (std::size_t d = 0; d < ratings.size(); ++d)
    if (ratings[d]) content.values[d].insert(*ratings[d]);
  if (!one.category.empty()) content.categories.insert(one.category);
}

FoldContent content_of(const Fold& fold) {
  FoldContent content;
  for (const FoldCorpus& corpus : fold.corpora)
    for (const Utterance& utterance : corpus.utterances) add(content, utterance);
  return content;
}

// Its models would learn from the corpora that they are judged on.
void check_corpora(const System& system) {
  const std::vector<CorpusChoice>& corpora = system.candidates.front().corpora;
  if (std::ranges::find(corpora, corpus_placeholder, &CorpusChoice::name) == corpora.end())
    throw Error(ErrorCode::invalid_format, system.recipe + ".toml: expected [[corpora]] with the name " +
                                               corpus_placeholder + ", which stands for the experiment's, found " +
                                               joined(corpora, &CorpusChoice::name) +
                                               " (--protocol leave-one-corpus-out replaces them)");
}

// The trainer would refuse a recipe by which an epoch of the fold's corpora is too short.
void check_epochs(const Experiment& experiment, std::size_t system, std::size_t fold) {
  std::vector<RunName> runs = experiment.tuning_runs(system);
  for (std::size_t candidate = 0; candidate < experiment.systems[system].candidates.size(); ++candidate)
    runs.push_back(experiment.final_run(system, candidate, fold, 0));
  for (const RunName& run : runs) {
    if (run.fold != fold) continue;
    const Recipe recipe = experiment.recipe_of(run);
    if (recipe.balance.corpus_share == 1 && recipe.loss.views() == 1) continue;  // an epoch is all that there is
    try {
      epoch_length(recipe, experiment.protocol.folds[fold]);
    } catch (const Error& error) {
      throw Error(ErrorCode::invalid_format, experiment.protocol.corpus + ", fold " + std::to_string(fold + 1) + ", " +
                                                 experiment.systems[system].title + ": " + error.what());
    }
  }
}

// "multi-task, student"
template <typename Predicate>
std::string names_where(const Experiment& experiment, const Predicate& predicate) {
  std::string names;
  for (const System& system : experiment.systems)
    if (predicate(system.candidates.front())) names += (names.empty() ? "" : ", ") + system.title;
  return names;
}

}  // namespace

void check_suitability(const Experiment& experiment) {
  if (!experiment.protocol.leaves_corpora_out()) std::ranges::for_each(experiment.systems, check_corpora);
  std::size_t batch = 0;
  for (const System& system : experiment.systems)
    for (const Recipe& recipe : system.candidates) batch = std::max(batch, recipe.training.batch_size);
  const std::string with_categories =
      names_where(experiment, [](const Recipe& recipe) { return recipe.loss.category_weight > 0; });
  for (std::size_t fold = 0; fold < experiment.protocol.folds.size(); ++fold) {
    const auto fail = [&](const std::string& expected, std::size_t found) {
      throw Error(ErrorCode::invalid_format, experiment.protocol.corpus + ", fold " + std::to_string(fold + 1) +
                                                 ": expected " + expected + ", found " + std::to_string(found));
    };
    const FoldContent content = content_of(experiment.protocol.folds[fold]);
    if (content.train < batch)
      fail("at least " + counted(batch, "labelled utterance", "labelled utterances") + " in the train partition",
           content.train);
    for (std::size_t d = 0; d < dimension_names.size(); ++d)
      if (content.values[d].size() < 2)
        fail(std::string("at least 2 different values of ") + dimension_names[d] + " in the train partition",
             content.values[d].size());
    if (!with_categories.empty() && content.categories.size() < 2)
      fail("at least 2 categories in the train partition for " + with_categories + " (--systems takes others)",
           content.categories.size());
    const bool is_tuned = experiment.tuning.candidates.size() > 1 && fold < experiment.tuning.folds;
    if (content.development == 0 && (is_tuned || !experiment.joins_development()))
      fail("labelled utterances in the development partition", 0);
    for (std::size_t system = 0; system < experiment.systems.size(); ++system) check_epochs(experiment, system, fold);
  }
}

}  // namespace affectus
