#include "reproduction/corpora_left_out.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "temporary_folder.h"

namespace affectus {
namespace {

using ::testing::ElementsAre;
using ::testing::Optional;

std::vector<Utterance> corpus(const std::vector<std::string>& paths) {
  std::vector<Utterance> utterances;
  for (const std::string& path : paths) utterances.push_back({.path = path, .partition = "train", .valence = 4});
  return utterances;
}

const std::vector<Utterance> acted = corpus({"acted/1.wav", "acted/2.wav"});
const std::vector<Utterance> berlin = corpus({"berlin/1.wav", "berlin/2.wav"});
const std::vector<Utterance> other_corpus = corpus({"other/1.wav"});

TEST(CorporaLeftOut, EachCorpusIsJudgedByTheOthers) {
  const CorporaLeftOut left_out = leave_corpora_out({acted, berlin, other_corpus}, 3);
  EXPECT_THAT(left_out.folds, ElementsAre(ElementsAre(1, 2), ElementsAre(0, 2), ElementsAre(0, 1)));
  EXPECT_THAT(left_out.judged_by, ElementsAre(Optional(0), Optional(1), Optional(2)));
  EXPECT_THAT(left_out.is_repeated, ElementsAre(false, false, false));
}

TEST(CorporaLeftOut, JudgesShareTheFoldOfAll) {
  const CorporaLeftOut left_out = leave_corpora_out({acted, berlin, other_corpus, corpus({"more/1.wav"})}, 2);
  EXPECT_THAT(left_out.folds, ElementsAre(ElementsAre(1), ElementsAre(0), ElementsAre(0, 1)));
  EXPECT_THAT(left_out.judged_by, ElementsAre(Optional(0), Optional(1), Optional(2), Optional(2)));
}

TEST(CorporaLeftOut, OtherLabelsOfARecordingAreJudgedWhereItWasNotHeard) {
  const std::vector<Utterance> rated = corpus({"rated/../berlin/2.wav", "rated/only.wav"});
  const CorporaLeftOut left_out = leave_corpora_out({acted, berlin, rated}, 2);
  EXPECT_THAT(left_out.folds, ElementsAre(ElementsAre(1), ElementsAre(0)));
  EXPECT_THAT(left_out.judged_by, ElementsAre(Optional(0), Optional(1), Optional(1)));
  EXPECT_THAT(left_out.is_repeated, ElementsAre(false, false, true));
}

TEST(CorporaLeftOut, ALinkLeadsToTheSameRecording) {
  const testing::TemporaryFolder folder;
  std::filesystem::create_directory(folder / "berlin");
  std::ofstream(folder / "berlin/1.wav") << "not decoded";
  std::filesystem::create_directory_symlink(folder / "berlin", folder / "linked");
  const CorporaLeftOut left_out = leave_corpora_out(
      {acted, corpus({(folder / "berlin/1.wav").string()}), corpus({(folder / "linked/1.wav").string()})}, 2);
  EXPECT_THAT(left_out.judged_by[2], Optional(1));
}

TEST(CorporaLeftOut, NothingIsLeftOfOneCorpus) {
  const CorporaLeftOut left_out = leave_corpora_out({berlin, other_corpus}, 1);
  EXPECT_THAT(left_out.folds, ElementsAre(ElementsAre(0)));
  EXPECT_FALSE(left_out.judged_by[0]);
  EXPECT_THAT(left_out.judged_by[1], Optional(0));
}

TEST(CorporaLeftOut, ACorpusBesideTheOthersIsInEveryFoldAndJudgedByNone) {
  const std::vector<Utterance> read = corpus({"read/1.wav"});
  const CorporaLeftOut left_out = leave_corpora_out({acted, berlin, read, other_corpus}, 2, 1);
  EXPECT_THAT(left_out.folds, ElementsAre(ElementsAre(1, 2), ElementsAre(0, 2), ElementsAre(0, 1, 2)));
  EXPECT_THAT(left_out.judged_by, ElementsAre(Optional(0), Optional(1), std::nullopt, Optional(2)));
}

TEST(CorporaLeftOut, ACorpusBesideTheOthersIsNotEnoughToLearnFrom) {
  const CorporaLeftOut left_out =
      leave_corpora_out({berlin, corpus({"read/1.wav"}), corpus({"read/1.wav", "read/2.wav"})}, 1, 1);
  EXPECT_THAT(left_out.folds, ElementsAre(ElementsAre(0)));  // without the recordings that the last has, too
  EXPECT_THAT(left_out.judged_by, ElementsAre(std::nullopt, std::nullopt, Optional(0)));
}

std::vector<std::string> partitions_to_learn_from(const std::vector<std::string>& partitions) {
  std::vector<Utterance> utterances;
  for (const std::string& partition : partitions) utterances.push_back({.partition = partition, .valence = 4});
  std::vector<std::string> result;
  for (const Utterance& one : to_learn_from(utterances)) result.push_back(one.partition);
  return result;
}

TEST(CorporaLeftOut, OnlyTheDevelopmentPartitionIsKeptApart) {
  EXPECT_THAT(partitions_to_learn_from({"train", "development", "test", "Test1"}),
              ElementsAre("train", "development", "train", "train"));
  EXPECT_THAT(partitions_to_learn_from({"development", "development"}), ElementsAre("train", "train"));
  std::vector<Utterance> unlabelled = {{.partition = "train"}, {.partition = "development", .valence = 4}};
  EXPECT_EQ(to_learn_from(unlabelled)[1].partition, "train");
}

}  // namespace
}  // namespace affectus
