#include "reproduction/protocol.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "affectus/error.h"
#include "failure.h"
#include "temporary_folder.h"

namespace affectus {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
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

  // Where the first are learned from, and the others judge.
  ProtocolOptions left_out(const std::vector<std::string>& learned, const std::vector<std::string>& judges) const {
    ProtocolOptions options{.kind = Protocol::Kind::leave_one_corpus_out};
    for (const std::string& name : learned) options.corpora.push_back((folder_ / name).string());
    for (const std::string& name : judges) options.judges.push_back((folder_ / name).string());
    return options;
  }

  ProtocolOptions options() const { return {.corpora = {(folder_ / "corpus").string()}}; }

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
  EXPECT_EQ(protocol.folds[0].count("train"), 2u);
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

TEST_F(ProtocolTest, OptionsOfAnotherProtocolAreRefused) {
  ProtocolOptions several = options();
  several.corpora.push_back((folder_ / "other").string());
  EXPECT_THAT(testing::failure([&] { make_protocol(several); }, ErrorCode::invalid_argument),
              HasSubstr("CORPUS: expected one, found 2 (--protocol leave-one-corpus-out takes several)"));
  ProtocolOptions judged = options();
  judged.judges = {"other"};
  EXPECT_THAT(testing::failure([&] { make_protocol(judged); }, ErrorCode::invalid_argument),
              HasSubstr("--judge: expected it with --protocol leave-one-corpus-out only"));
  ProtocolOptions beside = options();
  beside.beside = {"other"};
  EXPECT_THAT(testing::failure([&] { make_protocol(beside); }, ErrorCode::invalid_argument),
              HasSubstr("--beside: expected it with --protocol leave-one-corpus-out only"));
  ProtocolOptions folded = left_out({"corpus", "other"}, {});
  folded.folds = 4;
  EXPECT_THAT(testing::failure([&] { make_protocol(folded); }, ErrorCode::invalid_argument),
              HasSubstr("--folds: expected it with --protocol one-corpus only"));
  EXPECT_EQ(parse_protocol_kind("leave-one-corpus-out"), Protocol::Kind::leave_one_corpus_out);
  EXPECT_THAT(testing::failure([] { parse_protocol_kind("leave-one-out"); }, ErrorCode::invalid_argument),
              HasSubstr("--protocol: expected one-corpus or leave-one-corpus-out, found 'leave-one-out'"));
}

TEST_F(ProtocolTest, LeftOutCorporaAreJudgedWholeByTheOthers) {
  write("judge", "train,test,held_out", true);
  const Protocol protocol = make_protocol(left_out({"corpus", "other"}, {"judge"}));
  EXPECT_EQ(protocol.corpus, "corpus, other");
  EXPECT_THAT(protocol.divisions(), ElementsAre("Fold 1 learns from other and is judged on corpus",
                                                "Fold 2 learns from corpus and is judged on other",
                                                "Fold 3 learns from corpus, other and is judged on judge"));
  EXPECT_EQ(protocol.scored(protocol.sets[0], 0).size(), 7u);  // all that have labels
  EXPECT_TRUE(protocol.scored(protocol.sets[0], 1).empty());
  EXPECT_EQ(protocol.scored(protocol.sets[2], 2).size(), 2u);
  EXPECT_EQ(protocol.sets[2].shift_sample.size(), 2u);
  ASSERT_EQ(protocol.folds[2].corpora.size(), 2u);
  EXPECT_EQ(protocol.folds[2].count("train"), 9u);
  EXPECT_EQ(protocol.folds[2].count("development"), 1u);
  EXPECT_TRUE(protocol.is_divided);
}

TEST_F(ProtocolTest, ACorpusBesideIsLearnedFromInEveryFoldAndNeverJudged) {
  write("read", "train", true);
  ProtocolOptions options = left_out({"corpus", "other"}, {});
  options.beside = {(folder_ / "read").string()};
  const Protocol protocol = make_protocol(options);
  EXPECT_EQ(protocol.corpus, "corpus, other");
  EXPECT_THAT(protocol.divisions(), ElementsAre("Fold 1 learns from other, read and is judged on corpus",
                                                "Fold 2 learns from corpus, read and is judged on other"));
  EXPECT_EQ(protocol.facts.at("beside"), "read");
  EXPECT_EQ(make_protocol(left_out({"corpus", "other"}, {})).facts.at("beside"), "");  // a folder of results has one of them
  EXPECT_EQ(protocol.sets.size(), 2u);
}

TEST_F(ProtocolTest, JudgesMayBeAddedToAnExperimentButNotTaughtCorpora) {
  const Protocol two = make_protocol(left_out({"corpus", "other"}, {}));
  const auto differs = [&](const Protocol& protocol) {
    return std::ranges::any_of(two.facts, [&](const auto& fact) {
      const auto own = protocol.facts.find(fact.first);
      return own != protocol.facts.end() && own->second != fact.second;
    });
  };
  write("judge", "test", true);
  const Protocol judged = make_protocol(left_out({"corpus", "other"}, {"judge"}));
  EXPECT_FALSE(differs(judged));
  EXPECT_EQ(judged.folds[1].names(), two.folds[1].names());
  EXPECT_TRUE(differs(make_protocol(left_out({"corpus", "other", "judge"}, {}))));
  EXPECT_TRUE(differs(make_protocol(options())));
  write("other", "train,development", true);
  EXPECT_TRUE(differs(make_protocol(left_out({"corpus", "other"}, {}))));
}

TEST_F(ProtocolTest, OneCorpusMayBeJudgedOnAnother) {
  const Protocol protocol = make_protocol(left_out({"corpus"}, {"other"}));
  EXPECT_THAT(protocol.divisions(), ElementsAre("Fold 1 learns from corpus and is judged on other"));
  EXPECT_THAT(protocol.notes, Contains("corpus: not judged, because no corpus is left to learn from"));
}

TEST_F(ProtocolTest, CorporaThatCannotBeLeftOutAreNamed) {
  const auto failure = [&](const std::vector<std::string>& learned, const std::vector<std::string>& judges) {
    return testing::failure([&] { make_protocol(left_out(learned, judges)); });
  };
  EXPECT_THAT(failure({"corpus", "corpus"}, {}), HasSubstr("corpus: expected each corpus once, found it twice"));
  EXPECT_THAT(failure({"corpus", "other"}, {"other"}), HasSubstr("other: expected each corpus once"));
  EXPECT_THAT(failure({"corpus"}, {}), HasSubstr("CORPUS: expected at least two corpora, or others to judge on (--judge)"));
  std::filesystem::create_directories(folder_ / "rated");
  std::ofstream(folder_ / "rated/manifest.csv") << "path,partition,valence\n../corpus/corpus1.wav,test,2\n";
  EXPECT_THAT(failure({"corpus"}, {"rated"}), HasSubstr("--judge rated: expected a corpus without its recordings"));
  EXPECT_THAT(make_protocol(left_out({"corpus", "other"}, {"rated"})).divisions(),
              ElementsAre("Fold 1 learns from other and is judged on corpus, rated", ::testing::_));
  write("empty", "train", false);
  EXPECT_THAT(failure({"corpus", "empty"}, {}), HasSubstr("expected utterances with ratings or a category"));
  EXPECT_THAT(failure({"corpus", "other"}, {"empty"}),
              HasSubstr("expected utterances with activation, valence or dominance"));
}

}  // namespace
}  // namespace affectus
