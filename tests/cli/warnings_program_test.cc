// What a user must know before relying on a figure is in every output, not on standard error only.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "affectus/audio.h"
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
using ::testing::StartsWith;

const char* const formats[] = {"table", "csv", "json", "jsonl", "textgrid", "eaf", "vtt", "srt", "html"};

class WarningsProgramTest : public testing::ProgramTest {
 protected:
  void SetUp() override {
    testing::write_wave(folder_ / "silence.wav", std::vector<float>(3 * 16000));
    const std::vector<float> samples = read_audio(sample_file);
    std::vector<float> both;
    for (std::size_t i = 0; i < 4 * 16000; ++i) {
      both.push_back(samples[i]);
      both.push_back(-samples[i]);
    }
    testing::write_wave(folder_ / "wrong_way_round.wav", both, 16000, 2);
  }
};

TEST_F(WarningsProgramTest, SilenceAndChannelsThatCancelAreMarkedInEveryFormat) {
  for (const char* format : formats) {
    SCOPED_TRACE(format);
    const Outcome silence = run(std::string("predict silence.wav --quiet --format ") + format);
    EXPECT_EQ(silence.code, 0) << silence.err;
    EXPECT_THAT(silence.out, AllOf(HasSubstr("no_speech"), Not(HasSubstr("channels_cancel"))));
    const Outcome cancel = run(std::string("predict wrong_way_round.wav --quiet --format ") + format);
    EXPECT_EQ(cancel.code, 0) << cancel.err;
    EXPECT_THAT(cancel.out, AllOf(HasSubstr("no_speech"), HasSubstr("channels_cancel")));
    const Outcome one = run(std::string("predict wrong_way_round.wav --channel 0 --quiet --format ") + format);
    EXPECT_THAT(one.out, AllOf(Not(HasSubstr("no_speech")), Not(HasSubstr("channels_cancel"))));
  }
  EXPECT_THAT(run("predict wrong_way_round.wav").err,
              AllOf(HasSubstr("its channels cancel each other out"), HasSubstr("no speech found")));
}

TEST_F(WarningsProgramTest, TheMixOfChannelsThatAreScoredEachIsMarkedToo) {
  write("turns.rttm",
        "SPEAKER wrong_way_round 1 0 2 <NA> <NA> A <NA> <NA>\nSPEAKER wrong_way_round 2 0 2 <NA> <NA> B <NA> <NA>\n"
        "SPEAKER wrong_way_round <NA> 0 2 <NA> <NA> all <NA> <NA>\n");
  const Outcome outcome = run("predict wrong_way_round.wav --segments turns.rttm --format json --quiet");
  const json rows = json::parse(outcome.out).at(0).at("segments");
  ASSERT_EQ(rows.size(), 3U) << outcome.out;
  EXPECT_EQ(rows[0].at("warnings"), json::array());
  EXPECT_EQ(rows[1].at("warnings"), json::array());
  EXPECT_EQ(rows[2].at("warnings"), json({"no_speech", "channels_cancel"}));
}

TEST_F(WarningsProgramTest, WithoutRecordingsADocumentIsStillOne) {
  fs::create_directories(folder_ / "empty");
  write("nothing.txt", "# nothing\n");
  for (const char* inputs : {"empty", "'*.ogg'", "@nothing.txt"}) {
    SCOPED_TRACE(inputs);
    const std::string predict = std::string("predict ") + inputs + " --format ";
    const Outcome list = run(predict + "json");
    EXPECT_EQ(list.code, 1);
    EXPECT_THAT(list.err, HasSubstr("no recordings to read"));
    EXPECT_EQ(list.out, "[]\n");
    EXPECT_EQ(run(predict + "jsonl").out, "");
    const Outcome table = run(predict + "csv");
    EXPECT_EQ(table.code, 1);
    EXPECT_THAT(table.out, StartsWith("file,start_s,end_s,speech,activation,valence,dominance,activation_sd,valence_sd,"
                                      "dominance_sd,familiarity,category_"));
    EXPECT_EQ(lines(table.out), 1);
    EXPECT_THAT(run(predict + "html").out, AllOf(StartsWith("<!doctype html>"), HasSubstr("</html>")));
    for (const char* format : {"textgrid", "eaf", "vtt", "srt"}) {
      const Outcome none = run(predict + format + " --output a.grid");
      EXPECT_EQ(none.code, 1) << format << none.err;
      EXPECT_FALSE(fs::exists(folder_ / "a.grid")) << format;
    }
    EXPECT_EQ(run(predict + "json --output a.json").code, 1);
    EXPECT_EQ(read_file(folder_ / "a.json"), "[]\n");
  }
  const Outcome features = run("extract empty --frontend mfb --output frames/");
  EXPECT_EQ(features.code, 1);
  EXPECT_FALSE(fs::exists(folder_ / "frames"));
}

TEST_F(WarningsProgramTest, IntervalsOfOtherRecordingsGiveADocumentWithoutRows) {
  write("turns.csv", "file,start_s,end_s\nother.wav,0,1\n");
  const Outcome list = run("predict silence.wav --segments turns.csv --format json");
  EXPECT_EQ(list.code, 1);
  EXPECT_THAT(list.err, HasSubstr("expected intervals of the recordings"));
  EXPECT_EQ(list.out, "[]\n");
  EXPECT_EQ(lines(run("predict silence.wav --segments turns.csv --format csv").out), 1);
}

TEST_F(WarningsProgramTest, OneOfAKindIsSaidAsOne) {
  write("manifest.csv",
        "path,speaker,partition,activation\nsilence.wav,a,train,3\nsilence.wav,a,test,4\ngone.wav,b,test,4\n");
  const std::string corpus = run("corpus info manifest.csv").out;
  EXPECT_THAT(corpus, AllOf(HasSubstr("1 speaker is in more than one partition:"), HasSubstr("1 audio file is missing:")));
  const Outcome evaluation = run("evaluate affectus-mfb manifest.csv --partition train --resamples 100");
  EXPECT_THAT(evaluation.out, HasSubstr("1 of 1 row, 1 speaker\n"));
  EXPECT_THAT(run("evaluate affectus-mfb manifest.csv --resamples 100").err,
              HasSubstr("1 of 2 utterances could not be scored"));
  write("one.csv", "path,speaker,partition,activation\nsilence.wav,a,train,3\n");
  EXPECT_THAT(run("corpus info one.csv").out, HasSubstr("one.csv: 1 utterance\n"));
}

TEST_F(WarningsProgramTest, APartitionThatIsNotThereListsThoseThatAre) {
  write("manifest.csv", "path,partition,activation\nsilence.wav,train,3\nsilence.wav,Test1,4\n");
  for (const char* command :
       {"evaluate affectus-mfb manifest.csv", "analyse manifest.csv --frontend mfb --partition test"}) {
    const Outcome outcome = run(command);
    EXPECT_EQ(outcome.code, 1);
    EXPECT_THAT(outcome.err, HasSubstr("of the partition 'test', found none; there are 'Test1', 'train'")) << command;
  }
}

TEST_F(WarningsProgramTest, RatingsOfAnotherScaleAreWarnedOfOnce) {
  write("manifest.csv", "path,partition,activation\nsilence.wav,test,0.2\nsilence.wav,test,0.9\n");
  for (const char* command : {"corpus info manifest.csv", "evaluate affectus-mfb manifest.csv --resamples 100"}) {
    const std::string err = run(command).err;
    const std::size_t at = err.find("manifest.csv: expected ratings from 1 to 7");
    ASSERT_NE(at, std::string::npos) << command << err;
    EXPECT_THAT(err, HasSubstr("found all of activation from 0 to 1; if that is their scale, write 1 + 6 x"));
    EXPECT_EQ(err.find("expected ratings", at + 20), std::string::npos);
  }
}

TEST_F(WarningsProgramTest, CategoriesOfAnotherCaseAreTheModels) {
  fs::copy_file(sample_file, folder_ / "a.flac");
  write("manifest.csv", "path,speaker,partition,category\na.flac,a,test,Neutral\na.flac,b,test,HAPPY\n");
  const Outcome outcome = run("evaluate affectus-mfb manifest.csv --resamples 100 --format json");
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("neutral"), HasSubstr("happy"), Not(HasSubstr("HAPPY"))));
  const json categories = json::parse(outcome.out).at("categories");
  EXPECT_FALSE(categories.at("unweighted_recall").is_null());
}

}  // namespace
}  // namespace affectus
