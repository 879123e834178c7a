#include "corpus/path_pattern.h"

#include <gmock/gmock.h>

#include "affectus/error.h"
#include "failure.h"

namespace affectus {
namespace {

using ::testing::ElementsAre;
using testing::failure;
using ::testing::HasSubstr;

std::optional<Fields> match(const std::string& pattern, const std::string& text) { return PathPattern(pattern).match(text); }

TEST(PathPattern, FieldsHaveLengthsAndKinds) {
  const std::string emodb = "{speaker:2 digits}a{text:2}{emotion:1 letters}{version:0-1}";
  EXPECT_EQ(match(emodb, "03a01Fa"), (Fields{{"speaker", "03"}, {"text", "01"}, {"emotion", "F"}, {"version", "a"}}));
  EXPECT_EQ(match(emodb, "03a01F")->at("version"), "");
  for (const char* other : {"x3a01Fa", "03b01Fa", "03a011a", "03a01Fab", "03a01", ""})
    EXPECT_FALSE(match(emodb, other)) << other;
  EXPECT_EQ(match("{emotion:letters}{number:digits}", "sa07"), (Fields{{"emotion", "sa"}, {"number", "07"}}));
  EXPECT_FALSE(match("{emotion:letters}{number:digits}",
                     "s\xc3\xa4"
                     "07"))
      << "letters are those of ASCII";
}

TEST(PathPattern, EarlierFieldsAreAsShortAsPossible) {
  EXPECT_EQ(match("{speaker}_{word}_{emotion}", "a_b_c_d"), (Fields{{"speaker", "a"}, {"word", "b"}, {"emotion", "c_d"}}));
  EXPECT_EQ(match("{a:1-3}{b:2}", "wxyz"), (Fields{{"a", "wx"}, {"b", "yz"}}));
}

TEST(PathPattern, TextOfFieldsWithoutANameIsNotKept) {
  const PathPattern pattern("{}_{:2 digits}_{name}");
  EXPECT_THAT(pattern.fields(), ElementsAre("name"));
  EXPECT_EQ(pattern.match("any_12_x"), (Fields{{"name", "x"}}));
  EXPECT_FALSE(pattern.match("_12_x")) << "a field has at least one byte";
}

TEST(PathPattern, FoldersAreTheLastOnesOfAPath) {
  const PathPattern pattern("{speaker}/{emotion:letters}{number:digits}");
  std::string matched;
  EXPECT_EQ(pattern.match_end("/corpora/AudioData/DC/a01", matched),
            (Fields{{"speaker", "DC"}, {"emotion", "a"}, {"number", "01"}}));
  EXPECT_EQ(matched, "DC/a01");
  EXPECT_TRUE(pattern.match_end("DC/a01", matched));
  EXPECT_FALSE(pattern.match_end("a01", matched)) << "no folder";
  EXPECT_FALSE(pattern.match_end("/DC/a01/b", matched));
  EXPECT_FALSE(match("{a}", "b/c")) << "no field has a folder in it";
}

// macOS writes the letter and its accent as two characters.
TEST(PathPattern, NamesAreComposed) {
  std::string matched;
  EXPECT_TRUE(PathPattern("fr\xc3\xb6hlich_{x}").match_end("fro\xcc\x88hlich_1", matched));
  EXPECT_TRUE(PathPattern("fro\xcc\x88hlich_{x}").match_end("fr\xc3\xb6hlich_1", matched));
}

// Each field could end anywhere: 30^20 divisions of the text.
TEST(PathPattern, ManyFieldsTakeNoLonger) {
  std::string pattern;
  for (char name = 'a'; name < 'u'; ++name) pattern += std::string("{") + name + "}";
  EXPECT_FALSE(match(pattern + "/", std::string(200, 'x')));
  EXPECT_EQ(match(pattern, std::string(200, 'x'))->at("t").size(), 181U);
}

TEST(PathPattern, FaultsAreShown) {
  for (const char* pattern : {"", "{a", "a}", "{a{b}}", "{a}{a}", "{a:x}", "{a:2 words}", "{a:3-1}", "{a:0}", "{a:256}",
                              "{a:1-2-3}", "{a:-1}", "{a:2 3 digits}", "{a.b}", "{a/b}"})
    EXPECT_THAT(failure([&] { PathPattern{pattern}; }, ErrorCode::invalid_argument),
                HasSubstr("found '" + std::string(pattern)))
        << pattern;
  EXPECT_THAT(failure([] { PathPattern{std::string(501, 'x')}; }), HasSubstr("1 to 500 bytes"));
}

}  // namespace
}  // namespace affectus
