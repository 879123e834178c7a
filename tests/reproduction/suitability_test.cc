#include "reproduction/suitability.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "affectus/error.h"

namespace affectus {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class SuitabilityTest : public ::testing::Test {
 protected:
  void SetUp() override {
    experiment_.protocol.corpus = "mine";
    experiment_.protocol.folds.resize(2);
    for (Fold& fold : experiment_.protocol.folds) {
      fold.corpora.push_back({.name = "corpus", .utterances = {}});
      for (int i = 0; i < 12; ++i) {
        Utterance& one = fold.corpora[0].utterances.emplace_back();
        one.partition = i < 8 ? "train" : i < 10 ? "development" : "test";
        one.category = i % 2 == 0 ? "happy" : "sad";
        one.activation = one.valence = one.dominance = 1 + i % 3;
      }
    }
    experiment_.tuning.candidates = {"", "a = 1"};
    for (const char* name : {"filterbank", "student"}) {
      System& system = experiment_.systems.emplace_back();
      system.title = name;
      system.candidates.resize(2);
      system.recipe = name;
      for (Recipe& recipe : system.candidates) recipe = recipe_with("");
    }
    for (Recipe& recipe : experiment_.systems[1].candidates) recipe.loss.category_weight = 1;
  }

  static Recipe recipe_with(const std::string& more) {
    return Recipe::parse("name = \"n\"\ncorpora = [{name = \"corpus\"}]\nfront_ends = [{name = \"mfb\"}]\n" + more +
                             "\n[training]\nbatch_size = 8\n",
                         "n.toml");
  }

  std::string failure() const {
    try {
      check_suitability(experiment_);
    } catch (const Error& error) {
      return error.what();
    }
    return "";
  }

  Experiment experiment_;
};

TEST_F(SuitabilityTest, ACorpusWithEverythingSuits) { EXPECT_EQ(failure(), ""); }

TEST_F(SuitabilityTest, WhatLacksIsNamedWithTheFold) {
  std::vector<Utterance>& second = experiment_.protocol.folds[1].corpora[0].utterances;
  const std::vector<Utterance> whole = second;
  second[0].partition = "test";
  EXPECT_THAT(failure(), HasSubstr("mine, fold 2: expected at least 8 labelled utterances in the train partition, found 7"));
  second = whole;
  for (Utterance& one : second) one.dominance.reset();
  EXPECT_THAT(failure(), HasSubstr("2 different values of dominance"));
  second = whole;
  for (Utterance& one : second) one.category = "happy";
  EXPECT_THAT(failure(), HasSubstr("2 categories in the train partition for student (--systems takes others), found 1"));
  experiment_.systems.pop_back();
  EXPECT_EQ(failure(), "");
}

TEST_F(SuitabilityTest, ADevelopmentPartitionIsNeededWhereItDecides) {
  for (Fold& fold : experiment_.protocol.folds)
    for (Utterance& one : fold.corpora[0].utterances)
      if (one.partition == "development") one.partition = "test";
  EXPECT_THAT(failure(), HasSubstr("in the development partition, found 0"));
  experiment_.tuning.candidates.resize(1);
  EXPECT_NE(failure(), "");  // early stopping
  experiment_.protocol.is_divided = true;
  for (System& system : experiment_.systems)
    for (Recipe& recipe : system.candidates) recipe.training.patience = 0;
  EXPECT_EQ(failure(), "");
}

TEST_F(SuitabilityTest, SeveralCorporaAreWholeTogether) {
  for (Fold& fold : experiment_.protocol.folds) {
    const std::vector<Utterance> all = fold.corpora[0].utterances;
    fold.corpora[0].utterances.resize(6);
    fold.corpora.push_back({.name = "more", .utterances = {all.begin() + 6, all.end()}});
  }
  EXPECT_EQ(failure(), "");
  experiment_.protocol.folds[0].corpora.pop_back();
  EXPECT_THAT(failure(), HasSubstr("fold 1: expected at least 8 labelled utterances in the train partition, found 6"));
}

TEST_F(SuitabilityTest, AnEpochIsNotTooShortForTheTrainer) {
  experiment_.protocol.kind = Protocol::Kind::leave_one_corpus_out;
  experiment_.protocol.folds.resize(1);
  Fold& fold = experiment_.protocol.folds[0];
  fold.corpora.push_back({.name = "small", .utterances = fold.corpora[0].utterances});
  EXPECT_EQ(failure(), "");
  // Three of it and, since no corpus has more than half of the draws, three of the other one.
  fold.corpora[1].utterances.resize(3);
  EXPECT_THAT(failure(),
              AllOf(HasSubstr("mine, fold 1, filterbank: "),
                    HasSubstr(": corpus_share of [balance]: expected at least a batch of 8 utterances an epoch, found 6")));
  for (System& system : experiment_.systems)
    for (Recipe& recipe : system.candidates) recipe = recipe_with("balance.corpus_share = 0.7");
  EXPECT_EQ(failure(), "");  // ten
}

TEST_F(SuitabilityTest, ARecipeLearnsFromTheExperimentsCorpus) {
  for (Recipe& recipe : experiment_.systems[1].candidates) recipe.corpora = {{.name = "ravdess"}, {.name = "emodb"}};
  EXPECT_THAT(failure(), HasSubstr("student.toml: expected [[corpora]] with the name corpus"));
  experiment_.protocol.kind = Protocol::Kind::leave_one_corpus_out;
  EXPECT_EQ(failure(), "");
}

}  // namespace
}  // namespace affectus
