#include "corpus/corpus_layout.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "affectus/error.h"
#include "failure.h"

namespace affectus {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using testing::failure;
using ::testing::HasSubstr;

const std::string smallest = R"(name = "mine"
title = "My corpus"
licence = "CC0-1.0"
source = "here"
speaker = "mine-{speaker}"
partition = "train"
category = "{emotion}"
)";
const std::string files = R"([files]
pattern = "{speaker}_{emotion}"
)";

CorpusLayout parse(const std::string& text) { return CorpusLayout::parse(text, "mine.toml"); }
std::string fault(const std::string& text) {
  return failure([&] { parse(text); }, ErrorCode::invalid_format);
}

TEST(CorpusLayout, TheShippedOnesAreNamedAsTheirFiles) {
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(AFFECTUS_SOURCE_DIR "/corpora")) {
    const CorpusLayout layout = CorpusLayout::read(entry.path());
    EXPECT_EQ(layout.name + ".toml", entry.path().filename());
    ++count;
  }
  EXPECT_EQ(count, 10U);
}

// The text that is indented by four spaces, from the layout's first line on.
TEST(CorpusLayout, TheDocumentedOneIsOne) {
  std::ifstream page(AFFECTUS_SOURCE_DIR "/docs/corpora.md");
  std::string text;
  for (std::string line; std::getline(page, line);) {
    if (text.empty() && !line.starts_with("    name = ")) continue;
    if (!line.empty() && !line.starts_with("    ")) break;
    text += (line.empty() ? line : line.substr(4)) + "\n";
  }
  const CorpusLayout layout = CorpusLayout::parse(text, "docs/corpora.md");
  EXPECT_EQ(layout.name, "mine");
  EXPECT_EQ(layout.dimensions.strength, 0.85);
}

TEST(CorpusLayout, LabelsAreTextsOrTables) {
  const CorpusLayout layout = parse(smallest + files + R"(
[gender]
from = "{speaker}"
male = ["a", "B"]
female = "c"
otherwise = ""
[intensity]
from = "{emotion}"
strong = "x"
)");
  const Fields fields = {{"speaker", "b"}, {"emotion", "Happy"}};
  EXPECT_EQ(layout.speaker.of(fields), "mine-b");
  EXPECT_EQ(layout.partition.of(fields), "train");
  EXPECT_EQ(layout.category.of(fields), "Happy");
  EXPECT_EQ(layout.gender.of(fields), "male") << "in any case";
  EXPECT_EQ(layout.gender.outcome("d"), "");
  EXPECT_EQ(layout.intensity.of(fields), std::nullopt);
  EXPECT_FALSE(layout.language.is_given());
}

TEST(CorpusLayout, TablesKeepTheColumnsThatAreNamed) {
  const CorpusLayout layout = parse(smallest + R"(gender = "{people.Sex}"
[votes.counts]
happy = "{votes.H}"
[dimensions]
from = "votes"
[tables.people]
file = ["people.csv", "people.tsv"]
key = "{ID}"
of = "{speaker}"
[tables.votes]
file = "{speaker}.csv"
key = "{File}"
of = "{name}.wav"
only = { "" = "1{:3 digits}" }
complete = true
)" + files);
  ASSERT_EQ(layout.tables.size(), 2U);
  EXPECT_EQ(layout.tables[0].files.size(), 2U);
  EXPECT_THAT(layout.tables[0].columns, ElementsAre(std::pair("Sex", false)));
  EXPECT_THAT(layout.tables[1].columns, ElementsAre(std::pair("H", true)));
  EXPECT_TRUE(layout.tables[1].only.at("").match("1234"));
  EXPECT_TRUE(layout.tables[1].complete);
}

TEST(CorpusLayout, FaultsNameTheFileTheLineAndTheKey) {
  EXPECT_THAT(fault(smallest + "colour = 1\n" + files), HasSubstr("mine.toml:8: the layout has no key 'colour'"));
  EXPECT_THAT(fault(smallest + files + "patern = 1\n"), HasSubstr("mine.toml:10: [files] has no key 'patern'"));
  EXPECT_THAT(fault(smallest), HasSubstr("lacks 'pattern'"));
  EXPECT_THAT(fault(files), HasSubstr("the layout lacks 'name'"));
  EXPECT_THAT(fault("name = "), HasSubstr("mine.toml:1: expected TOML"));
  EXPECT_THAT(
      fault(smallest + "gender = \"{sex}\"\n" + files),
      AllOf(HasSubstr("mine.toml:8: 'gender' of the layout"), HasSubstr("emotion, name, speaker"), HasSubstr("'{sex}'")));
  EXPECT_THAT(fault(smallest + "gender = \"{sex\"\n" + files),
              HasSubstr("mine.toml:8: 'gender' of the layout: expected text"));
  EXPECT_THAT(fault(smallest + "[files]\npattern = \"{a:x}\"\n"),
              HasSubstr("mine.toml:9: 'pattern' of [files]: expected a field's"));
  EXPECT_THAT(fault(smallest + "[files]\npattern = [\"{a}\", \"{b}\"]\n"), HasSubstr("the same fields"));
  EXPECT_THAT(fault(smallest + files + "only = { sex = \"f\" }\n"), HasSubstr("'sex' of [files.only]"));
  EXPECT_THAT(fault(smallest + files + "only = { \"a{\" = \"f\" }\n"), HasSubstr("mine.toml:10: 'a{' of [files.only]"));
  EXPECT_THAT(fault(smallest + files + "[gender]\nfrom = \"{speaker}\"\nmale = \"a\"\nfemale = [\"b\", \"A\"]\n"),
              HasSubstr("expected each value once, found 'a'"));
  EXPECT_THAT(fault(smallest + files + "[gender]\nmale = \"a\"\n"), HasSubstr("[gender] lacks 'from'"));
  EXPECT_THAT(fault(smallest + files + "[tables.a]\nfile = \"a\"\nkey = \"x\"\nof = \"{name}\"\n"),
              HasSubstr("expected columns"));
  EXPECT_THAT(fault(smallest + files + "[tables]\na = 1\n"), HasSubstr("'a' of [tables]: expected a table"));
  EXPECT_THAT(fault(smallest + files + "[fields.speaker]\nfrom = \"{emotion}\"\n"), HasSubstr("'speaker' of [fields]"));
  EXPECT_THAT(fault(smallest + files + "[votes.levels]\nhappy = \"{speaker}\"\n"),
              HasSubstr("a category of [votes.counts]"));
  EXPECT_THAT(fault(smallest + files + "[votes]\nraters = [\"{emotion}\"]\n"), HasSubstr("expected a table [category]"));
  EXPECT_THAT(fault(smallest + files + "[dimensions]\nfrom = \"votes\"\n"), HasSubstr("expected [votes]"));
  EXPECT_THAT(fault(smallest + files + "[dimensions]\nfrom = \"words\"\nstrength = 3\n"), HasSubstr("from 0 to 2"));
  EXPECT_THAT(fault(smallest + files + "[dimensions]\nfrom = \"words\"\nscale = [1, 5]\n"), HasSubstr("no key 'scale'"));
  EXPECT_THAT(fault(smallest + files + "[dimensions]\nfrom = \"ratings\"\nscale = [1, 5]\n"), HasSubstr("grades"));
  EXPECT_THAT(fault(smallest + files + "[dimensions]\nfrom = \"ratings\"\nscale = [1, 1]\nvalence = \"{speaker}\"\n"),
              HasSubstr("two different ends"));
}

}  // namespace
}  // namespace affectus
