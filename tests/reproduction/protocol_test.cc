#include "reproduction/protocol.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "affectus/error.h"
#include "temporary_folder.h"

namespace affectus {
namespace {

using ::testing::HasSubstr;

class ProtocolTest : public ::testing::Test {
 protected:
  void SetUp() override {
    write("corpus", "train,train,train,development,test1,test1,test2,test3", true);
    write("other", "train,test", true);
  }

  void write(const std::string& name, const std::string& partitions, bool with_targets) {
    std::filesystem::create_directories(folder_ / name);
    std::ofstream out(folder_ / name / "manifest.csv");
    out << "path,speaker,partition,valence\n";
    std::stringstream list(partitions);
    std::string partition;
    for (int i = 0; std::getline(list, partition, ','); ++i) {
      std::ofstream(folder_ / name / (name + std::to_string(i) + ".wav")) << "not decoded";
      out << name << i << ".wav,s" << i << "," << partition << ","
          << (with_targets && partition != "test3" ? std::to_string(1 + i % 6) : "") << "\n";
    }
  }

  ProtocolOptions options() const { return {.corpus = (folder_ / "corpus").string()}; }

  testing::TemporaryFolder folder_;
};

TEST_F(ProtocolTest, AManifestsPartitionsAreItsOwn) {
  const Protocol protocol = make_protocol(options());
  EXPECT_EQ(protocol.corpus, "corpus");
  ASSERT_EQ(protocol.folds.size(), 1u);
  ASSERT_EQ(protocol.sets.size(), 2u);  // test3 has no labels
  EXPECT_EQ(protocol.sets[0].name, "test1");
  EXPECT_EQ(protocol.scored(protocol.sets[0], 0).size(), 2u);
  EXPECT_EQ(protocol.sets[1].name, "test2");
}

TEST_F(ProtocolTest, TheSecondCorpusIsEvaluatedWholeButForWhatItHoldsOut) {
  write("other", "train,test,held_out", true);
  ProtocolOptions with_second = options();
  with_second.second = (folder_ / "other").string();
  const Protocol protocol = make_protocol(with_second);
  ASSERT_EQ(protocol.sets.size(), 3u);
  EXPECT_EQ(protocol.sets[2].name, "other");
  EXPECT_EQ(protocol.scored(protocol.sets[2], 0).size(), 2u);
}

TEST_F(ProtocolTest, FoldsPoolTheirTestPartitions) {
  ProtocolOptions folded = options();
  folded.folds = 4;
  const Protocol protocol = make_protocol(folded);
  ASSERT_EQ(protocol.folds.size(), 4u);
  ASSERT_EQ(protocol.sets.size(), 1u);
  std::size_t scored = 0;
  for (std::size_t fold = 0; fold < 4; ++fold) scored += protocol.scored(protocol.sets[0], fold).size();
  EXPECT_EQ(scored, 7u);  // all that have labels, once
}

TEST_F(ProtocolTest, WhatAListTestsIsNotTrainedOn) {
  std::ofstream(folder_ / "list.txt") << "corpus1.wav;x\ncorpus4.wav\n";
  ProtocolOptions listed = options();
  listed.tests = {"old=" + (folder_ / "list.txt").string()};
  const Protocol protocol = make_protocol(listed);
  ASSERT_EQ(protocol.sets.size(), 1u);
  EXPECT_EQ(protocol.sets[0].name, "old");
  EXPECT_EQ(std::ranges::count(protocol.folds[0], "train", &Utterance::partition), 2);
  ASSERT_EQ(protocol.notes.size(), 1u);
  EXPECT_THAT(protocol.notes[0], HasSubstr("1 utterance of"));
  listed.tests = {"old=" + (folder_ / "list.txt").string()};
  std::ofstream(folder_ / "corpus/manifest.csv", std::ios::app) << "corpus0.wav,s4,train,2\n";
  const Protocol shared = make_protocol(listed);
  ASSERT_EQ(shared.notes.size(), 2u);
  EXPECT_THAT(shared.notes[1], HasSubstr("1 speaker of old is"));
  listed.tests = {"../old=list"};
  EXPECT_THROW(make_protocol(listed), Error);
}

TEST_F(ProtocolTest, ACorpusWithoutATestSetIsRefused) {
  write("corpus", "train,development", true);
  EXPECT_THROW(make_protocol(options()), Error);
}

}  // namespace
}  // namespace affectus
