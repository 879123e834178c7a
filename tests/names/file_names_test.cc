#include "names/file_names.h"

#include <gtest/gtest.h>

#include <fstream>

#include "temporary_folder.h"

namespace affectus {
namespace {

namespace fs = std::filesystem;

const std::string composed = "Zo\u00EB.wav", decomposed = "Zoe\u0308.wav";

TEST(ComparableName, SeparatorsAndCompositionDoNotMatter) {
  EXPECT_EQ(comparable_name("C:\\data\\a.wav"), "C:/data/a.wav");
  EXPECT_NE(composed, decomposed);
  EXPECT_EQ(comparable_name(composed), comparable_name(decomposed));
  EXPECT_EQ(comparable_name("\u1112\u1161\u11AB"), "\uD55C") << "Hangul";
  EXPECT_EQ(comparable_name("\u212B"), "\u00C5") << "the sign of the \u00E5ngstr\u00F6m";
  EXPECT_NE(comparable_name("a.wav"), comparable_name("A.wav"));
  EXPECT_NE(comparable_name("\uFB01"), "fi") << "looks alike, and is another name";
}

TEST(ComparableName, BytesThatAreNoTextStayAsTheyAre) {
  EXPECT_EQ(comparable_name("a\\\xFF.wav"), "a/\xFF.wav");
  EXPECT_EQ(comparable_name(""), "");
}

class ExistingPath : public ::testing::Test {
 protected:
  void make(const std::string& name) const {
    fs::create_directories((folder_ / name).parent_path());
    std::ofstream(folder_ / name) << "x";
  }
  std::string found(const std::string& name) const {
    const auto path = existing_path(folder_ / name);
    return path ? path->lexically_relative(folder_.path()).string() : "none";
  }
  testing::TemporaryFolder folder_;
};

TEST_F(ExistingPath, APathIsFoundHoweverItsCharactersAreComposed) {
  make("M\u00FCller/" + decomposed);
  EXPECT_EQ(found("M\u00FCller/" + decomposed), "M\u00FCller/" + decomposed);
  EXPECT_EQ(found("Mu\u0308ller/" + composed), "M\u00FCller/" + decomposed);
  EXPECT_EQ(found("Mu\u0308ller\\" + composed), "M\u00FCller/" + decomposed);
  EXPECT_EQ(found("Muller/" + composed), "none");
  EXPECT_EQ(found("a.wav"), "none");
}

TEST_F(ExistingPath, APathThatIsThereIsItselfWhateverElseLooksAlike) {
  make(composed), make(decomposed), make("a\\b.wav"), make("a/b.wav");
  EXPECT_EQ(found(composed), composed);
  EXPECT_EQ(found(decomposed), decomposed);
  EXPECT_EQ(found("a\\b.wav"), "a\\b.wav");
  fs::remove(folder_ / "a\\b.wav");
  EXPECT_EQ(found("a\\b.wav"), "a/b.wav");
}

}  // namespace
}  // namespace affectus
