#include "corpus/msp_podcast_tables.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "failure.h"

namespace affectus {
namespace {

using testing::failure;
using ::testing::HasSubstr;

std::string utf16(const std::string& text) {
  std::string bytes = "\xFF\xFE";
  for (const char one : text) bytes += {one, '\0'};
  return bytes;
}

const std::string mark = "\xEF\xBB\xBF";

TEST(MspPodcastTables, PartitionsAndSpeakersAreReadHoweverTheyWereSaved) {
  const std::string partitions = "Train; a.wav\r\nDevelopment; b.wav\r\n\r\nTest1; c.wav\r\n";
  for (const std::string& text :
       {partitions, mark + partitions, utf16(partitions), std::string("train\ta.wav\rDEVELOPMENT,b.wav\rtest1;c.wav")}) {
    MspPodcastTables tables;
    tables.read_partitions(text, "Partitions.txt");
    tables.read_speakers(mark + "Speaker_1; Male\r\na.wav;1\r\n", "Speaker_ids.txt");
    ASSERT_EQ(tables.turns.size(), 3U);
    EXPECT_EQ(tables.turns.at("a.wav").utterance.partition, "train");
    EXPECT_EQ(tables.turns.at("b.wav").utterance.partition, "development");
    EXPECT_EQ(tables.turns.at("c.wav").utterance.partition, "test1");
    EXPECT_EQ(tables.turns.at("a.wav").utterance.speaker, "1");
    EXPECT_EQ(tables.genders.at("1"), "male");
  }
}

TEST(MspPodcastTables, LabelsAreReadHoweverTheyWereSaved) {
  const std::string consensus = "FileName;EmoClass;EmoAct;EmoVal;EmoDom\r\na.wav;H;2,5;4;3\r\n";
  for (const std::string& text : {consensus, mark + consensus, utf16(consensus)}) {
    MspPodcastTables tables;
    tables.read_consensus_csv(text, "labels_consensus.csv");
    EXPECT_EQ(tables.turns.at("a.wav").utterance.activation, 2.5);
    EXPECT_EQ(tables.turns.at("a.wav").utterance.category, "happy");
  }
  MspPodcastTables tables;
  tables.read_consensus_json(mark + R"({"a.wav": {"EmoClass": "S", "EmoAct": 2, "EmoVal": 3, "EmoDom": 4}})", "labels.json");
  EXPECT_EQ(tables.turns.at("a.wav").utterance.category, "sad");
}

TEST(MspPodcastTables, WhatIsNoTextIsNamedByItsLine) {
  MspPodcastTables tables;
  EXPECT_THAT(failure([&] { tables.read_partitions(std::string("Train; a.wav\nTest1; \0.wav", 25), "Partitions.txt"); }),
              HasSubstr("Partitions.txt:2: expected text, found a NUL"));
  EXPECT_THAT(failure([&] { tables.read_consensus_csv("File;EmoClass\na;H\n", "labels.csv"); }),
              HasSubstr("labels.csv:1: expected a column 'FileName', found the header 'File, EmoClass'"));
}

}  // namespace
}  // namespace affectus
