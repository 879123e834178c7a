#include "training/training_set.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "affectus/error.h"
#include "temporary_folder.h"

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

}  // namespace
}  // namespace affectus
