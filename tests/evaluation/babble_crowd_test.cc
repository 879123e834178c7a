#include "evaluation/babble_crowd.h"

#include <gmock/gmock.h>

#include <fstream>

#include "temporary_folder.h"
#include "wave_file.h"

namespace affectus {
namespace {

using ::testing::UnorderedElementsAre;

// Each utterance's first sample, in 1/1000, says which it is.
class BabbleCrowdTest : public ::testing::Test {
 protected:
  void add(const std::string& speaker, int number, bool has_audio = true) {
    Utterance& one = utterances_.emplace_back();
    one.speaker = speaker;
    one.path = folder_ / (std::to_string(number) + ".wav");
    if (has_audio) testing::write_wave(one.path, std::vector<float>(1000, static_cast<float>(number) / 1000));
  }

  std::vector<int> voices_without(const std::string& speaker) const {
    const BabbleCrowd crowd(utterances_);
    const BabbleVoices voices = crowd.without(speaker);
    std::vector<int> numbers;
    for (std::size_t i = 0; i < voices.count; ++i)
      numbers.push_back(static_cast<int>(std::lround(1000 * voices.voice(i).front())));
    return numbers;
  }

  testing::TemporaryFolder folder_;
  std::vector<Utterance> utterances_;
};

TEST_F(BabbleCrowdTest, NobodyHearsThemselves) {
  add("bob", 1);
  add("ann", 2);
  add("bob", 3);
  add("cleo", 4);
  EXPECT_THAT(voices_without("ann"), UnorderedElementsAre(1, 3, 4));
  EXPECT_THAT(voices_without("bob"), UnorderedElementsAre(2, 4));
  EXPECT_THAT(voices_without("cleo"), UnorderedElementsAre(1, 2, 3));
  EXPECT_THAT(voices_without("dan"), UnorderedElementsAre(1, 2, 3, 4));
}

TEST_F(BabbleCrowdTest, WhoIsNotKnownOrNotThereIsNotInIt) {
  add("ann", 1);
  add("", 2);
  add("bob", 3, false);
  EXPECT_THAT(voices_without(""), UnorderedElementsAre(1));
  EXPECT_THAT(voices_without("ann"), UnorderedElementsAre());
}

TEST_F(BabbleCrowdTest, WhoCannotBeDecodedIsSilent) {
  add("ann", 1);
  std::ofstream(utterances_[0].path) << "no audio";
  EXPECT_TRUE(BabbleCrowd(utterances_).without("bob").voice(0).empty());
}

}  // namespace
}  // namespace affectus
