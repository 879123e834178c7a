#include "training/training_set.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <limits>
#include <vector>

#include "affectus/error.h"
#include "failure.h"
#include "temporary_folder.h"
#include "training/learner_facts.h"

namespace affectus {
namespace {

using ::testing::HasSubstr;

class TrainingSetTest : public ::testing::Test {
 protected:
  // Four utterances whose rows end in these columns' values.
  std::string failure(const std::string& columns, const std::string& values, const std::string& loss) {
    std::ofstream manifest(folder_ / "manifest.csv");
    manifest << "path,partition,activation,valence,dominance,category" << columns << "\n";
    for (int i = 0; i < 4; ++i) {
      std::ofstream(folder_ / (std::to_string(i) + ".wav")) << "not decoded";
      manifest << i << ".wav,train," << i + 1 << "," << i + 2 << "," << i + 3 << "," << (i % 2 == 0 ? "happy" : "sad")
               << values << "\n";
    }
    manifest.close();
    const Recipe recipe = Recipe::parse(
        "name = \"m\"\ncorpora = [{name = \"a\", development = \"\"}]\nfront_ends = [{name = \"mfb\"}]\n"
        "[training]\nbatch_size = 2\n[loss]\n" +
            loss,
        "r.toml");
    try {
      read_training_set(recipe, {{"a", folder_.path()}}, false, {}, [](const std::string&) {});
    } catch (const Error& error) {
      return error.what();
    }
    return "";
  }

  // Of a manifest with these rows.
  TrainingSet read(const std::string& rows, std::vector<std::string>& warnings, const std::string& train = "train") {
    for (const char* name : {"a.wav", "b.wav", "c.wav"}) std::ofstream(folder_ / name) << "not decoded";
    std::ofstream(folder_ / "manifest.csv") << "path,partition,activation,valence,dominance,category\n" << rows;
    const Recipe recipe = Recipe::parse("name = \"m\"\ncorpora = [{name = \"a\", train = \"" + train +
                                            "\", development = \"\"}]\nfront_ends = [{name = \"mfb\"}]\n"
                                            "[training]\nbatch_size = 2\n[loss]\ncategory_weight = 1\n",
                                        "r.toml");
    return read_training_set(recipe, {{"a", folder_.path()}}, false, {},
                             [&](const std::string& warning) { warnings.push_back(warning); });
  }

  testing::TemporaryFolder folder_;
};

TEST_F(TrainingSetTest, CategoriesCompareWhateverTheirCase) {
  std::vector<std::string> warnings;
  const TrainingSet set = read("a.wav,train,1,2,3,Happy\nb.wav,train,2,3,4,happy\nc.wav,train,3,4,5,SAD\n", warnings);
  EXPECT_THAT(set.categories, ::testing::ElementsAre("happy", "sad"));
  EXPECT_EQ(set.train[0].category, set.train[1].category);
  EXPECT_TRUE(warnings.empty());
}

TEST_F(TrainingSetTest, RatingsOfAnotherScaleAreWarnedOfOnce) {
  std::vector<std::string> warnings;
  read("a.wav,train,0,.2,.3,happy\nb.wav,train,.2,.3,.4,sad\nc.wav,train,.3,.4,.5,sad\n", warnings);
  ASSERT_EQ(warnings.size(), 1U);
  EXPECT_THAT(warnings[0], ::testing::AllOf(HasSubstr("manifest.csv: expected ratings from 1 to 7"), HasSubstr("1 + 6 x")));
}

TEST_F(TrainingSetTest, APartitionThatIsNotThereListsThoseThatAre) {
  std::vector<std::string> warnings;
  try {
    read("a.wav,train,1,2,3,happy\nb.wav,test,2,3,4,sad\n", warnings, "learn");
    ADD_FAILURE() << "was read";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("of the partition 'learn', found none; there are 'test', 'train'"));
  }
}

TEST_F(TrainingSetTest, ATargetThatNothingTeachesIsRefused) {
  EXPECT_EQ(failure("", "", "category_weight = 1\n"), "");
  EXPECT_THAT(failure("", "", "deviation_weight = 1\n"), HasSubstr("activation_sd"));
  EXPECT_EQ(failure(",valence_sd", ",1", "deviation_weight = 1\n"), "");
  EXPECT_THAT(failure("", "", "category_weight = 1\nvotes = true\n"), HasSubstr("raters' votes"));
  EXPECT_EQ(failure(",votes", ",happy=2 sad=1", "category_weight = 1\nvotes = true\n"), "");
}

// The embedding's covariance needs them.
TEST_F(TrainingSetTest, FamiliarityNeedsMoreUtterancesThanTheEmbeddingHasValues) {
  const auto with = [&](const std::string& embedding_units) {
    return failure("", "", "[estimator]\nembedding_units = " + embedding_units + "\n[familiarity]\nrank = 2\n");
  };
  EXPECT_EQ(with("3"), "");
  EXPECT_THAT(with("4"), HasSubstr("expected more training utterances than the 4 values of the embedding, found 4"));
}

// Two corpora, in which one name is two speakers.
TEST_F(TrainingSetTest, VoicesAreNumberedOverAllCorpora) {
  const auto read_two = [&](const std::string& genders, const std::string& loss) {
    for (const char* corpus : {"a", "b"}) {
      std::filesystem::create_directories(folder_ / corpus);
      std::ofstream manifest(folder_.path() / corpus / "manifest.csv");
      manifest << "path,partition,speaker,gender,activation,valence,dominance\n";
      for (int i = 0; i < 4; ++i) {
        std::ofstream(folder_.path() / corpus / (std::to_string(i) + ".wav")) << "not decoded";
        manifest << i << ".wav," << (i < 3 ? "train" : "development") << ",";
        manifest << (i == 2 ? "" : "0" + std::to_string(i)) << "," << (i == 1 ? "" : genders) << "," << i + 1 << "," << i + 2
                 << "," << i + 3 << "\n";
      }
    }
    const Recipe recipe = Recipe::parse(
        "name = \"m\"\ncorpora = [{name = \"a\"}, {name = \"b\", development = \"\"}]\n"
        "front_ends = [{name = \"mfb\"}]\n[training]\nbatch_size = 2\n[loss]\n" +
            loss,
        "r.toml");
    return read_training_set(recipe, {{"a", folder_ / "a"}, {"b", folder_ / "b"}}, false, {}, [](const std::string&) {});
  };
  const TrainingSet set = read_two("Female", "");
  EXPECT_EQ(set.speakers, 4u);
  EXPECT_THAT(set.genders, ::testing::ElementsAre("female"));
  std::vector<int> speakers, genders;
  for (const LabelledUtterance& utterance : set.train) {
    speakers.push_back(utterance.speaker_number);
    genders.push_back(utterance.gender_number);
  }
  EXPECT_THAT(speakers, ::testing::ElementsAre(0, 1, -1, 2, 3, -1));
  EXPECT_THAT(genders, ::testing::ElementsAre(0, -1, 0, 0, -1, 0));
  EXPECT_EQ(set.development[0].speaker_number, -1);

  const auto message = [&](const std::string& genders_too, const std::string& loss) {
    return testing::failure([&] { read_two(genders_too, loss); }, ErrorCode::invalid_argument);
  };
  EXPECT_THAT(message("Female", "gender_weight = 1\n"), HasSubstr("at least 2 genders, found 1"));
  EXPECT_THAT(message("", "gender_weight = 1\n"), HasSubstr("at least 2 genders, found 0"));
  EXPECT_EQ(read_two("Female", "speaker_reversal = 1\n").speakers, 4u);
}

TEST_F(TrainingSetTest, FactsSayWhichCorpusRatesWhat) {
  TrainingSet set;
  set.corpora.resize(3);
  set.categories = {"happy", "sad"};
  const float none = std::numeric_limits<float>::quiet_NaN();
  for (const std::array<float, 3>& targets : {std::array{none, 0.5F, none}, {0.5F, none, none}, {none, none, none}}) {
    LabelledUtterance& utterance = set.train.emplace_back();
    utterance.corpus = set.train.size() == 3 ? 2 : 0;
    utterance.category = set.train.size() == 1 ? 0 : 1;
    utterance.targets = targets;
  }
  Recipe recipe;
  const LearnerFacts facts = facts_of(set, recipe, 7);
  EXPECT_THAT(facts.rated, ::testing::ElementsAre(std::array{true, true, false}, std::array{false, false, false},
                                                  std::array{false, false, false}));
  EXPECT_EQ(facts.teacher_embedding, 7u);
  EXPECT_TRUE(facts.class_weights.empty());
  recipe.loss.class_weights = true;
  EXPECT_THAT(facts_of(set, recipe, 0).class_weights, ::testing::ElementsAre(1.5F, 0.75F));
}

}  // namespace
}  // namespace affectus
