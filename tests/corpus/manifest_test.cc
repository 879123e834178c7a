#include "corpus/manifest.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

#include "affectus/error.h"
#include "corpus/corpus_locator.h"
#include "failure.h"
#include "temporary_folder.h"

namespace affectus {
namespace {

using ::testing::HasSubstr;

std::string refusal(const std::string& text) {
  try {
    Manifest::parse(text, "corpora/tones/manifest.csv");
    return "";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::invalid_format);
    return error.what();
  }
}

TEST(ManifestTest, ReadsByHeaderWhateverTheOrder) {
  const Manifest manifest = Manifest::parse(
      "valence,partition,extra,path,category,speaker\r\n4.5,train,x,\"a, b.wav\", happy ,s1\r\n,test,x,c.wav,,s2\r\n",
      "/corpora/tones/manifest.csv");
  EXPECT_EQ(manifest.corpus, "tones");
  EXPECT_EQ(manifest.hash.size(), 16U);
  ASSERT_EQ(manifest.utterances.size(), 2U);
  EXPECT_EQ(manifest.utterances[0].path, "/corpora/tones/a, b.wav");
  EXPECT_EQ(manifest.utterances[0].valence, 4.5);
  EXPECT_EQ(manifest.utterances[0].category, "happy");
  EXPECT_FALSE(manifest.utterances[1].valence);
  EXPECT_FALSE(manifest.utterances[0].activation);
  EXPECT_EQ(manifest.partition("test").size(), 1U);
}

TEST(ManifestTest, APartitionThatIsNotThereIsAnErrorThatListsThoseThatAre) {
  const Manifest manifest =
      Manifest::parse("path,partition,valence\na.wav,train,4\nb.wav,Test1,4\nc.wav,,4\n", "/c/manifest.csv");
  EXPECT_EQ(testing::failure([&] { (void)manifest.partition("test"); }, ErrorCode::invalid_format),
            "/c/manifest.csv: expected utterances of the partition 'test', found none; there are 'Test1', 'train', (none)");
  const Manifest one = Manifest::parse("path,partition,valence\na.wav,train,4\n", "m.csv");
  EXPECT_THAT(testing::failure([&] { (void)one.partition("te\x1b"); }, ErrorCode::invalid_format),
              HasSubstr("partition 'te\\x1b', found none; there is 'train'"));
}

TEST(ManifestTest, CategoriesCompareWhateverTheirCase) {
  const Manifest manifest = Manifest::parse(
      "path,partition,category,votes\na.wav,train,Happy,Happy=2 SAD=1 happy=1\nb.wav,train,HAPPY,\n", "/c/manifest.csv");
  EXPECT_EQ(manifest.utterances[0].category, "happy");
  EXPECT_EQ(manifest.utterances[1].category, "happy");
  EXPECT_EQ(manifest.utterances[0].votes, (std::map<std::string, double>{{"happy", 3}, {"sad", 1}}));
}

TEST(Manifest, VotesWithALevelGiveTheVotersSpread) {
  const Manifest manifest = Manifest::parse(
      "path,partition,category,votes,level,valence_sd\na.wav,train,angry,angry=3 neutral=1,100,\n"
      "b.wav,train,angry,angry=3 neutral=1,0,\nc.wav,train,angry,angry=3 "
      "neutral=1,100,0.25\nd.wav,train,angry,angry=1,50,\n",
      "/c/manifest.csv");
  EXPECT_DOUBLE_EQ(*manifest.utterances[0].activation_sd, 0.885);
  EXPECT_NEAR(*manifest.utterances[1].activation_sd, 0.885 / 2, 0.001);
  EXPECT_DOUBLE_EQ(*manifest.utterances[2].valence_sd, 0.25);  // the table's own
  EXPECT_FALSE(manifest.utterances[2].activation_sd);
  EXPECT_FALSE(manifest.utterances[3].activation_sd);
}

TEST(ManifestTest, ReadsWhatSpreadsheetsSave) {
  const std::string rows = "Path;PARTITION ;valence\r\na.wav;train;4,5\r\n;;\r\n";
  std::string utf16 = "\xFF\xFE";
  for (const char one : rows) utf16 += {one, '\0'};
  for (const std::string& text : {rows, "\xEF\xBB\xBF" + rows, utf16, "sep=;\r\n" + rows}) {
    const Manifest manifest = Manifest::parse(text, "/c/manifest.csv");
    ASSERT_EQ(manifest.utterances.size(), 1U);
    EXPECT_EQ(manifest.utterances[0].path, "/c/a.wav");
    EXPECT_EQ(manifest.utterances[0].partition, "train");
    EXPECT_EQ(manifest.utterances[0].valence, 4.5);
  }
}

TEST(ManifestTest, FindsRecordingsAsAnotherSystemNamesThem) {
  const testing::TemporaryFolder folder;
  std::filesystem::create_directories(folder / "audio");
  std::ofstream(folder / "audio/Zo\u00EB.wav") << "x";
  std::ofstream(folder / "manifest.csv") << "path,partition,valence\naudio\\Zoe\u0308.wav,test,4\naudio\\gone.wav,test,4\n";
  const Manifest manifest = Manifest::read(folder / "manifest.csv");
  EXPECT_EQ(manifest.utterances[0].path, folder / "audio/Zo\u00EB.wav");
  EXPECT_EQ(manifest.utterances[1].path, folder / "audio\\gone.wav") << "as it is in the file";
}

TEST(ManifestTest, MistakesAreNamedWithTheirLine) {
  EXPECT_THAT(refusal(""), HasSubstr("manifest.csv:1: expected a header"));
  EXPECT_THAT(refusal("path,partition,valence\n"), HasSubstr("header only"));
  EXPECT_THAT(refusal("path,valence\na,1\n"),
              HasSubstr("manifest.csv:1: expected a column 'partition', found the header 'path, valence'"));
  EXPECT_THAT(refusal("path,partition\na,train\n"), HasSubstr("at least one of the columns"));
  EXPECT_THAT(refusal("path,path,partition,valence\n"), HasSubstr("expected the column 'path' once"));
  EXPECT_THAT(refusal("path,partition,valence\na,train,1\nb,train\n"),
              HasSubstr("manifest.csv:3: expected 3 fields as in the header, found 2"));
  EXPECT_THAT(refusal("path,partition,valence\na,train,happy\n"), HasSubstr("manifest.csv:2: column valence"));
  EXPECT_THAT(refusal("path,partition,valence\na,train,nan\n"), HasSubstr("found 'nan'"));
  EXPECT_THAT(refusal("path,partition,valence\na,train,1e9\n"), HasSubstr("found '1e9'"));
  EXPECT_THAT(refusal("path,partition,valence\n,train,1\n"), HasSubstr("column path"));
}

TEST(LocateCorpusTest, TheUsersWordComesFirst) {
  EXPECT_THAT(testing::failure(
                  [] {
                    locate_corpus("tones", {{"tones", "/nowhere"}});
                  },
                  ErrorCode::not_found),
              HasSubstr("/nowhere"));
}

}  // namespace
}  // namespace affectus
