#include "evaluation/submission.h"

#include <gmock/gmock.h>

#include "failure.h"
#include "storage/files.h"
#include "temporary_folder.h"

namespace affectus {
namespace {

using ::testing::HasSubstr;

TEST(SubmissionTest, HasTheNamesOfTheFilesAndThreeDimensions) {
  const testing::TemporaryFolder folder;
  const std::vector<ScoredUtterance> utterances = {
      {.file = "Audios/MSP-PODCAST_9005_0001.wav", .prediction = {4.25, 3.0, 5.123456}},
      {.file = "MSP-PODCAST_9005_0002.wav", .prediction = {-1.0, 7.5, 4.0}}};
  write_submission(folder / "submission.csv", utterances);
  EXPECT_EQ(read_file(folder / "submission.csv"),
            "FileName,EmoAct,EmoVal,EmoDom\n"
            "MSP-PODCAST_9005_0001.wav,4.2500,3.0000,5.1235\n"
            "MSP-PODCAST_9005_0002.wav,-1.0000,7.5000,4.0000\n");
}

// A model without valence once got the scale's middle for it.
TEST(SubmissionTest, NothingIsMadeUp) {
  const testing::TemporaryFolder folder;
  EXPECT_THAT(testing::failure([&] {
                write_submission(folder / "submission.csv", {{.file = "a.wav", .prediction = {4.0, std::nullopt, 4.0}}});
              }),
              HasSubstr("found one without valence"));
  EXPECT_FALSE(std::filesystem::exists(folder / "submission.csv"));
}

}  // namespace
}  // namespace affectus
