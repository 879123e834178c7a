#include "corpus/layout_reader.h"

#include <gmock/gmock.h>

#include <cmath>
#include <fstream>

#include "affectus/error.h"
#include "failure.h"
#include "temporary_folder.h"

namespace affectus {
namespace {

namespace fs = std::filesystem;

using ::testing::AllOf;
using ::testing::Contains;
using testing::failure;
using ::testing::HasSubstr;

class LayoutReaderTest : public ::testing::Test {
 protected:
  void write(const fs::path& name, const std::string& text = "not decoded") const {
    fs::create_directories((folder_.path() / name).parent_path());
    std::ofstream(folder_.path() / name, std::ios::binary) << text;
  }
  ReadCorpus read(const std::string& more, bool skip_missing = false) const {
    const std::string text =
        "name = \"mine\"\ntitle = \"Mine\"\nlicence = \"CC0-1.0\"\nsource = \"here\"\nspeaker = \"mine-{speaker}\"\n"
        "partition = \"train\"\n" +
        more + "\n[files]\npattern = \"{speaker:2 digits}_{emotion}\"\n";
    return read_by_layout(CorpusLayout::parse(text, "mine.toml"), folder_.path(), {.skip_missing = skip_missing});
  }

  testing::TemporaryFolder folder_;
};

const std::string categories = "[category]\nfrom = \"{emotion}\"\nHappy = \"H\"\nsad = [\"S\", \"s2\"]\n";

TEST_F(LayoutReaderTest, WhatDoesNotFitIsLeftOutAndCounted) {
  write("a/01_H.wav");
  write("b/01_H.wav");
  write("02_S.wav");
  write("03_X.wav");
  write("notes.wav");
  write("02_S.txt");
  const ReadCorpus corpus = read(categories);
  ASSERT_EQ(corpus.utterances.size(), 2U);
  EXPECT_EQ(corpus.utterances[0].path, folder_.path() / "a/01_H.wav");
  EXPECT_EQ(corpus.utterances[0].category, "happy");
  EXPECT_EQ(corpus.utterances[1].speaker, "mine-02");
  EXPECT_FALSE(corpus.utterances[0].activation);
  EXPECT_THAT(corpus.notes, Contains("1 recording was left out: there twice (01_H.wav)"));
  EXPECT_THAT(corpus.notes, Contains(AllOf(HasSubstr("category has nothing for 'X'"), HasSubstr("03_X.wav"))));
  EXPECT_THAT(corpus.notes, Contains(AllOf(HasSubstr("does not fit"), HasSubstr("notes.wav"))));
  EXPECT_THAT(corpus.notes.back(), HasSubstr("CC0-1.0"));
}

TEST_F(LayoutReaderTest, AFolderOfOtherFilesIsAnError) {
  write("notes.wav");
  EXPECT_THAT(failure([&] { read(categories); }, ErrorCode::not_found),
              AllOf(HasSubstr("expected recordings of mine, found none"), HasSubstr("notes.wav")));
}

const std::string votes = R"([tables.t]
file = "votes.csv"
key = "{File}"
of = "{name}"
complete = true
[votes.counts]
happy = "{t.H}"
sad = "{t.S}"
neutral = "{t.N}"
[votes.levels]
happy = "{t.HL}"
[dimensions]
from = "votes"
)";

TEST_F(LayoutReaderTest, VotesImplyDimensions) {
  write("01_a.wav");
  write("02_a.wav");
  write("votes.csv", "File,H,S,N,HL\n01_a,3,0,1,60\n02_a,0,0,0,-1\n");
  const ReadCorpus corpus = read(votes);
  ASSERT_EQ(corpus.utterances.size(), 2U);
  EXPECT_EQ(corpus.utterances[0].votes, (std::map<std::string, double>{{"happy", 3}, {"neutral", 1}}));
  EXPECT_NEAR(*corpus.utterances[0].valence, 4 + 3 * .75 * .81 * (.5 + 60 / 200.), .0005);
  EXPECT_FALSE(corpus.utterances[1].valence) << "nobody voted";
  write("votes.csv", "File,H,S,N,HL\n01_a,3,0,1,160\n02_a,0,0,0,-1\n");
  EXPECT_THAT(failure([&] { read(votes); }, ErrorCode::invalid_format),
              AllOf(HasSubstr("01_a.wav"), HasSubstr("from 0 to 100"), HasSubstr("{t.HL}"), HasSubstr("'160'")));
}

TEST_F(LayoutReaderTest, ACompleteTableNamesWhatIsMissing) {
  write("01_a.wav");
  write("04_a.wav");
  write("votes.csv", "File,H,S,N,HL\n01_a,3,0,1,60\n02_a,1,0,0,1\n03_a,1,0,0,1\n");
  EXPECT_THAT(failure([&] { read(votes); }, ErrorCode::not_found),
              AllOf(HasSubstr("2 of 3 rows"), HasSubstr("votes.csv:3 ('02_a')"), HasSubstr("--skip-missing")));
  const ReadCorpus corpus = read(votes, /*skip_missing=*/true);
  EXPECT_EQ(corpus.utterances.size(), 1U);
  EXPECT_THAT(corpus.notes, Contains(AllOf(HasSubstr("2 of 3 rows"), HasSubstr("(left out)"))));
  EXPECT_THAT(corpus.notes, Contains(AllOf(HasSubstr("no row of the table 't'"), HasSubstr("04_a.wav"))));
}

TEST_F(LayoutReaderTest, RatersGradesAreMeansAndDeviations) {
  write("01_H.wav");
  write("02_S.wav");
  write("r.csv", "File,V1,V2,C1,C2\n01_H,1.5,2.5,H,s2\n02_S,5,,S,\n");
  const ReadCorpus corpus = read(categories + R"([tables.r]
file = "r.csv"
key = "{File}"
of = "{name}"
[votes]
raters = ["{r.C1}", "{r.C2}"]
[dimensions]
from = "ratings"
scale = [1, 5]
valence = ["{r.V1}", "{r.V2}"]
)");
  ASSERT_EQ(corpus.utterances.size(), 2U);
  EXPECT_DOUBLE_EQ(*corpus.utterances[0].valence, 2.5);
  EXPECT_NEAR(*corpus.utterances[0].valence_sd, 1.5 / std::sqrt(2), 1e-12);
  EXPECT_FALSE(corpus.utterances[0].activation);
  EXPECT_EQ(corpus.utterances[0].votes, (std::map<std::string, double>{{"happy", 1}, {"sad", 1}}));
  EXPECT_DOUBLE_EQ(*corpus.utterances[1].valence, 7);
  EXPECT_FALSE(corpus.utterances[1].valence_sd) << "one rater";
}

TEST_F(LayoutReaderTest, WordsAreAsStrongAsTheIntensity) {
  write("01_H.wav");
  write("02_s2.wav");
  const ReadCorpus corpus = read(categories + R"([intensity]
from = "{speaker}"
normal = "01"
strong = "02"
[dimensions]
from = "words"
strength = { normal = 0.5 }
)");
  EXPECT_DOUBLE_EQ(*corpus.utterances[0].valence, 5.215);
  EXPECT_DOUBLE_EQ(*corpus.utterances[1].valence, 2.11);
}

}  // namespace
}  // namespace affectus
