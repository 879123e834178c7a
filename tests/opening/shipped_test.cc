#include "opening/shipped.h"

#include <gmock/gmock.h>

#include "affectus/error.h"
#include "failure.h"
#include "storage/files.h"
#include "temporary_folder.h"

namespace affectus {
namespace {

namespace fs = std::filesystem;

using ::testing::AllOf;
using ::testing::ElementsAre;
using testing::failure;
using ::testing::HasSubstr;

class ShippedTest : public ::testing::Test {
 protected:
  void add(const fs::path& file) const {
    fs::create_directories((folder_.path() / file).parent_path());
    write_file_atomically(folder_.path() / file, [](std::ostream& out) { out << "{}"; });
  }

  testing::TemporaryFolder folder_;
  const Places places_ = {folder_ / "first", folder_ / "second"};
};

TEST_F(ShippedTest, PlacesAreTheSharesOfABinaryAndTheTreeThatItWasBuiltIn) {
  EXPECT_THAT(shipped_places("/usr/bin/affectus"), ElementsAre("/usr/share/affectus", "/share/affectus"));
  EXPECT_THAT(shipped_places("/usr/libexec/affectus/affectus-train"),
              ElementsAre("/usr/libexec/share/affectus", "/usr/share/affectus", "/share/affectus"));
  fs::create_directories(folder_ / "build/release");
  const fs::path binary = folder_ / "build/release/affectus";
  EXPECT_EQ(shipped_places(binary).size(), 3) << "any folder may lie two above";
  add("CMakePresets.json");
  ASSERT_EQ(shipped_places(binary).size(), 4);
  EXPECT_EQ(shipped_places(binary)[0] / "models", folder_ / "models");
  add("build/release/share/affectus/LICENSE");
  EXPECT_EQ(shipped_places(binary)[1], folder_ / "build/release/share/affectus") << "as in a Python package";
}

TEST_F(ShippedTest, TheDefaultIsAffectusBeforeAnyOther) {
  EXPECT_THAT(failure([&] { shipped_default(places_); }),
              AllOf(HasSubstr(folder_ / "first/models/affectus"), HasSubstr(folder_ / "second/models/affectus")));
  add("first/models/affectus-mfb/config.json");
  EXPECT_EQ(shipped_default(places_), folder_ / "first/models/affectus-mfb");
  add("second/models/affectus/config.json");
  EXPECT_EQ(shipped_default(places_), folder_ / "second/models/affectus");
}

TEST_F(ShippedTest, ModelsAndRecipesAreLookedForInEachPlace) {
  add("second/models/small/config.json");
  fs::create_directories(folder_ / "first/models/small");  // without a model in it
  fs::create_directories(folder_ / "second/recipes/ravdess");
  EXPECT_EQ(shipped_model("small", places_), folder_ / "second/models/small");
  EXPECT_EQ(shipped_recipes("ravdess", places_), folder_ / "second/recipes/ravdess");
  for (const auto& message :
       {failure([&] { shipped_model("large", places_); }), failure([&] { shipped_recipes("large", places_); })})
    EXPECT_THAT(message, AllOf(HasSubstr("large: no such folder here, nor among what is shipped (looked at "),
                               HasSubstr(folder_.path().string())));
}

TEST_F(ShippedTest, LayoutsOfCorporaThatAreNotThereAreNone) {
  EXPECT_EQ(shipped_layouts(places_), fs::path());
  add("second/corpora/emodb.toml");
  EXPECT_TRUE(fs::equivalent(shipped_layouts(places_), folder_ / "second/corpora"));
}

TEST_F(ShippedTest, ASampleThatIsNotThereIsNone) {
  EXPECT_EQ(shipped_sample(places_), fs::path());
  add("second/samples/sense_and_sensibility.flac");
  EXPECT_EQ(shipped_sample(places_), folder_ / "second/samples/sense_and_sensibility.flac");
}

}  // namespace
}  // namespace affectus
