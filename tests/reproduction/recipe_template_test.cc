#include "reproduction/recipe_template.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "affectus/error.h"
#include "comma_locale.h"
#include "recipe/recipe.h"

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

TEST(RecipeTemplate, TheEncoderToFineTuneTakesThePlaceOfItsName) {
  const std::string own = R"(name = "r"
corpora = [{name = "corpus"}]
[[front_ends]]
name = "fine-tuned@layer"
utterance_normalization = "none"
[encoder]
train = "top"
)";
  const Recipe recipe =
      Recipe::parse(fill_recipe(own, "r.toml", {"hf:a/b@2"}, {"encoder.layers = 2"}, "hf:owner/name@4"), "r.toml");
  ASSERT_EQ(recipe.front_ends.size(), 1u);
  EXPECT_EQ(recipe.front_ends[0].name, "hf:owner/name@4");
  EXPECT_EQ(recipe.front_ends[0].utterance_normalization, Normalization::Utterance::none);
  EXPECT_EQ(recipe.encoder->layers, 2u);
}

TEST(RecipeTemplate, AnEncoderThatAnotherSystemTrainsIsNamedByIt) {
  EXPECT_EQ(trained_by("fine-tuned-top@encoder"), "fine-tuned-top");
  for (const char* name : {"mfb", "hf:owner/name@4", "fine-tuned@layer", "folder/encoder@4"})
    EXPECT_EQ(trained_by(name), "");
}

TEST(RecipeTemplate, TheLastOverrideWins) {
  const std::vector<std::string> overrides = {"training.epochs = 3\noptimizer.learning_rate = 0.0005",
                                              "training.epochs = 2"};
  const Recipe recipe = Recipe::parse(fill_recipe(text, "r.toml", {"hf:a/b@2"}, overrides), "r.toml");
  EXPECT_EQ(recipe.training.epochs, 2u);
  EXPECT_EQ(recipe.training.input_dropout, 0.3);
  EXPECT_EQ(recipe.optimizer.learning_rate, 0.0005);
}

TEST(RecipeTemplate, CorporaTakeThePlaceOfTheRecipesOwn) {
  const std::string own = R"(name = "n"
front_ends = [{name = "mfb"}]
[[corpora]]
name = "corpus"
weight = 2
[[corpora]]
name = "ä"
train = "all"
weight = 3
[[corpora]]
name = "another"
[loss]
category_weight = 1
votes = true
)";
  const std::vector<CorpusToLearn> corpora = {{.name = "ä", .train = {"train"}, .development = "development"},
                                              {.name = "new", .train = {"train", "development"}, .development = ""}};
  const Recipe recipe = Recipe::parse(with_corpora(own, "r.toml", corpora, {"loss.votes", "teacher.name"}), "r.toml");
  ASSERT_EQ(recipe.corpora.size(), 2u);
  EXPECT_EQ(recipe.corpora[0].name, "ä");
  EXPECT_THAT(recipe.corpora[0].train, ElementsAre("train"));
  EXPECT_EQ(recipe.corpora[0].development, "development");
  EXPECT_EQ(recipe.corpora[0].weight, 3);
  EXPECT_EQ(recipe.corpora[1].name, "new");
  EXPECT_THAT(recipe.corpora[1].train, ElementsAre("train", "development"));
  EXPECT_EQ(recipe.corpora[1].development, "");
  EXPECT_EQ(recipe.corpora[1].weight, 2);
  EXPECT_FALSE(recipe.loss.votes);
  EXPECT_EQ(recipe.loss.category_weight, 1);
}

TEST(RecipeTemplate, DefaultsAreForTablesThatTheRecipeDoesNotHave) {
  const auto made = [](const std::string& more) {
    return Recipe::parse(with_defaults(text + more, "r.toml", "balance.corpus_share = 0.5\ntraining.epochs = 1"), "r.toml");
  };
  EXPECT_EQ(made("").balance.corpus_share, 0.5);
  EXPECT_EQ(made("").training.epochs, 7u);
  EXPECT_EQ(made("[balance]\ncorpus = 0.8\n").balance.corpus_share, 1);
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

TEST(RecipeTemplate, ADecimalCommaInTheHostProgramChangesNothing) {
  const auto made = [] {
    std::vector<std::string> texts = {fill_recipe(text, "r.toml", {"hf:a/b@2"}, {"training.epochs = 1234"}),
                                      with_corpora(text, "r.toml", {{.name = "n", .train = {"train"}}}, {})};
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
