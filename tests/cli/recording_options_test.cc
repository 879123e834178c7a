// Tracks, headerless samples, the longest duration and times of the media, as users meet them.
#include <gmock/gmock.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "program_fixture.h"

namespace affectus {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::Outcome;
using testing::sample_file;

class RecordingOptionsTest : public testing::ProgramTest {
 protected:
  void make(const std::string& command) const {
    ASSERT_EQ(std::system(("cd '" + folder_.path().string() + "' && " + command).c_str()), 0) << command;
  }
  Outcome predict(const std::string& arguments) const { return run("predict --model affectus-mfb " + arguments); }
  nlohmann::json json(const std::string& arguments) const {
    return nlohmann::json::parse(predict("--format json " + arguments).out).at(0);
  }
};

TEST_F(RecordingOptionsTest, IntervalsOfSoundThatStartsLateScoreTheirOwnStretch) {
  make("ffmpeg -v error -f lavfi -i testsrc=s=64x64:r=25:d=20 -itsoffset 5 -t 10 -i " + sample_file +
       " -map 0:v -map 1:a -c:v mpeg4 -c:a flac late.mkv");
  make("ffmpeg -v error -t 5 -i " + sample_file + " sound.wav");
  write("late.csv", "file,start_s,end_s\nlate.mkv,5,10\n");
  write("sound.csv", "file,start_s,end_s\nsound.wav,0,5\n");
  const auto late = json("late.mkv --segments late.csv"), sound = json("sound.wav --segments sound.csv");
  EXPECT_EQ(late["warnings"], nlohmann::json({"late_start"}));
  EXPECT_NEAR(late["duration_s"].get<double>(), 15, 0.01);
  EXPECT_EQ(late["segments"][0]["activation"], sound["segments"][0]["activation"]);
  EXPECT_EQ(late["segments"][0]["warnings"], nlohmann::json::array());
  const Outcome rows = predict("late.mkv --window 4 --format csv");
  EXPECT_THAT(rows.err, HasSubstr("late.mkv: its sound begins at 5.00 s"));
  EXPECT_THAT(rows.out, HasSubstr("no_speech;late_start\n"));
  EXPECT_EQ(rows.code, 0);
}

TEST_F(RecordingOptionsTest, OfSeveralTracksOneIsChosen) {
  make("ffmpeg -v error -t 2 -f lavfi -i sine=r=16000 -t 3 -i " + sample_file + " -map 0:a -map 1:a two.mp4");
  EXPECT_THAT(predict("two.mp4").err, AllOf(HasSubstr("has 2 audio tracks"), HasSubstr("--track")));
  EXPECT_NEAR(json("two.mp4")["duration_s"].get<double>(), 2, 0.1);
  EXPECT_NEAR(json("two.mp4 --track 1")["duration_s"].get<double>(), 3, 0.1);
  EXPECT_THAT(predict("two.mp4 --track 1").err, Not(HasSubstr("audio tracks")));
  const Outcome beyond = predict("two.mp4 --track 2");
  EXPECT_EQ(beyond.code, 1);
  EXPECT_THAT(beyond.err, HasSubstr("0 to 1, found 2"));
  EXPECT_EQ(predict("two.mp4 --track -1").code, 2);
  EXPECT_EQ(run("extract two.mp4 --frontend mfb --track 1 --output a.npy").code, 0);
}

TEST_F(RecordingOptionsTest, HeaderlessSamplesNeedTheirEncoding) {
  make("ffmpeg -v error -t 3 -i " + sample_file + " -ar 8000 -f mulaw call.raw && cp call.raw call.ul");
  const Outcome unsaid = predict("call.raw");
  EXPECT_EQ(unsaid.code, 1);
  EXPECT_THAT(unsaid.err, HasSubstr("--raw"));
  EXPECT_EQ(json("call.raw --raw mulaw:8000")["segments"], json("call.ul")["segments"]);
  const Outcome piped = run("predict - --model affectus-mfb --format json --raw mulaw:8000", "call.raw");
  EXPECT_EQ(nlohmann::json::parse(piped.out).at(0)["segments"], json("call.ul")["segments"]);
  EXPECT_EQ(run("extract call.raw --frontend mfb --raw mulaw:8000 --output a.npy").code, 0);
  const Outcome mistyped = predict("call.raw --raw mulaw");
  EXPECT_EQ(mistyped.code, 2);
  EXPECT_THAT(mistyped.err, HasSubstr("ENCODING:RATE[:CHANNELS]"));
}

TEST_F(RecordingOptionsTest, WhatLiesBeyondTheLongestDurationIsLeftOutWithAWarning) {
  const Outcome part = predict(sample_file + " --max-duration 6 --format json");
  EXPECT_EQ(part.code, 0);
  EXPECT_THAT(part.err, HasSubstr("the rest is left out"));
  const auto result = nlohmann::json::parse(part.out).at(0);
  EXPECT_EQ(result["duration_s"], 6);
  EXPECT_EQ(result["warnings"], nlohmann::json({"truncated"}));
  EXPECT_EQ(predict(sample_file + " --max-duration 0").code, 2);
}

}  // namespace
}  // namespace affectus
