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

  testing::TemporaryFolder folder_;
};

TEST_F(TrainingSetTest, ATargetThatNothingTeachesIsRefused) {
  EXPECT_EQ(failure("", "", "category_weight = 1\n"), "");
  EXPECT_THAT(failure("", "", "deviation_weight = 1\n"), HasSubstr("activation_sd"));
  EXPECT_EQ(failure(",valence_sd", ",1", "deviation_weight = 1\n"), "");
  EXPECT_THAT(failure("", "", "category_weight = 1\nvotes = true\n"), HasSubstr("raters' votes"));
  EXPECT_EQ(failure(",votes", ",happy=2 sad=1", "category_weight = 1\nvotes = true\n"), "");
}

}  // namespace
}  // namespace affectus
