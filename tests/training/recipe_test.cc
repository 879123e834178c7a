#include "recipe/recipe.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "affectus/error.h"
#include "comma_locale.h"
#include "failure.h"
#include "storage/files.h"
#include "text/split.h"
#include "training/shipped_recipes.h"

namespace affectus {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

const std::string smallest = "name = \"m\"\ncorpora = [{name = \"a\"}]\nfront_ends = [{name = \"mfb\"}]\n";

std::string message_of(const std::string& text) {
  std::string message = testing::failure([&] { Recipe::parse(text, "r.toml"); }, ErrorCode::invalid_format);
  EXPECT_EQ(message.find('\n'), std::string::npos) << message;
  return message;
}

TEST(RecipeTest, SmallestRecipeTakesTheDefaults) {
  const Recipe recipe = Recipe::parse(smallest, "r.toml");
  EXPECT_EQ(recipe.name, "m");
  ASSERT_EQ(recipe.corpora.size(), 1u);
  EXPECT_THAT(recipe.corpora[0].train, ElementsAre("train"));
  EXPECT_EQ(recipe.front_ends[0].utterance_normalization, Normalization::Utterance::mean);
  EXPECT_EQ(recipe.training.batch_size, 32u);
  EXPECT_FALSE(recipe.augmentation.changes_samples());
  EXPECT_EQ(recipe.text, smallest);
}

TEST(RecipeTest, SeveralPartitionsOrNoneAreLearnedFrom) {
  const Recipe recipe = Recipe::parse(
      "name = \"m\"\ncorpora = [{name = \"a\", train = [\"train\", \"development\"], development = \"\"}, {name = \"b\", "
      "train = \"\"}]\n"
      "front_ends = [{name = \"mfb\"}]\n",
      "r.toml");
  EXPECT_THAT(recipe.corpora[0].train, ElementsAre("train", "development"));
  EXPECT_TRUE(recipe.corpora[1].train.empty());
}

TEST(RecipeTest, AnEncoderThatLearnsHasATableOfItsOwn) {
  const std::string encoder = "name = \"m\"\ncorpora = [{name = \"a\"}]\nfront_ends = [{name = \"hf:o/n@4\"}]\n";
  const Recipe recipe = Recipe::parse(encoder + R"([encoder]
train = "top"
layers = 2
learning_rate = 3e-5
layer_decay = 0.8
warmup_steps = 50
seconds_at_once = 20
checkpointing = true
layer_drop = 0.05
time_mask = 0.05
feature_mask = 0.01
precision = "bfloat16"
)",
                                      "r.toml");
  ASSERT_TRUE(recipe.encoder);
  EXPECT_EQ(recipe.encoder->train, EncoderOptions::Train::top);
  EXPECT_EQ(recipe.encoder->layers, 2u);
  EXPECT_EQ(recipe.encoder->layer_decay, 0.8);
  EXPECT_EQ(recipe.encoder->precision, EncoderOptions::Precision::bfloat16);
  EXPECT_FALSE(Recipe::parse(encoder, "r.toml").encoder);

  EXPECT_THAT(message_of(encoder + "encoder = {}"), HasSubstr("[encoder] lacks 'train', expected one of lora, top, all"));
  EXPECT_THAT(message_of(encoder + "encoder = {train = \"some\"}"), HasSubstr("'train' of [encoder]: expected one of"));
  EXPECT_THAT(message_of(encoder + "encoder = {train = \"lora\", ranks = 4}"), HasSubstr("[encoder] has no key 'ranks'"));
  EXPECT_THAT(message_of(encoder + "encoder = {train = \"lora\", rank = 0}"), HasSubstr("an integer from 1 to 1024"));
  EXPECT_THAT(message_of(encoder + "encoder = {train = \"top\", rank = 4}"),
              HasSubstr("'rank' of [encoder]: expected nothing where train is not \"lora\", found 4"));
  EXPECT_THAT(message_of(encoder + "encoder = {train = \"all\", layers = 4}"), HasSubstr("'layers' of [encoder]: expected"));
  EXPECT_THAT(message_of(encoder + "encoder = {train = \"lora\", targets = []}"), HasSubstr("expected at least one"));
  EXPECT_THAT(message_of(smallest + "encoder = {train = \"lora\"}"), HasSubstr("[[front_ends]]: expected one, an encoder"));
  EXPECT_THAT(message_of(encoder + "encoder = {train = \"lora\"}\ntraining = {input_dropout = 0.1}"),
              HasSubstr("input_dropout: expected 0 where an encoder learns"));
  EXPECT_THAT(message_of(encoder + "encoder = {train = \"lora\"}\naugmentation = {stretch_probability = 0.1}"),
              HasSubstr("no stretch or masks of frames"));
}

TEST(RecipeTest, EveryKindOfValueIsTaken) {
  const Recipe recipe = Recipe::parse(smallest + R"(
[estimator]
pooling = "statistics"
gru_units = 64
[loss]
valence = 0.5
activation = 0.2
[optimizer]
schedule = "plateau"
learning_rate = 1
[augmentation]
gain_probability = 0.5
gain_db = [-3, 3]
noise_kinds = ["pink"]
)",
                                      "r.toml");
  EXPECT_EQ(recipe.estimator.pooling, EstimatorShape::Pooling::statistics);
  EXPECT_EQ(recipe.estimator.gru_units, 64u);
  EXPECT_EQ(recipe.loss.valence, 0.5);
  EXPECT_EQ(recipe.optimizer.schedule, OptimizerOptions::Schedule::plateau);
  EXPECT_EQ(recipe.optimizer.learning_rate, 1);
  EXPECT_EQ(recipe.augmentation.gain_db.low, -3);
  EXPECT_EQ(recipe.augmentation.noise_kinds, std::vector<std::string>{"pink"});
  EXPECT_TRUE(recipe.augmentation.changes_samples());
}

TEST(RecipeTest, FrontEndOptionsBecomeJson) {
  const Recipe recipe = Recipe::parse(
      "name = \"m\"\ncorpora = [{name = \"a\"}]\n[[front_ends]]\nname = \"mfb\"\noptions = {bins = 64}\n", "r.toml");
  std::string json = recipe.front_ends[0].options;
  std::erase_if(json, [](char c) { return c == ' ' || c == '\n'; });
  EXPECT_EQ(json, "{\"bins\":64}");
}

TEST(RecipeTest, ErrorsNameLineKeyExpectedAndFound) {
  EXPECT_THAT(message_of(smallest + "[training]\nbatchsize = 3\n"),
              ::testing::AllOf(HasSubstr("r.toml:5"), HasSubstr("batchsize"), HasSubstr("batch_size")));
  EXPECT_THAT(message_of(smallest + "[training]\nbatch_size = 1\n"),
              ::testing::AllOf(HasSubstr("r.toml:5"), HasSubstr("'batch_size' of [training]"),
                               HasSubstr("from 2 to 4096, found 1")));
  EXPECT_THAT(message_of(smallest + "[training]\nbatch_size = 2.5\n"), HasSubstr("an integer from 2 to 4096, found 2.5"));
  EXPECT_THAT(message_of(smallest + "[optimizer]\nlearning_rate = 0\n"), HasSubstr("above 0 to 1, found 0"));
  EXPECT_THAT(message_of(smallest + "[optimizer]\nlearning_rate = nan\n"), HasSubstr("found nan"));
  EXPECT_THAT(message_of(smallest + "[optimizer]\nschedule = \"linear\"\n"),
              HasSubstr("one of constant, cosine, plateau, found"));
  EXPECT_THAT(message_of(smallest + "[augmentation]\nsnr_db = [30, 5]\n"), HasSubstr("with low at most high"));
  EXPECT_THAT(message_of(smallest + "[augmentation]\nsnr_db = 5\n"), HasSubstr("[low, high] within -20 to 80"));
  EXPECT_THAT(message_of(smallest + "[augmentation]\nnoise_kinds = [\"brown\"]\n"), HasSubstr("white, pink, babble"));
  EXPECT_THAT(message_of(smallest + "[loss]\nvalence = 0.8\nactivation = 0.3\n"), HasSubstr("at most 1"));
  EXPECT_THAT(message_of(smallest + "[estimator]\nconvolution_kernel = 4\n"), HasSubstr("an odd number, found 4"));
  EXPECT_THAT(message_of(smallest + "[training]\nweight_bits = 4\n"), HasSubstr("one of 8, 32, found 4"));
  EXPECT_THAT(message_of(smallest + "[loss]\nvotes = true\n"), HasSubstr("false where category_weight is 0"));
  EXPECT_THAT(message_of(smallest + "[teacher]\nname = \"t\"\n"), HasSubstr("category_weight or deviation_weight above 0"));
  EXPECT_THAT(message_of(smallest + "[balance]\ncorpus_share = 0\n"), HasSubstr("above 0 to 1, found 0"));
  EXPECT_THAT(message_of(smallest + "[loss]\ncategory_weight = 1\nvote_dropout = 0.5\n"),
              HasSubstr("0 where votes is false, found 0.5"));
  EXPECT_THAT(message_of(smallest + "[augmentation]\nmix_probability = 0.5\ngain_probability = 1\ncopies = 2\n"),
              HasSubstr("'mix_probability' of [augmentation]: expected 0 where copies is above 0, found 0.5"));
  EXPECT_THAT(message_of("name = \"m\"\ncorpora = [{name = \"a\", labelled = false}]\nfront_ends = [{name = \"mfb\"}]\n"),
              HasSubstr("used without its labels"));
  EXPECT_THAT(message_of(smallest + "licence = [\"a\"]\n"), HasSubstr("expected a string, found a list"));
  EXPECT_THAT(message_of(smallest + "loss = 3\n"), HasSubstr("expected a table, found 3"));
  EXPECT_THAT(message_of("name = \"m\"\nfront_ends = [{name = \"mfb\"}]\n"), HasSubstr("lacks 'corpora'"));
  EXPECT_THAT(message_of("name = \"m\"\ncorpora = [{name = \"a\"}]\n"), HasSubstr("lacks 'front_ends'"));
  EXPECT_THAT(message_of("corpora = [{name = \"a\"}]\n"), HasSubstr("lacks 'name'"));
  EXPECT_THAT(message_of("name = \"m\"\ncorpora = [{name = \"a\", train = \"\"}]\nfront_ends = [{name = \"mfb\"}]\n"),
              HasSubstr("a train partition"));
  EXPECT_THAT(message_of("name = \"m\"\ncorpora = [{name = \"a\", train = 3}]\nfront_ends = [{name = \"mfb\"}]\n"),
              HasSubstr("'train' of [[corpora]]: expected a string or a list of strings, found 3"));
  for (const char* train : {"[\"a\", \"a\"]", "[\"\"]", "[\"a\", \"development\"]"})
    EXPECT_THAT(message_of("name = \"m\"\ncorpora = [{name = \"a\", train = " + std::string(train) +
                           "}]\nfront_ends = [{name = \"mfb\"}]\n"),
                HasSubstr("[[corpora]] lacks "))
        << train;
  EXPECT_THAT(message_of("name = \n"), HasSubstr("r.toml:1: expected TOML"));
}

std::string distances(std::size_t count) {
  std::string list;
  for (std::size_t i = 0; i < count; ++i) list += (i == 0 ? "" : ", ") + std::to_string(i) + ".5";
  return "distances = [" + list + "]\n";
}

TEST(RecipeTest, FamiliarityHasTheRankOfTheEmbeddingAtMost) {
  const auto with = [](const std::string& lines) { return smallest + "[familiarity]\n" + lines; };
  const Recipe recipe = Recipe::parse(with("rank = 128\n" + distances(21)), "r.toml");
  EXPECT_EQ(recipe.familiarity.rank, 128u);
  ASSERT_EQ(recipe.familiarity.distances.size(), 21u);
  EXPECT_EQ(recipe.familiarity.distances[20], 20.5);
  EXPECT_TRUE(Recipe::parse(with("rank = 3\n"), "r.toml").familiarity.distances.empty());
  EXPECT_THAT(message_of(with("rank = 129\n")),
              HasSubstr("r.toml:5: 'rank' of [familiarity]: expected an integer from 0 to 128, found 129"));
  EXPECT_THAT(message_of(with(distances(21))), HasSubstr("'distances' of [familiarity]: expected none where rank is 0"));
  EXPECT_THAT(message_of(with("rank = 3\n" + distances(20))), HasSubstr("expected 21 ascending numbers, found 20"));
  std::string falling = distances(21);
  falling.replace(falling.find("0.5"), 3, "99");
  EXPECT_THAT(message_of(with("rank = 3\n" + falling)), HasSubstr("expected 21 ascending numbers, found others"));
  EXPECT_THAT(message_of(with("rank = 3\ndistances = [-1]\n")), HasSubstr("a number from 0 to 1e+09, found -1"));
  const std::string late =
      "name = \"m\"\ncorpora = [{name = \"a\"}]\nfront_ends = [{name = \"mfb\"}, {name = "
      "\"prosody\"}]\nestimator = {fusion = \"late\", embedding_units = 8}\n";
  EXPECT_EQ(Recipe::parse(late + "familiarity = {rank = 16}\n", "r.toml").embedding_dim(), 16u);
}

TEST(RecipeTest, TwoViewsMustDifferAndFillABatch) {
  const std::string two_views = smallest + "loss = {agreement_weight = 2}\n";
  EXPECT_THAT(message_of(two_views + "training = {batch_size = 7, embedding_dropout = 0.1}\n"),
              HasSubstr("r.toml:4: 'agreement_weight' of [loss]: expected 0 where batch_size is odd, found 2"));
  EXPECT_THAT(message_of(two_views), HasSubstr("0 where neither augmentation nor dropout"));
  EXPECT_THAT(message_of(two_views + "augmentation = {mix_probability = 1}\n"), HasSubstr("nor dropout"));
  for (const char* difference :
       {"training = {embedding_dropout = 0.1}", "training = {input_dropout = 0.1}",
        "augmentation = {time_mask_probability = 0.1}", "augmentation = {microphone_probability = 1}"})
    EXPECT_EQ(Recipe::parse(two_views + difference, "r.toml").loss.views(), 2U) << difference;
  EXPECT_EQ(Recipe::parse(smallest, "r.toml").loss.views(), 1U);
}

// Copies that were made before a step existed are found under their old name.
TEST(RecipeTest, AStepThatIsOffDoesNotNameCopies) {
  AugmentationOptions before;
  before.gain_probability = 0.5;
  AugmentationOptions other = before;
  other.microphone_db = {-1, 1};
  EXPECT_EQ(other.sample_changes(), before.sample_changes());
  other.microphone_probability = 0.5;
  EXPECT_NE(other.sample_changes(), before.sample_changes());
}

TEST(RecipeTest, CharactersBeyondAsciiAreForStringsAndCommentsOnly) {
  EXPECT_EQ(Recipe::parse("# Stra\xc3\x9f"
                          "e\n" +
                              smallest + "notes = \"~\xc8\xb3\\u0233~7e\"\n",
                          "r.toml")
                .notes,
            "~\xc8\xb3\xc8\xb3~7e");
  EXPECT_THAT(message_of(smallest + "epochs = 0 \xc8\xb3\n"), HasSubstr("r.toml:4: expected TOML"));
  EXPECT_THAT(message_of(smallest + "notes = \"\xc8\"\n"), HasSubstr("UTF-8"));
}

// As editors on Windows save it.
TEST(RecipeTest, IsReadInTheEncodingsOfLists) {
  std::string wide = "\xFF\xFE";
  for (const char one : smallest) wide += {one, '\0'};
  for (const std::string& text : {"\xEF\xBB\xBF" + smallest, wide}) {
    const Recipe recipe = Recipe::parse(text, "r.toml");
    EXPECT_EQ(recipe.name, Recipe::parse(smallest, "r.toml").name);
    EXPECT_EQ(recipe.text, smallest);
  }
  EXPECT_THAT(message_of(smallest + "notes = \"\xFC\"\n"), HasSubstr("found the byte 0xFC"));
}

TEST(RecipeTest, ACorpusCanBeLeftOutToBeJudgedOn) {
  Recipe recipe = Recipe::parse(
      "name = \"m\"\nnotes = \"N.\"\ncorpora = [{name = \"a\"}, {name = \"b\"}]\nfront_ends = [{name = \"mfb\"}]\n",
      "r.toml");
  EXPECT_THROW(recipe.leave_out("c"), Error);
  recipe.leave_out("a");
  ASSERT_EQ(recipe.corpora.size(), 1u);
  EXPECT_EQ(recipe.corpora[0].name, "b");
  EXPECT_EQ(recipe.notes, "N. Trained without a.");
  EXPECT_THROW(recipe.leave_out("b"), Error);
}

// The message about a key that is not known lists those that are.
TEST(RecipeTest, EveryKeyIsDescribed) {
  const std::string description = read_file(std::filesystem::path(AFFECTUS_SOURCE_DIR) / "docs/recipes.md");
  std::size_t described = 0;
  const auto expect_described = [&](const std::string& recipe) {
    std::string message = message_of(recipe);
    const std::string before = "expected one of ";
    ASSERT_THAT(message, HasSubstr(before));
    message.erase(0, message.find(before) + before.size());
    for (const std::string& word : split(message, ' ')) {
      const std::string key = word.substr(0, word.find(','));
      const auto has = [&](const std::string& text) { return description.find(text) != std::string::npos; };
      EXPECT_TRUE(has("`" + key + "`") || has("[" + key + "]")) << key;
      ++described;
    }
  };
  expect_described(smallest + "unknown = 1\n");
  expect_described("name = \"m\"\ncorpora = [{name = \"a\", unknown = 1}]\nfront_ends = [{name = \"mfb\"}]\n");
  expect_described("name = \"m\"\ncorpora = [{name = \"a\"}]\nfront_ends = [{name = \"mfb\", unknown = 1}]\n");
  for (const char* section :
       {"estimator", "loss", "teacher", "optimizer", "training", "balance", "augmentation", "outputs", "familiarity"})
    expect_described(smallest + "[" + section + "]\nname = \"t\"\nunknown = 1\n");
  expect_described(smallest + "[encoder]\ntrain = \"lora\"\nunknown = 1\n");
  EXPECT_GT(described, 80u);
}

TEST(RecipeTest, TheOutputsSpreadIsANumberForEachDimension) {
  const auto with = [](const std::string& lines) { return smallest + "[outputs]\n" + lines; };
  EXPECT_THAT(Recipe::parse(with("spread = [1.75, 1.5, 2]\n"), "r.toml").outputs.spread, ElementsAre(1.75, 1.5, 2));
  EXPECT_THAT(message_of(with("spread = [1, 2]\n")),
              HasSubstr("expected 3 numbers (activation, valence, dominance), found 2"));
  EXPECT_THAT(Recipe::parse(with("deviation_spread = [0.3, 0.2, 1]\n"), "r.toml").outputs.deviation_spread,
              ElementsAre(0.3, 0.2, 1));
  EXPECT_THAT(message_of(with("deviation_spread = [0, 1, 2]\n")), HasSubstr("'deviation_spread' of [outputs]"));
  EXPECT_THAT(message_of(with("spread = [1, 0, 2]\n")), HasSubstr("'spread' of [outputs]"));
  EXPECT_THAT(Recipe::parse(with("category_odds = {neutral = 2, \"über\" = 0.5}\n"), "r.toml").outputs.category_odds,
              ElementsAre(Pair("neutral", 2), Pair("über", 0.5)));
  EXPECT_THAT(message_of(with("category_odds = {neutral = 0}\n")),
              HasSubstr("'neutral' of [outputs.category_odds]: expected a number from 0.01 to 100, found 0"));
  EXPECT_THAT(message_of(with("category_odds = 2\n")), HasSubstr("'category_odds' of [outputs]: expected a table"));
}

TEST(RecipeTest, ShippedRecipesAreValid) {
  const std::vector<std::filesystem::path> recipes = testing::shipped_recipes();
  for (const std::filesystem::path& file : recipes) EXPECT_NO_THROW(Recipe::read(file)) << file;
  EXPECT_GE(recipes.size(), 2u);
}

TEST(RecipeTest, ADecimalCommaInTheHostProgramChangesNothing) {
  const auto facts = [] {
    const Recipe recipe = Recipe::parse(smallest +
                                            "[augmentation]\nspeed_probability = 0.25\nspeed = [0.875, 1.125]\n"
                                            "low_pass_hz = [1000.5, 7000]\n",
                                        "r.toml");
    const Recipe options = Recipe::parse(
        "name = \"m\"\ncorpora = [{name = \"a\"}]\nfront_ends = [{name = \"mfb\", options = {low_hz = 20.5, bins = 23}}]\n",
        "r.toml");
    return std::vector<std::string>{recipe.augmentation.sample_changes(), options.front_ends[0].options,
                                    message_of(smallest + "[training]\ninput_dropout = 1234.5\n"),
                                    message_of(smallest + "[training]\nepochs = 123456789\n"),
                                    message_of(smallest + "[augmentation]\nspeed_probability = 1.5\n")};
  };
  const std::vector<std::string> plain = facts();
  EXPECT_EQ(testing::with_comma_locale(facts), plain);
  EXPECT_THAT(plain[0], HasSubstr("0.25 0.875 1.125"));
  EXPECT_THAT(plain[2], HasSubstr("found 1234.5"));
}

}  // namespace
}  // namespace affectus
