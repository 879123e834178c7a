#include "reproduction/recipe_template.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "affectus/error.h"
#include "comma_locale.h"
#include "recipe/recipe.h"
#include "reproduction/systems.h"
#include "storage/files.h"

namespace affectus {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr const char* text = R"(name = "näme ~"
corpora = [{name = "corpus"}]
[[front_ends]]
name = "representation"
utterance_normalization = "none"
[[front_ends]]
name = "mfb"
[training]
epochs = 7
input_dropout = 0.3
)";

TEST(RecipeTemplate, RepresentationsTakeThePlaceOfTheirName) {
  const Recipe recipe = Recipe::parse(fill_recipe(text, "r.toml", {"hf:a/b@2", "ö/c@3"}, {}), "r.toml");
  EXPECT_EQ(recipe.name, "näme ~");
  ASSERT_EQ(recipe.front_ends.size(), 3u);
  EXPECT_EQ(recipe.front_ends[0].name, "hf:a/b@2");
  EXPECT_EQ(recipe.front_ends[1].name, "ö/c@3");
  EXPECT_EQ(recipe.front_ends[1].utterance_normalization, Normalization::Utterance::none);
  EXPECT_EQ(recipe.front_ends[2].name, "mfb");
  EXPECT_EQ(recipe.training.epochs, 7u);
}

TEST(RecipeTemplate, TheLastOverrideWins) {
  const std::vector<std::string> overrides = {"training.epochs = 3\noptimizer.learning_rate = 0.0005",
                                              "training.epochs = 2"};
  const Recipe recipe = Recipe::parse(fill_recipe(text, "r.toml", {"hf:a/b@2"}, overrides), "r.toml");
  EXPECT_EQ(recipe.training.epochs, 2u);
  EXPECT_EQ(recipe.training.input_dropout, 0.3);
  EXPECT_EQ(recipe.optimizer.learning_rate, 0.0005);
}

TEST(RecipeTemplate, TheCorpusIsLearnedFromWithItsDevelopmentPartition) {
  const Recipe recipe = Recipe::parse(joined_partitions(text, "r.toml", "corpus"), "r.toml");
  EXPECT_THAT(recipe.corpora[0].train, ElementsAre("train", "development"));
  EXPECT_EQ(recipe.corpora[0].development, "");
  const Recipe other = Recipe::parse(joined_partitions(text, "r.toml", "another"), "r.toml");
  EXPECT_THAT(other.corpora[0].train, ElementsAre("train"));
}

TEST(RecipeTemplate, ErrorsNameTheFile) {
  try {
    fill_recipe("name = ", "r.toml", {}, {});
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("r.toml:1"));
  }
}

TEST(Tuning, CandidatesAreOverrides) {
  const Tuning tuning = parse_tuning("folds = 2\n[[candidates]]\n[[candidates]]\ntraining.epochs = 3\nname = \"ä\"", "t");
  EXPECT_EQ(tuning.folds, 2u);
  EXPECT_THAT(tuning.candidates, ElementsAre("", "name = 'ä'\ntraining.epochs = 3"));
  const Tuning numbers = parse_tuning("[[candidates]]\na.b = 0.1\nc = 5e-4\nd = 2.0\ne = 3", "t");
  EXPECT_THAT(numbers.candidates, ElementsAre("a.b = 0.1\nc = 5e-04\nd = 2.0\ne = 3"));
  EXPECT_THROW(parse_tuning("folds = 0\ncandidates = [{}]", "t"), Error);
  EXPECT_THROW(parse_tuning("fold = 1", "t"), Error);
  EXPECT_THROW(parse_tuning("", "t"), Error);
}

TEST(Tuning, AByteOrderMarkIsNoKey) {
  const std::string mark = "\xEF\xBB\xBF";
  EXPECT_EQ(parse_tuning(mark + "folds = 2\n[[candidates]]\n", "t").folds, 2u);
  EXPECT_EQ(fill_recipe(mark + text, "r.toml", {"hf:a/b@2"}, {}), fill_recipe(text, "r.toml", {"hf:a/b@2"}, {}));
}

TEST(Systems, AreTheShippedRecipesWithATeacherBeforeItsStudent) {
  const std::filesystem::path recipes = std::string(AFFECTUS_SOURCE_DIR) + "/recipes/reproduce";
  const Tuning tuning = parse_tuning(read_file(recipes / "tuning.toml"), "tuning.toml");
  const auto ids = [&](const std::vector<std::string>& chosen) {
    std::vector<std::string> result;
    for (const System& system : read_systems({recipes, chosen, {"a@1", "b@2"}, 3}, tuning)) {
      EXPECT_EQ(system.candidates.size(), tuning.candidates.size());
      EXPECT_EQ(system.candidates.back().training.epochs, 3u);
      EXPECT_EQ(system.joined.size(), tuning.candidates.size());
      EXPECT_EQ(system.joined.back().optimizer.learning_rate, system.candidates.back().optimizer.learning_rate);
      result.push_back(system.id);
    }
    return result;
  };
  EXPECT_THAT(ids({}), ElementsAre("filterbank", "filterbank-prosody", "representation-1", "representation-2",
                                   "representations", "fusion", "multi-task", "student-alone", "student"));
  EXPECT_THAT(ids({"student"}), ElementsAre("multi-task", "student"));
  EXPECT_THAT(ids({"representation", "filterbank"}), ElementsAre("filterbank", "representation-1", "representation-2"));
  EXPECT_THROW(ids({"nothing"}), Error);
}

TEST(Systems, TheStudentIsTheSameNetworkWithAndWithoutItsTeacher) {
  const std::filesystem::path recipes = std::string(AFFECTUS_SOURCE_DIR) + "/recipes/reproduce";
  Recipe alone = Recipe::read(recipes / "student-alone.toml"), taught = Recipe::read(recipes / "student.toml");
  EXPECT_FALSE(alone.teacher);
  EXPECT_TRUE(taught.teacher);
  EXPECT_EQ(alone.estimator.parameter_count(), taught.estimator.parameter_count());
  EXPECT_LT(taught.estimator.parameter_count(), 300000u);
}

TEST(RecipeTemplate, ADecimalCommaInTheHostProgramChangesNothing) {
  const auto made = [] {
    std::vector<std::string> texts = {fill_recipe(text, "r.toml", {"hf:a/b@2"}, {"training.epochs = 1234"}),
                                      joined_partitions(text, "r.toml", "corpus")};
    const Tuning tuning = parse_tuning("[[candidates]]\ntraining.epochs = 12345\nloss.weights = [0.5, 1234.5]\n", "t.toml");
    texts.insert(texts.end(), tuning.candidates.begin(), tuning.candidates.end());
    return texts;
  };
  const std::vector<std::string> plain = made();
  EXPECT_EQ(testing::with_comma_locale(made), plain);
  EXPECT_THAT(plain[0], HasSubstr("epochs = 1234\n"));
}

}  // namespace
}  // namespace affectus
