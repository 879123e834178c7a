#include "reproduction/fold_recipe.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace affectus {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Fold fold_with(const std::vector<Utterance>& voted) {
  return {.corpora = {{.name = "voted", .utterances = voted},
                      {.name = "plain", .utterances = {{.partition = "train", .category = "sad"}}}}};
}

const Utterance with_votes = {.partition = "train", .category = "sad", .votes = {{"sad", 2}}};
const Utterance with_deviations = {.partition = "development", .category = "sad", .valence_sd = 1};

Recipe recipe_with(const std::string& loss) {
  return Recipe::parse("name = \"n\"\ncorpora = [{name = \"corpus\"}]\nfront_ends = [{name = \"mfb\"}]\n[loss]\n" + loss,
                       "n.toml");
}

Recipe fold_recipe_of(const Recipe& recipe, const Fold& fold, bool joined) {
  return Recipe::parse(fold_recipe(recipe, "n.toml", fold, joined), "n.toml");
}

TEST(FoldRecipe, LearnsFromTheFoldsCorporaAndTheirPartitions) {
  const Fold fold = fold_with({with_votes, with_deviations});
  const Recipe apart = fold_recipe_of(recipe_with(""), fold, /*joined=*/false);
  ASSERT_EQ(apart.corpora.size(), 2u);
  EXPECT_EQ(apart.corpora[0].name, "voted");
  EXPECT_THAT(apart.corpora[0].train, ElementsAre("train"));
  EXPECT_EQ(apart.corpora[0].development, "development");
  EXPECT_THAT(apart.corpora[1].train, ElementsAre("train"));
  EXPECT_EQ(apart.corpora[1].development, "");
  const Recipe together = fold_recipe_of(recipe_with(""), fold, /*joined=*/true);
  EXPECT_THAT(together.corpora[0].train, ElementsAre("train", "development"));
  EXPECT_EQ(together.corpora[0].development, "");
  EXPECT_THAT(together.corpora[1].train, ElementsAre("train"));
}

TEST(FoldRecipe, NoneOfSeveralCorporaHasMostOfAnEpochUnlessTheRecipeSaysHow) {
  const Fold two = fold_with({with_votes}), one{.corpora = {two.corpora.front()}};
  EXPECT_EQ(fold_recipe_of(recipe_with(""), two, true).balance.corpus_share, 0.5);
  EXPECT_EQ(fold_recipe_of(recipe_with(""), one, true).balance.corpus_share, 1);
  EXPECT_EQ(fold_recipe_of(recipe_with("[balance]\ncorpus = 0.8\n"), two, true).balance.corpus_share, 1);
}

TEST(FoldRecipe, JoinedTheExperimentsCorpusIsLearnedFromWithItsDevelopmentPartition) {
  const Recipe own = Recipe::parse(
      "name = \"n\"\nfront_ends = [{name = \"mfb\"}]\n[[corpora]]\nname = \"corpus\"\nweight = 2\n[[corpora]]\nname = "
      "\"more\"\ntrain = \"all\"\ndevelopment = \"some\"\nweight = 3\n",
      "n.toml");
  const Recipe recipe = Recipe::parse(joined_recipe(own, "n.toml"), "n.toml");
  ASSERT_EQ(recipe.corpora.size(), 2u);
  EXPECT_THAT(recipe.corpora[0].train, ElementsAre("train", "development"));
  EXPECT_EQ(recipe.corpora[0].development, "");
  EXPECT_EQ(recipe.corpora[0].weight, 2);
  EXPECT_THAT(recipe.corpora[1].train, ElementsAre("all"));
  EXPECT_EQ(recipe.corpora[1].development, "some");
  EXPECT_EQ(recipe.corpora[1].weight, 3);
  EXPECT_EQ(recipe.balance.corpus_share, 1) << "as the recipe says";
}

TEST(FoldRecipe, LeavesOutTargetsThatNoCorpusHas) {
  const Recipe recipe = recipe_with("category_weight = 1\nvotes = true\nvote_dropout = 0.2\ndeviation_weight = 0.5\n");
  const Fold both = fold_with({with_votes, with_deviations});
  EXPECT_THAT(absent_targets_of(recipe, both), IsEmpty());
  EXPECT_TRUE(fold_recipe_of(recipe, both, true).loss.votes);
  const Fold votes = fold_with({with_votes});
  ASSERT_EQ(absent_targets_of(recipe, votes).size(), 1u);
  EXPECT_EQ(fold_recipe_of(recipe, votes, true).loss.deviation_weight, 0);
  EXPECT_TRUE(fold_recipe_of(recipe, votes, true).loss.votes);
  const Fold deviations = fold_with({with_deviations});
  EXPECT_FALSE(fold_recipe_of(recipe, deviations, true).loss.votes);
  EXPECT_EQ(fold_recipe_of(recipe, deviations, true).loss.deviation_weight, 0.5);
  EXPECT_THAT(absent_targets_of(recipe_with(""), fold_with({})), IsEmpty());
}

TEST(FoldRecipe, TellsVoicesApartOnlyWhereThereAreTwo) {
  const Recipe recipe = recipe_with("gender_weight = 0.1\nspeaker_reversal = 0.2\n");
  const Utterance ann{.speaker = "ann", .gender = "female", .partition = "train", .category = "sad"};
  Utterance bob = ann;
  bob.speaker = "bob";
  EXPECT_EQ(fold_recipe_of(recipe, fold_with({ann}), true).loss.speaker_reversal, 0);
  EXPECT_EQ(fold_recipe_of(recipe, fold_with({ann, bob}), true).loss.speaker_reversal, 0.2);
  EXPECT_EQ(fold_recipe_of(recipe, fold_with({ann, bob}), true).loss.gender_weight, 0);
  bob.gender = "male";
  EXPECT_EQ(fold_recipe_of(recipe, fold_with({ann, bob}), true).loss.gender_weight, 0.1);
}

}  // namespace
}  // namespace affectus
