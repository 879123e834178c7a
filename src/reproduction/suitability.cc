#include "reproduction/suitability.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>

#include "affectus/error.h"
#include "base/dimensions.h"
#include "text/counted.h"

namespace affectus {
namespace {

// What a fold offers to learn from.
struct FoldContent {
  std::size_t train = 0, development = 0;  // labelled utterances
  std::array<std::set<double>, 3> values;
  std::set<std::string> categories;
};

FoldContent content_of(const Fold& fold) {
  FoldContent content;
  for (const Utterance& one : fold) {
    const std::array<std::optional<double>, 3> ratings = {one.activation, one.valence, one.dominance};
    const bool is_labelled =
        !one.category.empty() || std::ranges::any_of(ratings, [](const auto& rating) { return rating.has_value(); });
    if (is_labelled && one.partition == "development") ++content.development;
    if (!is_labelled || one.partition != "train") continue;
    ++content.train;
    for (std::size_t d = 0; d < ratings.size(); ++d)
      if (ratings[d]) content.values[d].insert(*ratings[d]);
    if (!one.category.empty()) content.categories.insert(one.category);
  }
  return content;
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
  std::size_t batch = 0;
  for (const System& system : experiment.systems)
    for (const Recipe& recipe : system.candidates) batch = std::max(batch, recipe.training.batch_size);
  const std::string with_categories =
      names_where(experiment, [](const Recipe& recipe) { return recipe.loss.category_weight > 0; });
  const bool is_tuned = experiment.tuning.candidates.size() > 1;
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
    if (content.development == 0 && (is_tuned || !experiment.joins_development()))
      fail("labelled utterances in the development partition", 0);
  }
}

}  // namespace affectus
