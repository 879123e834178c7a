// Values shifted by where the voice's neutral lies.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "program_fixture.h"
#include "wave_file.h"

namespace affectus {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::Outcome;
using testing::sample_file;

class BaselineProgramTest : public testing::ProgramTest {
 protected:
  void SetUp() override { fs::copy_file(sample_file, folder_ / "calm.flac"); }

  json rows(const std::string& arguments) const {
    const Outcome outcome = run(arguments + " --format json --quiet");
    EXPECT_EQ(outcome.code, 0) << outcome.err;
    return json::parse(outcome.out).at(0).at("segments");
  }
};

TEST_F(BaselineProgramTest, TheRecordingsOwnBaselinePutsItsMeanInTheMiddle) {
  for (const auto& [scale, middle] : {std::pair("sam", 4.0), std::pair("unit", 0.5), std::pair("signed", 0.0)}) {
    const std::string predict = std::string("predict --baseline calm.flac calm.flac --window 3 --hop 1 --scale ") + scale;
    const Outcome outcome = run(predict + " --format json --quiet");
    ASSERT_EQ(outcome.code, 0) << outcome.err;
    const json recording = json::parse(outcome.out).at(0);
    const json plain = rows(std::string("predict calm.flac --window 3 --hop 1 --scale ") + scale);
    for (const char* dimension : {"activation", "valence", "dominance"}) {
      EXPECT_NEAR(recording.at("summary").at(dimension), middle, 1e-5);
      const std::string raw = std::string(dimension) + "_raw";
      for (std::size_t i = 0; i < plain.size(); ++i) {
        EXPECT_EQ(recording.at("segments").at(i).at(raw), plain[i].at(dimension));
        EXPECT_FALSE(plain[i].contains(raw));
      }
    }
  }
}

TEST_F(BaselineProgramTest, EveryFormatIsWritten) {
  const std::string predict = "predict calm.flac --quiet --baseline calm.flac --format ";
  EXPECT_THAT(run(predict + "csv").out, HasSubstr("dominance_sd,activation_raw,valence_raw,dominance_raw,familiarity"));
  EXPECT_THAT(run(predict + "jsonl").out, HasSubstr("\"activation_raw\": "));
  for (const char* format : {"table", "vtt", "eaf", "html"})
    EXPECT_THAT(run(predict + format).out, HasSubstr("Values are shifted by a baseline: activation ")) << format;
  for (const char* format : {"textgrid", "srt"}) EXPECT_EQ(run(predict + format).code, 0) << format;
}

TEST_F(BaselineProgramTest, ARunningOneIsThatOfThePipe) {
  const std::string options = " --window 3 --hop 0.25 --baseline running --format csv --quiet";
  const std::string of_file = run("predict calm.flac" + options).out;
  EXPECT_THAT(of_file, HasSubstr("activation_raw"));
  EXPECT_EQ(run("predict calm.flac --threads 1" + options).out, of_file);
  std::string of_pipe = run("predict -" + options, "calm.flac").out;
  for (std::size_t at = of_pipe.find("\n-,"); at != std::string::npos; at = of_pipe.find("\n-,", at))
    of_pipe.replace(at, 3, "\ncalm.flac,");
  EXPECT_EQ(of_pipe, of_file);
}

TEST_F(BaselineProgramTest, ASpeakersBaselineIsOfItsIntervals) {
  write("turns.rttm",
        "SPEAKER calm 1 0 4 <NA> <NA> Anna <NA> <NA>\nSPEAKER calm 1 4 4 <NA> <NA> Ben <NA> <NA>\n"
        "SPEAKER calm 1 8 4 <NA> <NA> Anna <NA> <NA>\n");
  const std::string predict = "predict calm.flac --segments turns.rttm --baseline Anna=calm.flac";
  const json turns = rows(predict);
  ASSERT_EQ(turns.size(), 3U);
  for (const json& row : turns) {
    const bool is_shifted = row.at("valence") != row.at("valence_raw");
    EXPECT_EQ(is_shifted, row.at("speaker") == "Anna") << row;
  }
  const json all = rows(predict + " --baseline calm.flac");
  EXPECT_EQ(all[0], turns[0]);
  EXPECT_NE(all[1].at("valence"), all[1].at("valence_raw"));
  EXPECT_THAT(run("predict calm.flac --segments turns.rttm --baseline Carl=calm.flac").err,
              HasSubstr("--baseline has no effect for 'Carl': expected a speaker of the intervals, found 'Anna', 'Ben'"));
}

TEST_F(BaselineProgramTest, AFileThatIsThereIsNoSpeakers) {
  fs::copy_file(sample_file, folder_ / "take=1.flac");
  EXPECT_EQ(rows("predict calm.flac --baseline take=1.flac"), rows("predict calm.flac --baseline calm.flac"));
  EXPECT_THAT(run("predict calm.flac --baseline take=2.flac").err, HasSubstr("--segments"));
}

TEST_F(BaselineProgramTest, WhatCannotBeABaselineIsAnError) {
  testing::write_wave(folder_ / "silence.wav", std::vector<float>(3 * 16000));
  write("text.txt", "no audio");
  const auto predict = [&](const std::string& baseline) { return run("predict calm.flac --format csv " + baseline); };
  const Outcome gone = predict("--baseline gone.wav");
  EXPECT_EQ(gone.code, 1);
  EXPECT_THAT(gone.err, HasSubstr("gone.wav: no such file"));
  EXPECT_EQ(gone.out, "");
  const Outcome silence = predict("--baseline silence.wav --output rows.csv");
  EXPECT_EQ(silence.code, 2);
  EXPECT_THAT(silence.err, AllOf(HasSubstr("silence.wav: expected calm speech"), Not(HasSubstr("warning"))));
  EXPECT_FALSE(fs::exists(folder_ / "rows.csv"));
  EXPECT_EQ(predict("--baseline text.txt").code, 1);
  for (const char* baseline : {"--baseline -", "--baseline =calm.flac", "--baseline Anna=", "--baseline Anna=calm.flac",
                               "--baseline calm.flac --baseline calm.flac", "--baseline running --baseline calm.flac"}) {
    const Outcome refused = predict(baseline);
    EXPECT_EQ(refused.code, 2) << baseline;
    EXPECT_THAT(refused.err, AllOf(HasSubstr("--baseline: expected "), HasSubstr("found "))) << baseline;
  }
  EXPECT_THAT(run("predict " + sample_file + " --baseline calm.flac --format csv --output calm.flac").err,
              HasSubstr("--output: expected another file"));
}

}  // namespace
}  // namespace affectus
