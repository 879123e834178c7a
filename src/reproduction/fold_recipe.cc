#include "reproduction/fold_recipe.h"

#include <algorithm>
#include <set>

#include "reproduction/recipe_template.h"

namespace affectus {
namespace {

// None of several corpora has more than half of an epoch's draws, unless the recipe says how they are balanced.
constexpr const char* usual_balance = "balance.corpus_share = 0.5";

template <typename Predicate>
bool any_of(const Fold& fold, const Predicate& predicate) {
  return std::ranges::any_of(fold.corpora,
                             [&](const FoldCorpus& corpus) { return std::ranges::any_of(corpus.utterances, predicate); });
}

}  // namespace

std::vector<AbsentTarget> absent_targets_of(const Recipe& recipe, const Fold& fold) {
  std::vector<AbsentTarget> absent;
  if (recipe.loss.votes && !any_of(fold, [](const Utterance& one) { return !one.votes.empty(); }))
    absent.push_back({.name = "raters' votes", .keys = {"loss.votes", "loss.vote_dropout"}});
  if (recipe.loss.deviation_weight > 0 && !any_of(fold, has_deviation))
    absent.push_back({.name = "raters' standard deviations", .keys = {"loss.deviation_weight", "teacher.deviation_weight"}});
  const auto different = [&](std::string Utterance::*label) {
    std::set<std::string> values;
    for (const FoldCorpus& corpus : fold.corpora)
      for (const Utterance& one : corpus.utterances)
        if (!(one.*label).empty()) values.insert(one.*label);
    return values.size();
  };
  if (recipe.loss.gender_weight > 0 && different(&Utterance::gender) < 2)
    absent.push_back({.name = "speakers of two genders", .keys = {"loss.gender_weight"}});
  if (recipe.loss.speaker_reversal > 0 && different(&Utterance::speaker) < 2)
    absent.push_back({.name = "two speakers", .keys = {"loss.speaker_reversal"}});
  return absent;
}

std::string fold_recipe(const Recipe& recipe, const std::string& file_name, const Fold& fold, bool joined) {
  std::vector<CorpusToLearn> corpora;
  for (const FoldCorpus& corpus : fold.corpora) {
    const bool develops = std::ranges::any_of(
        corpus.utterances, [](const Utterance& one) { return one.partition == "development" && is_labelled(one); });
    CorpusToLearn& one = corpora.emplace_back(CorpusToLearn{.name = corpus.name, .train = {"train"}, .development = ""});
    if (develops && joined) one.train.emplace_back("development");
    if (develops && !joined) one.development = "development";
  }
  std::vector<std::string> absent;
  for (const AbsentTarget& target : absent_targets_of(recipe, fold))
    absent.insert(absent.end(), target.keys.begin(), target.keys.end());
  const std::string text = with_corpora(recipe.text, file_name, corpora, absent);
  return corpora.size() > 1 ? with_defaults(text, file_name, usual_balance) : text;
}

std::string joined_recipe(const Recipe& recipe, const std::string& file_name) {
  std::vector<CorpusToLearn> corpora;
  for (const CorpusChoice& choice : recipe.corpora)
    corpora.push_back(choice.name == corpus_placeholder
                          ? CorpusToLearn{.name = choice.name, .train = {"train", "development"}, .development = ""}
                          : CorpusToLearn{choice.name, choice.train, choice.development});
  return with_corpora(recipe.text, file_name, corpora, {});
}

}  // namespace affectus
