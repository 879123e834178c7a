// Lists, tables and interval files as people have them, through the program.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "affectus/audio.h"
#include "program_fixture.h"
#include "wave_file.h"

namespace affectus {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::Outcome;
using testing::sample_file;

const std::string mark = "\xEF\xBB\xBF";

std::string utf16(const std::string& text) {
  std::string bytes;
  for (const char one : text) bytes += {one, '\0'};
  return bytes;
}

class TextProgramTest : public testing::ProgramTest {
 protected:
  void SetUp() override { fs::copy_file(sample_file, folder_ / "talk.flac"); }

  Outcome with_segments(const std::string& name, const std::string& content, const std::string& rest = "") const {
    write(name, content);
    return run("predict talk.flac --format csv --segments '" + name + "' " + rest);
  }
};

TEST_F(TextProgramTest, AListIsReadInAnyEncoding) {
  for (const std::string& list : {mark + "talk.flac\n", "\xFF\xFE" + utf16("talk.flac\r\n"), utf16("talk.flac\r\n"),
                                  std::string("# calls\r\rtalk.flac \r"), std::string("\"talk.flac\"")}) {
    write("list.txt", list);
    const Outcome outcome = run("predict @list.txt --quiet --format csv");
    EXPECT_EQ(outcome.code, 0) << outcome.err;
    EXPECT_THAT(outcome.out, HasSubstr("\ntalk.flac,")) << list;
  }
  write("list.txt", std::string("\0\n", 2));
  const Outcome outcome = run("predict @list.txt");
  EXPECT_EQ(outcome.code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("list.txt:1: expected text, found a NUL"));
}

TEST_F(TextProgramTest, ALineOfAListThatMatchesNothingIsNamedAndTheOthersAreDone) {
  fs::create_directories(folder_ / "empty");
  write("list.txt", "missing.wav\n\ntalk.flac\n*.ogg\nempty\n");
  for (const char* command : {"predict @list.txt --format json", "extract @list.txt --frontend mfb --output frames/"}) {
    const Outcome outcome = run(command);
    EXPECT_EQ(outcome.code, 1) << command;
    EXPECT_THAT(outcome.err, AllOf(HasSubstr("list.txt:1: missing.wav"), HasSubstr("list.txt:4: *.ogg"),
                                   HasSubstr("list.txt:5: empty"), Not(HasSubstr("list.txt:3"))));
  }
  EXPECT_TRUE(fs::exists(folder_ / "frames/talk.npy"));
  EXPECT_THAT(run("predict @list.txt --format json").out,
              AllOf(HasSubstr("\"talk.flac\", \"duration_s\""), HasSubstr("not_found")));
  write("list.txt", "# nothing\n");
  EXPECT_EQ(run("predict @list.txt").code, 1);
  EXPECT_THAT(run("predict talk.flac @list.txt").err, HasSubstr("list.txt: expected the names of recordings"));
}

TEST_F(TextProgramTest, AListMayNameFilesAsAnotherSystemDoes) {
  fs::create_directories(folder_ / "calls");
  fs::copy_file(sample_file, folder_ / "calls/Zo\u00EB.flac");
  write("list.txt", "calls\\Zoe\u0308.flac\r\n");
  const Outcome outcome = run("predict @list.txt --quiet --format csv");
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("\ncalls/Zo\u00EB.flac,"));
}

TEST_F(TextProgramTest, IntervalsOfAnySystemMatch) {
  fs::copy_file(sample_file, folder_ / "Zo\u00EB call.flac");
  EXPECT_EQ(lines(with_segments("windows.csv", "file,start_s,end_s\r\nC:\\data\\talk.flac,0,2\r\n").out), 2);
  write("decomposed.csv", "file,start_s,end_s\nZoe\u0308 call.flac,0,2\n");
  EXPECT_EQ(lines(run("predict 'Zo\u00EB call.flac' --format csv --segments decomposed.csv").out), 2);
}

TEST_F(TextProgramTest, TablesOfAudformatAreIntervals) {
  const Outcome outcome = with_segments(
      "db.csv",
      "file,start,end,emotion\ntalk.flac,0 days 00:00:01.500000,0 days 00:00:03,happy\ntalk.flac,0 days 00:00:20,NaT,\n");
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_THAT(outcome.out,
              AllOf(HasSubstr("\ntalk.flac,1.5,3,"), HasSubstr("\ntalk.flac,20,24.7"), Not(HasSubstr("beyond_end"))));
}

TEST_F(TextProgramTest, IntervalsBeyondTheEndAreWarnedOf) {
  const std::string list = "file,start_s,end_s\ntalk.flac,20,60\ntalk.flac,100,110\ntalk.flac,0,20000\n";
  for (const char* window : {"", "--window 2"}) {
    const Outcome outcome = with_segments("a.csv", list, window);
    EXPECT_EQ(outcome.code, 0);
    EXPECT_THAT(outcome.out, HasSubstr(",beyond_end\n"));
    EXPECT_THAT(outcome.err,
                AllOf(HasSubstr("talk.flac: the interval from 20 to 60 s reaches beyond its end at 24.7"),
                      HasSubstr("from 100 to 110 s lies beyond"), HasSubstr("from 0 to 20000 s reaches beyond")));
  }
}

TEST_F(TextProgramTest, IntervalsThatMatchNothingAreAnError) {
  const Outcome none = with_segments("a.rttm", "SPEAKER Zoe call 1 0.5 2.0 <NA> <NA> spk0 <NA> <NA>\n");
  EXPECT_EQ(none.code, 1);
  EXPECT_THAT(none.err, HasSubstr("expected intervals of the recordings, found those of 'Zoe call' only"));
  EXPECT_EQ(with_segments("a.csv", "file,start_s,end_s\n").code, 1);
  const Outcome some = with_segments("a.csv", "file;start_s;end_s\nother;0;1\ntalk;0,5;1\n");
  EXPECT_EQ(some.code, 0);
  EXPECT_THAT(some.err, HasSubstr("a.csv: its intervals of 'other' are of none of the recordings"));
}

TEST_F(TextProgramTest, AChannelsTurnsAreScoredOnThatChannel) {
  const std::vector<float> samples = read_audio(sample_file);
  std::vector<float> interleaved;
  for (std::size_t i = 0; i < 4 * 16000; ++i) {
    interleaved.push_back(samples[i]);
    interleaved.push_back(samples[i + 16 * 16000]);
  }
  testing::write_wave(folder_ / "call.wav", interleaved, 16000, 2);
  write("call.rttm", "SPEAKER call 2 0 4 <NA> <NA> B <NA> <NA>\nSPEAKER call 1 0 4 <NA> <NA> A <NA> <NA>\n");
  const auto row = [](const Outcome& outcome, std::size_t number, const char* after) {
    std::size_t at = 0;
    for (std::size_t i = 0; i < number; ++i) at = outcome.out.find('\n', at) + 1;
    const std::string line = outcome.out.substr(at, outcome.out.find('\n', at) - at);
    EXPECT_TRUE(line.starts_with(after)) << line;
    return line.substr(std::min(line.size(), std::string(after).size()));
  };
  const Outcome turns = run("predict call.wav --segments call.rttm --format csv");
  EXPECT_EQ(turns.code, 0) << turns.err;
  EXPECT_EQ(row(turns, 1, "call.wav,0,4,B,B,1,"),
            row(run("predict call.wav --channel 1 --window 4 --format csv"), 1, "call.wav,0,4,"));
  EXPECT_EQ(row(turns, 2, "call.wav,0,4,A,A,0,"),
            row(run("predict call.wav --channel 0 --window 4 --format csv"), 1, "call.wav,0,4,"));
  EXPECT_THAT(run("predict call.wav --segments call.rttm --channel 1").err, HasSubstr("--channel has no effect"));
  EXPECT_EQ(run("predict talk.flac call.wav --segments call.rttm --format csv --quiet").code, 0);
}

TEST_F(TextProgramTest, OptionsWithoutEffectAreSaid) {
  EXPECT_THAT(run("predict talk.flac --tier words").err, HasSubstr("--tier has no effect"));
  EXPECT_THAT(run("predict talk.flac --window 2 --hop 5").err, HasSubstr("--hop is longer than --window"));
  EXPECT_THAT(run("predict talk.flac --embedding").err, HasSubstr("--embedding has no effect in the format table"));
  EXPECT_THAT(run("predict talk.flac --window 2 --hop 2 --embedding --format json").err, Not(HasSubstr("warning")));
  const Outcome unknown = run("predict talk.flac --output a.xlsx");
  EXPECT_EQ(unknown.code, 2);
  EXPECT_THAT(unknown.err, AllOf(HasSubstr(".csv, .json"), HasSubstr("'a.xlsx'")));
  EXPECT_FALSE(fs::exists(folder_ / "a.xlsx"));
  EXPECT_EQ(run("predict talk.flac --output a.log --format table").code, 0);
  EXPECT_EQ(run("predict talk.flac --output plain").code, 0);
}

TEST_F(TextProgramTest, ManifestsAndFileListsAreReadHoweverTheyWereSaved) {
  const std::string rows = "Path;Partition;Valence\r\ntalk.flac;test;4,5\r\n.\\talk.flac;train;3\r\n";
  for (const std::string& text : {rows, mark + rows, "\xFF\xFE" + utf16(rows)}) {
    write("manifest.csv", text);
    const Outcome outcome = run("corpus info manifest.csv");
    EXPECT_EQ(outcome.code, 0) << outcome.err;
  }
  fs::copy_file(sample_file, folder_ / "a.flac");
  write("manifest.csv", "path,partition,valence\na.flac,train,4\n");
  write("list.txt", "\xFF\xFE" + utf16("x\\a.flac\r\nb.flac\r\n"));
  const Outcome outcome = run("evaluate affectus-mfb manifest.csv --resamples 100 --files list.txt");
  EXPECT_EQ(outcome.code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("list.txt:2: expected a file of manifest.csv, found b.flac"));
  EXPECT_THAT(outcome.out, HasSubstr("1 of 1 row"));
  write("manifest.csv", "name;partition\na;train\n");
  EXPECT_THAT(run("corpus info manifest.csv").err,
              HasSubstr("expected a column 'path', found the header 'name, partition'"));
}

}  // namespace
}  // namespace affectus
