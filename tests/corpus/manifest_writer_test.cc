#include "corpus/manifest_writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "storage/files.h"
#include "temporary_folder.h"

namespace affectus {
namespace {

TEST(ManifestWriter, WritesWhatTheReaderReads) {
  const testing::TemporaryFolder folder;
  const Utterance utterance{.path = folder / "audio, 1.wav",
                            .speaker = "ann",
                            .gender = "female",
                            .language = "de",
                            .partition = "train",
                            .category = "sad",
                            .intensity = "low",
                            .sentence = "Der Lappen, \"der\"",
                            .activation = 2.125,
                            .valence = 3,
                            .valence_sd = 0.5,
                            .votes = {{"neutral", 1}, {"sad", 2}}};
  write_manifest(folder / "manifest.csv", {utterance, {.path = folder / "2.wav", .partition = "test", .category = "happy"}});
  const std::vector<Utterance> read = Manifest::read(folder / "manifest.csv").utterances;
  ASSERT_EQ(read.size(), 2u);
  EXPECT_EQ(read[0].path, utterance.path);
  EXPECT_EQ(read[0].speaker, "ann");
  EXPECT_EQ(read[0].language, "de");
  EXPECT_EQ(read[0].intensity, "low");
  EXPECT_EQ(read[0].sentence, utterance.sentence);
  EXPECT_EQ(read[0].activation, 2.125);
  EXPECT_EQ(read[0].dominance, std::nullopt);
  EXPECT_EQ(read[0].valence_sd, 0.5);
  EXPECT_EQ(read[0].votes, utterance.votes);
  EXPECT_EQ(read[1].sentence, "");
}

TEST(ManifestWriter, WithoutSentencesThereIsNoColumnOfThem) {
  const testing::TemporaryFolder folder;
  write_manifest(folder / "manifest.csv", {{.path = folder / "2.wav", .partition = "test", .category = "happy"}});
  EXPECT_THAT(read_file(folder / "manifest.csv"), ::testing::Not(::testing::HasSubstr("sentence")));
}

}  // namespace
}  // namespace affectus
