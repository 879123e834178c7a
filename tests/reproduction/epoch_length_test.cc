#include "reproduction/epoch_length.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "failure.h"

namespace affectus {
namespace {

class EpochLengthTest : public ::testing::Test {
 protected:
  // Utterances in the train partition, half as many in the development partition, and one without a label.
  void add(const std::string& name, std::size_t train) {
    FoldCorpus& corpus = fold_.corpora.emplace_back(FoldCorpus{.name = name, .utterances = {}});
    for (std::size_t i = 0; i < train + train / 2; ++i)
      corpus.utterances.push_back({.partition = i < train ? "train" : "development", .category = "sad", .valence = 2});
    corpus.utterances.push_back({.partition = "train"});
    recipe_.corpora.push_back({.name = name});
  }

  void SetUp() override {
    add("large", 40);
    add("small", 8);
    recipe_.training.batch_size = 8;
  }

  Fold fold_;
  Recipe recipe_;
};

TEST_F(EpochLengthTest, IsTheNumberOfLabelledUtterancesOfTheLearnedPartitions) {
  EXPECT_EQ(epoch_length(recipe_, fold_), 48u);
  recipe_.corpora[0].train = {"train", "development"};
  EXPECT_EQ(epoch_length(recipe_, fold_), 68u);
  recipe_.corpora[0].labelled = false;
  EXPECT_EQ(epoch_length(recipe_, fold_), 69u);
}

TEST_F(EpochLengthTest, IsShorterWhereACorpusHasMoreThanItsShare) {
  recipe_.balance.corpus_share = 0.5;
  EXPECT_EQ(epoch_length(recipe_, fold_), 16u);
  recipe_.balance.corpus = 1;  // then none has more
  EXPECT_EQ(epoch_length(recipe_, fold_), 48u);
}

TEST_F(EpochLengthTest, TwoViewsOfHalfAsManyAreAsManyToCompute) {
  recipe_.loss.agreement_weight = 1;
  EXPECT_EQ(epoch_length(recipe_, fold_), 48u);
}

TEST_F(EpochLengthTest, CorporaOutsideOfTheFoldDoNotCount) {
  recipe_.corpora.push_back({.name = "elsewhere"});
  EXPECT_EQ(epoch_length(recipe_, fold_), 48u);
}

TEST_F(EpochLengthTest, LessThanABatchIsAnError) {
  recipe_.balance.corpus_share = 0.5;
  recipe_.training.batch_size = 17;
  EXPECT_THAT(testing::failure([&] { epoch_length(recipe_, fold_); }, ErrorCode::invalid_argument),
              ::testing::HasSubstr("at least a batch of 17 utterances an epoch, found 16"));
}

}  // namespace
}  // namespace affectus
