#include "reproduction/speaker_folds.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "affectus/error.h"

namespace affectus {
namespace {

std::vector<Utterance> people(std::size_t count, std::size_t utterances_each) {
  std::vector<Utterance> all;
  for (std::size_t i = 0; i < count * utterances_each; ++i) {
    const std::size_t speaker = i % count;
    all.push_back({.path = std::to_string(i) + ".wav",
                   .speaker = "speaker-" + std::to_string(speaker),
                   .gender = speaker % 2 == 0 ? "male" : "female",
                   .partition = "train"});
  }
  return all;
}

std::map<std::string, std::set<std::string>> speakers_by_partition(const Division& fold) {
  std::map<std::string, std::set<std::string>> speakers;
  for (const Utterance& utterance : fold) speakers[utterance.partition].insert(utterance.speaker);
  return speakers;
}

// In each fold nobody is in two partitions, and every utterance is tested in one fold.
void expect_sound(const std::vector<Division>& folds, std::size_t utterances) {
  std::map<std::filesystem::path, std::size_t> tested;
  for (const Division& fold : folds) {
    EXPECT_EQ(fold.size(), utterances);
    const auto speakers = speakers_by_partition(fold);
    EXPECT_EQ(speakers.size(), 3u);
    std::set<std::string> all;
    std::size_t count = 0;
    for (const auto& [partition, names] : speakers) {
      all.insert(names.begin(), names.end());
      count += names.size();
    }
    EXPECT_EQ(all.size(), count);
    for (const Utterance& utterance : fold)
      if (utterance.partition == "test") ++tested[utterance.path];
  }
  EXPECT_EQ(tested.size(), utterances);
  EXPECT_TRUE(std::ranges::all_of(tested, [](const auto& one) { return one.second == 1; }));
}

TEST(SpeakerFolds, ShareNobodyCoverAllAndBalanceGender) {
  const std::vector<Division> folds = speaker_folds(people(22, 3), 5);
  ASSERT_EQ(folds.size(), 5u);
  expect_sound(folds, 66);
  for (const Division& fold : folds) {
    std::map<std::string, std::set<std::string>> tested;
    for (const Utterance& utterance : fold)
      if (utterance.partition == "test") tested[utterance.gender].insert(utterance.speaker);
    EXPECT_GE(tested["male"].size(), 2u);
    EXPECT_GE(tested["female"].size(), 2u);
    EXPECT_LE(tested["male"].size() + tested["female"].size(), 5u);
  }
}

TEST(SpeakerFolds, DependOnNamesOnly) {
  const std::vector<Utterance> utterances = people(11, 2);
  std::vector<Utterance> reversed(utterances.rbegin(), utterances.rend());
  const std::vector<Division> first = speaker_folds(utterances, 4), second = speaker_folds(reversed, 4);
  for (std::size_t fold = 0; fold < 4; ++fold)
    EXPECT_EQ(speakers_by_partition(first[fold]), speakers_by_partition(second[fold]));
}

TEST(SpeakerFolds, RefuseWhatCannotBeDivided) {
  EXPECT_THROW(speaker_folds(people(4, 2), 5), Error);
  EXPECT_THROW(speaker_folds(people(4, 2), 2), Error);
  std::vector<Utterance> nameless = people(5, 1);
  nameless[2].speaker.clear();
  EXPECT_THROW(speaker_folds(nameless, 3), Error);
}

TEST(SessionFolds, LeaveOneSessionOut) {
  std::vector<Utterance> utterances;
  for (const char session : {'1', '2', '3', '4', '5'})
    for (const char* sex : {"F", "M"})
      utterances.push_back({.path = std::string(1, session) + sex, .speaker = std::string("iemocap-0") + session + sex});
  const std::vector<Division> folds = session_folds(utterances);
  ASSERT_EQ(folds.size(), 5u);
  expect_sound(folds, 10);
  EXPECT_EQ(speakers_by_partition(folds[4])["test"], (std::set<std::string>{"iemocap-05F", "iemocap-05M"}));
  EXPECT_EQ(speakers_by_partition(folds[4])["development"], (std::set<std::string>{"iemocap-01F", "iemocap-01M"}));
  utterances.push_back({.path = "x", .speaker = "someone"});
  EXPECT_THROW(session_folds(utterances), Error);
}

}  // namespace
}  // namespace affectus
