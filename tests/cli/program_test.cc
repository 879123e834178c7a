// The program as a user calls it.
#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "program_fixture.h"
#include "wave_file.h"

namespace affectus {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::Outcome;
using testing::ProgramTest;
using testing::sample_file;
using ::testing::StartsWith;
namespace fs = std::filesystem;

TEST_F(ProgramTest, UsageErrorsExitWithTwoAndAHint) {
  for (const char* arguments :
       {"", "predict", "predict --bogus a.wav", "predict a.wav --scale seven", "predict a.wav --hop 1",
        "predict a.wav --window 0", "predict a.wav --format word", "predict a.wav --channel left",
        "predict a.wav --threads 0", "predict a.wav --device abacus", "extract a.wav --output x.npy",
        "extract a.wav --frontend nothing --output x.npy", "nothing"}) {
    const Outcome outcome = run(arguments);
    EXPECT_EQ(outcome.code, 2) << arguments;
    EXPECT_THAT(outcome.err, HasSubstr("--help")) << arguments;
  }
  EXPECT_EQ(run("--help").code, 0);
  EXPECT_THAT(run("--version").out, StartsWith("affectus "));
}

TEST_F(ProgramTest, InABatchTheOthersAreDone) {
  write("empty.wav", "");
  write("text.wav", "no audio");
  const Outcome outcome = run("predict missing.wav empty.wav " + sample_file + " text.wav --format csv --quiet");
  EXPECT_EQ(outcome.code, 1);
  EXPECT_EQ(lines(outcome.out), 4);
  EXPECT_EQ(lines(outcome.err), 3) << outcome.err;
  for (const char* name : {"missing.wav: no such file", "empty.wav: is empty", "text.wav: "})
    EXPECT_THAT(outcome.err, HasSubstr(name));
}

TEST_F(ProgramTest, StandardInputListsFoldersAndGlobs) {
  fs::create_directories(folder_ / "calls/one");
  fs::copy_file(sample_file, folder_ / "calls/one/a.flac");
  fs::copy_file(sample_file, folder_ / "calls/b.flac");
  write("calls/notes.txt", "not a recording");
  write("list.txt", "# a list\r\ncalls/b.flac\r\n\r\n");
  EXPECT_EQ(lines(run("predict - --format csv --window 30 --quiet", sample_file).out), 2);
  EXPECT_EQ(lines(run("predict @list.txt --format csv --window 30").out), 2);
  EXPECT_EQ(lines(run("predict calls --format csv --window 30").out), 3);
  EXPECT_EQ(lines(run("predict 'calls/**/*.flac' --format csv --window 30").out), 3);
  EXPECT_EQ(run("predict 'calls/*.mp3'").code, 1);
}

TEST_F(ProgramTest, ThreadsDoNotChangeAByte) {
  const std::string arguments = "predict " + sample_file + " " + sample_file + " " + sample_file +
                                " --window 2 --hop 0.7 --format csv --embedding --threads ";
  const Outcome one = run(arguments + "1");
  EXPECT_EQ(one.code, 0);
  EXPECT_EQ(one.out, run(arguments + "3").out);
}

TEST_F(ProgramTest, TheExtensionChoosesTheFormatAndAFolderTakesAFileEach) {
  for (const char* name : {"a.csv", "a.json", "a.jsonl", "a.TextGrid", "a.eaf", "a.vtt", "a.srt", "a.html"}) {
    EXPECT_EQ(run("predict " + sample_file + " --output " + name).code, 0) << name;
    EXPECT_GT(fs::file_size(folder_ / name), 100U) << name;
  }
  EXPECT_EQ(run("predict " + sample_file + " --format textgrid --output grids/").code, 0);
  EXPECT_TRUE(fs::exists(folder_ / "grids/sense_and_sensibility.TextGrid"));
  EXPECT_EQ(run("predict " + sample_file + " " + sample_file + " --format textgrid").code, 2);
}

TEST_F(ProgramTest, SeveralDocumentsNeedAFolder) {
  fs::copy_file(sample_file, folder_ / "a.flac");
  for (const char* rest : {"--output two.TextGrid", "--format eaf --output two.eaf"})
    EXPECT_EQ(run("predict a.flac " + sample_file + " " + rest).code, 2) << rest;
  EXPECT_EQ(run("extract a.flac " + sample_file + " --frontend mfb --output two.npy").code, 2);
  EXPECT_FALSE(fs::exists(folder_ / "two.TextGrid"));
  EXPECT_FALSE(fs::exists(folder_ / "two.npy"));
}

TEST_F(ProgramTest, WhatIsReadIsNotWrittenOver) {
  fs::copy_file(sample_file, folder_ / "a.flac");
  fs::copy_file(sample_file, folder_ / "b.csv");
  write("list.txt", "a.flac\n");
  write("intervals.csv", "file,start,end\na.flac,0,3\n");
  write("manifest.csv", "path,partition,activation\na.flac,test,3\n");
  for (const char* arguments :
       {"predict a.flac --format csv --output a.flac", "predict a.flac --format csv --output ./x/../a.flac",
        "predict @list.txt --output list.txt", "predict a.flac --segments intervals.csv --output intervals.csv",
        "predict b.csv --format csv --output ./", "evaluate affectus-mfb manifest.csv --output a.flac",
        "evaluate affectus-mfb manifest.csv --predictions manifest.csv",
        "analyse manifest.csv --partition test --frontend mfb --list manifest.csv"}) {
    const Outcome outcome = run(arguments);
    EXPECT_EQ(outcome.code, 2) << arguments;
    EXPECT_THAT(outcome.err, HasSubstr("expected another file than those that are read")) << arguments;
  }
  EXPECT_EQ(fs::file_size(folder_ / "a.flac"), fs::file_size(sample_file));
  EXPECT_EQ(fs::file_size(folder_ / "b.csv"), fs::file_size(sample_file));
}

TEST_F(ProgramTest, AnImportWritesOverNothingThatItReads) {
  fs::copy_file(sample_file, folder_ / "a.flac");
  const std::string table = "take,who,what\na,Anna,happy\n";
  write("manifest.csv", table);
  write("mine.toml",
        "name = 'mine'\ntitle = 'Mine'\nlicence = 'CC0-1.0'\nsource = 'here'\nspeaker = '{t.who}'\npartition = 'test'\n"
        "category = '{t.what}'\nfiles.pattern = '{take}'\n"
        "[tables.t]\nfile = 'manifest.csv'\nkey = '{take}'\nof = '{take}'\n");
  fs::create_directories(folder_ / "linked");
  fs::create_hard_link(folder_ / "mine.toml", folder_ / "linked/manifest.csv");
  for (const char* output : {".", "linked"}) {
    const Outcome outcome = run(std::string("corpus import --layout mine.toml . --output ") + output);
    EXPECT_EQ(outcome.code, 2) << output;
    EXPECT_THAT(outcome.err, HasSubstr("--output: expected another file than those that are read")) << output;
  }
  EXPECT_EQ(read_file(folder_ / "manifest.csv"), table);
  EXPECT_EQ(run("corpus import --layout mine.toml . --output new").code, 0);
  EXPECT_EQ(run("corpus import --layout mine.toml . --output new").code, 0) << "its own manifest was not read";
}

// In a folder that may not be written, an output is written in place.
TEST_F(ProgramTest, WhatIsReadIsNotWrittenOverByAnotherOfItsNames) {
  fs::copy_file(sample_file, folder_ / "a.flac");
  write("list.txt", "a.flac\n");
  write("intervals.csv", "file,start,end\na.flac,0,3\n");
  write("manifest.csv", "path,partition,activation\na.flac,test,3\n");
  fs::create_directories(folder_ / "rows");
  for (const auto& [file, link] : std::map<std::string, std::string>{{"a.flac", "rows/a.csv"},
                                                                     {"list.txt", "list.csv"},
                                                                     {"intervals.csv", "turns.csv"},
                                                                     {"manifest.csv", "other.csv"}})
    fs::create_hard_link(folder_ / file, folder_ / link);
  fs::create_hard_link(folder_ / "a.flac", folder_ / "a.npy");
  for (const char* arguments :
       {"predict a.flac --output rows/a.csv", "predict a.flac --format csv --output rows/",
        "predict @list.txt --output list.csv", "predict a.flac --segments intervals.csv --output turns.csv",
        "predict - --output rows/a.csv", "extract a.flac --frontend mfb --output a.npy",
        "extract a.flac --frontend mfb --output ./", "evaluate affectus-mfb manifest.csv --predictions other.csv",
        "corpus info manifest.csv --output other.csv"}) {
    const Outcome outcome = run(arguments, "a.flac");
    EXPECT_EQ(outcome.code, 2) << arguments;
    EXPECT_THAT(outcome.err, HasSubstr("expected another file than those that are read")) << arguments;
  }
  EXPECT_EQ(fs::file_size(folder_ / "rows/a.csv"), fs::file_size(sample_file));
  EXPECT_EQ(read_file(folder_ / "list.csv"), "a.flac\n");
}

TEST_F(ProgramTest, AModelIsNotWrittenOver) {
  const std::string models = AFFECTUS_SOURCE_DIR "/models/affectus-mfb";
  fs::create_directories(folder_ / "model");
  for (const char* name : {"config.json", "model.safetensors"}) fs::copy_file(models + "/" + name, folder_ / "model" / name);
  for (const char* name : {"config.json", "model.safetensors"}) {
    EXPECT_EQ(run("predict " + sample_file + " --model model --format json --output model/" + name).code, 2) << name;
    EXPECT_EQ(read_file(folder_ / "model" / name), read_file(models + "/" + name));
  }
}

TEST_F(ProgramTest, StandardInputIsReadOnce) {
  write("list.txt", "-\n");
  for (const char* arguments :
       {"predict - -", "predict - @list.txt", "predict @list.txt -", "extract - - --frontend mfb --output x/"}) {
    const Outcome outcome = run(arguments, sample_file);
    EXPECT_EQ(outcome.code, 2) << arguments;
    EXPECT_THAT(outcome.err, HasSubstr("expected - (standard input) once, found it twice")) << arguments;
  }
  EXPECT_EQ(lines(run("predict @list.txt --format csv --window 30 --quiet", sample_file).out), 2);
}

TEST_F(ProgramTest, GlobsOfOneFolderAndOfSeveral) {
  for (const char* name : {"calls/a.flac", "calls/one/b.flac", "calls/one/two/c.flac"}) {
    fs::create_directories((folder_ / name).parent_path());
    fs::copy_file(sample_file, folder_ / name);
  }
  for (const auto& [pattern, files] : std::map<std::string, int>{{"calls/*.flac", 1},
                                                                 {"calls//*.flac", 1},
                                                                 {"./calls/*.flac", 1},
                                                                 {"*/*/*.flac", 1},
                                                                 {"c*/**/*.flac", 3},
                                                                 {"**/two/*.flac", 1}})
    EXPECT_EQ(lines(run("predict '" + pattern + "' --format csv --window 30 --quiet").out), 1 + files) << pattern;
}

TEST_F(ProgramTest, ASlowRunHasASpeedAllTheSame) {
  testing::write_wave(folder_ / "short.wav", std::vector<float>(16, 0.1F));
  EXPECT_THAT(run("predict short.wav").err, Not(HasSubstr(" 0.0 times")));
}

TEST_F(ProgramTest, AnalyseLeavesOutWhatCannotBeReadAndNeedsRatings) {
  std::string rows = "path,partition,activation\n";
  for (int i = 0; i < 4; ++i) {
    fs::copy_file(sample_file, folder_ / (std::to_string(i) + ".flac"));
    rows += std::to_string(i) + ".flac,train," + std::to_string(i + 1) + "\n";
  }
  write("manifest.csv", rows + "away.flac,train,2\n");
  const Outcome outcome = run("analyse manifest.csv --frontend mfb");
  EXPECT_EQ(outcome.code, 1);
  EXPECT_THAT(outcome.out, HasSubstr("4 utterances"));
  EXPECT_THAT(outcome.err, ::testing::AllOf(HasSubstr("away.flac"), HasSubstr("1 of 5 utterances")));
  write("manifest.csv", "path,partition,category\n0.flac,train,happy\n");
  EXPECT_THAT(run("analyse manifest.csv --frontend mfb").err, HasSubstr("expected ratings"));
}

TEST_F(ProgramTest, AFolderOfTheSameNameHidesNeitherModelNorCorpus) {
  fs::create_directories(folder_ / "affectus-mfb");
  fs::create_directories(folder_ / "corpora/tiny");
  fs::create_directories(folder_ / "tiny");
  fs::copy_file(sample_file, folder_ / "corpora/tiny/a.flac");
  write("corpora/tiny/manifest.csv", "path,partition,activation\na.flac,test,3\na.flac,test,4\n");
  EXPECT_EQ(run("predict " + sample_file + " --model affectus-mfb").code, 0);
  EXPECT_EQ(run("evaluate affectus-mfb tiny --corpus tiny=corpora/tiny").code, 0);
  EXPECT_EQ(run("corpus info tiny --corpus tiny=corpora/tiny").code, 0);
}

TEST_F(ProgramTest, AFailedRecordingLeavesNoEmptyDocumentAndOneLine) {
  for (const char* format : {"TextGrid", "eaf", "vtt", "srt"}) {
    const Outcome outcome = run(std::string("predict missing.wav --quiet --output a.") + format);
    EXPECT_EQ(outcome.code, 1);
    EXPECT_EQ(lines(outcome.err), 1) << outcome.err;
    EXPECT_FALSE(fs::exists(folder_ / (std::string("a.") + format)));
  }
}

TEST_F(ProgramTest, EveryFormatCarriesTheIntervalsLabelsTiersAndSpeakers) {
  write("turns.csv", "file,start_s,end_s,label\nsense_and_sensibility.flac,1,3.5,my <label>\n");
  write("turns.rttm", "SPEAKER sense_and_sensibility 1 1.0 2.5 <NA> <NA> my_label <NA> <NA>\n");
  write(
      "turns.TextGrid",
      "File type = \"ooTextFile\"\nObject class = \"TextGrid\"\n\nxmin = 0\nxmax = 24.73\ntiers? <exists>\nsize = 2\n"
      "item []:\n    item [1]:\n        class = \"IntervalTier\"\n        name = \"other\"\n        xmin = 0\n        xmax "
      "= "
      "24.73\n        intervals: size = 1\n        intervals [1]:\n            xmin = 0\n            xmax = 24.73\n         "
      " "
      "  text = \"wrong\"\n    item [2]:\n        class = \"IntervalTier\"\n        name = \"turns\"\n        xmin = 0\n   "
      "     xmax = 24.73\n        intervals: size = 3\n        intervals [1]:\n            xmin = 0\n            xmax = 1\n "
      " "
      "          text = \"\"\n        intervals [2]:\n            xmin = 1\n            xmax = 3.5\n            text = "
      "\"my_label\"\n        intervals [3]:\n            xmin = 3.5\n            xmax = 24.73\n            text = \"\"\n");
  for (const char* format : {"table", "csv", "json", "jsonl", "textgrid", "eaf", "vtt", "srt", "html"}) {
    const std::string arguments = "predict " + sample_file + " --quiet --format " + format + " --segments ";
    const Outcome csv = run(arguments + "turns.csv");
    EXPECT_EQ(csv.code, 0) << csv.err;
    const bool is_markup = format == std::string("eaf") || format == std::string("html") || format == std::string("vtt");
    EXPECT_THAT(csv.out, HasSubstr(is_markup ? "my &lt;label&gt;" : "my <label>")) << format;
    EXPECT_THAT(run(arguments + "turns.rttm").out, HasSubstr("my_label")) << format;
    const Outcome grid = run(arguments + "turns.TextGrid --tier turns");
    EXPECT_THAT(grid.out, HasSubstr("my_label")) << format << grid.err;
    EXPECT_THAT(grid.out, Not(HasSubstr("wrong"))) << format;
  }
  EXPECT_THAT(run("predict " + sample_file + " --segments turns.TextGrid --tier nobody").err, HasSubstr("nobody"));
}

TEST_F(ProgramTest, AnyFileNameComesThrough) {
  const std::string name = "a, \"b\" <c>\xff.flac";
  fs::copy_file(sample_file, folder_ / name);
  for (const char* format : {"table", "csv", "json", "jsonl", "textgrid", "eaf", "vtt", "srt", "html"}) {
    const Outcome outcome = run(std::string("predict *.flac --window 30 --quiet --format ") + format);
    EXPECT_EQ(outcome.code, 0) << format << outcome.err;
    EXPECT_EQ(outcome.err, "") << format;
    EXPECT_THAT(outcome.out, Not(HasSubstr("<c>\xff"))) << format;
  }
}

TEST_F(ProgramTest, AnInterruptLeavesNothingHalfWritten) {
  // Half an hour takes seconds; the signal comes long before that.
  ASSERT_EQ(
      std::system(("ffmpeg -v error -f lavfi -i anullsrc=r=16000:cl=mono -t 1800 '" + (folder_ / "long.wav").string() + "'")
                      .c_str()),
      0);
  for (const auto& [signal, arguments] :
       std::map<std::string, std::string>{{"INT", "predict long.wav --window 5 --hop 0.02 --output a.html"},
                                          {"TERM", "extract long.wav --frontend prosody --output b/"}}) {
    // On a busy machine the program may not have begun when the signal comes: then it comes later.
    std::string message;
    for (const char* delay_s : {"0.3", "1", "3", "9"}) {
      const std::string command = "cd '" + folder_.path().string() + "' && timeout --foreground --preserve-status -s " +
                                  signal + " " + delay_s + " " + AFFECTUS_PROGRAM + " " + arguments + " >/dev/null 2>err";
      const int status = std::system(command.c_str());
      message = read_file(folder_ / "err");
      for (const auto& entry : fs::recursive_directory_iterator(folder_.path())) {
        const bool is_ours = entry.path().filename() == "long.wav" || entry.path().filename() == "err";
        EXPECT_TRUE(is_ours || entry.is_directory()) << entry.path();
      }
      if (message.empty()) continue;
      EXPECT_EQ(WEXITSTATUS(status), 1);
      break;
    }
    EXPECT_THAT(message, HasSubstr("stopped before the end"));
  }
}

TEST_F(ProgramTest, EvaluateSaysHowTheModelAgreesWithTheLabels) {
  fs::copy_file(sample_file, folder_ / "a.flac");
  write("manifest.csv",
        "path,speaker,gender,language,partition,category,intensity,activation,valence,dominance,recognised_pct,natural_pct\n"
        "a.flac,s1,female,en,test,neutral,normal,3,4,4,,\na.flac,s1,female,en,test,neutral,normal,4,4,4,,\n"
        "gone.flac,s2,male,en,development,sad,normal,2,2,3,,\n");
  const Outcome table = run("evaluate " AFFECTUS_SOURCE_DIR "/models/affectus-mfb manifest.csv");
  EXPECT_EQ(table.code, 0) << table.err;
  EXPECT_THAT(table.out, HasSubstr("2 of 2 rows, 1 speaker"));
  EXPECT_EQ(run("evaluate " AFFECTUS_SOURCE_DIR "/models/affectus-mfb manifest.csv --output e.json").code, 0);
  EXPECT_THAT(read_file(folder_ / "e.json"), HasSubstr("\"utterances\": 2"));
  EXPECT_EQ(run("evaluate " AFFECTUS_SOURCE_DIR "/models/affectus-mfb manifest.csv --output e.html").code, 0);
  EXPECT_THAT(read_file(folder_ / "e.html"), HasSubstr("<svg"));
  EXPECT_THAT(run("evaluate " AFFECTUS_SOURCE_DIR "/models/affectus-mfb manifest.csv --partition nobody").err,
              HasSubstr("expected utterances of the partition 'nobody', found none"));
  const Outcome missing = run("evaluate " AFFECTUS_SOURCE_DIR "/models/affectus-mfb manifest.csv --partition development");
  EXPECT_EQ(missing.code, 1);
  EXPECT_THAT(missing.err, HasSubstr("gone.flac"));
  EXPECT_EQ(run("evaluate nowhere manifest.csv").code, 1);
}

TEST_F(ProgramTest, EvaluateSaysHowFarTheModelFalls) {
  fs::copy_file(sample_file, folder_ / "a.flac");
  write("manifest.csv", "path,speaker,partition,activation,valence,dominance\na.flac,s1,test,3,4,4\na.flac,s2,test,4,4,4\n");
  const std::string evaluate = "evaluate " AFFECTUS_SOURCE_DIR "/models/affectus-mfb manifest.csv --quiet ";
  const Outcome page = run(evaluate + "--degrade white:20,white:0,gain:-6+babble:10 --output e.html");
  EXPECT_EQ(page.code, 0) << page.err;
  EXPECT_THAT(read_file(folder_ / "e.html"),
              ::testing::AllOf(HasSubstr("signal to noise, dB"), HasSubstr("gain:-6+babble:10"), HasSubstr("<svg")));
  EXPECT_EQ(run(evaluate + "--degrade white:20 --output e.json").code, 0);
  const std::string first = read_file(folder_ / "e.json");
  EXPECT_THAT(first, ::testing::AllOf(HasSubstr("\"degradation\": \"clean\""), HasSubstr("\"degradation\": \"white:20\"")));
  EXPECT_EQ(run(evaluate + "--degrade white:20 --output e.json --threads 1").code, 0);
  EXPECT_EQ(read_file(folder_ / "e.json"), first);
  const Outcome both = run(evaluate + "--degrade white:20 --submission s.csv");
  EXPECT_EQ(both.code, 2);
  EXPECT_THAT(both.err, HasSubstr("without --submission"));
  EXPECT_THAT(run(evaluate + "--degrade hum:3").err, HasSubstr("a kind of white, pink"));
}

TEST_F(ProgramTest, IntervalsPassTheirLabelsThrough) {
  write("turns.csv",
        "file,start_s,end_s,label\nsense_and_sensibility.flac,1,3.5,first\nsense_and_sensibility.flac,10,18,second\n");
  const Outcome outcome = run("predict " + sample_file + " --segments turns.csv --format csv --quiet");
  EXPECT_EQ(outcome.code, 0);
  EXPECT_EQ(lines(outcome.out), 3);
  EXPECT_THAT(outcome.out, HasSubstr(",1,3.5,first,"));
  EXPECT_THAT(outcome.out, HasSubstr(",10,18,second,"));
}

TEST_F(ProgramTest, MessagesGoToStandardErrorAndQuietSilencesThem) {
  EXPECT_THAT(run("predict " + sample_file + " --window 5").err, HasSubstr("times real time"));
  EXPECT_EQ(run("predict " + sample_file + " --window 5 --quiet").err, "");
  EXPECT_THAT(run("predict " + sample_file).err, Not(HasSubstr("\r")));
}

TEST_F(ProgramTest, ExtractWritesNumpyFiles) {
  EXPECT_EQ(run("extract " + sample_file + " --frontend mfb+prosody --output x.npy").code, 0);
  EXPECT_EQ(fs::file_size(folder_ / "x.npy"), 128U + 2471 * 43 * 4);
  EXPECT_EQ(run("extract " + sample_file + " --frontend mfb --dtype float16 --output x.npy").code, 0);
  EXPECT_EQ(fs::file_size(folder_ / "x.npy"), 128U + 2471 * 40 * 2);
  EXPECT_THAT(read_file(folder_ / "x.npy"), HasSubstr("'shape': (2471, 40)"));
}

TEST_F(ProgramTest, ExtractTakesAManifest) {
  fs::create_directories(folder_ / "corpus/audio");
  fs::copy_file(sample_file, folder_ / "corpus/audio/a.flac");
  write("corpus/manifest.csv",
        "path,speaker,gender,language,partition,category,intensity,activation,valence,dominance,recognised_pct,natural_pct\n"
        "audio/a.flac,s1,female,en,test,neutral,normal,3,4,4,,\naudio/a.flac,s1,female,en,train,neutral,normal,4,4,4,,\n"
        "audio/gone.flac,s2,male,en,train,sad,normal,2,2,3,,\n");
  const Outcome outcome = run("extract corpus/manifest.csv --frontend mfb --output features --quiet");
  EXPECT_EQ(outcome.code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("gone.flac: no such file"));
  EXPECT_TRUE(fs::exists(folder_ / "features/audio/a.npy"));
  EXPECT_EQ(run("extract corpus/manifest.csv " + sample_file + " --frontend mfb --output features").code, 2);
}

TEST_F(ProgramTest, JsonLinesAreRows) {
  testing::write_wave(folder_ / "silence.wav", std::vector<float>(32000));
  const std::string arguments = "predict " + sample_file + " gone.wav silence.wav --window 9 --quiet --format ";
  const Outcome outcome = run(arguments + "jsonl");
  EXPECT_EQ(outcome.code, 1);
  std::vector<json> rows;
  std::istringstream text(outcome.out);
  for (std::string line; std::getline(text, line);) rows.push_back(json::parse(line));
  ASSERT_EQ(rows.size(), 5U);
  for (const std::size_t i : {0, 1, 2, 4}) {
    EXPECT_EQ(rows[i].at("file"), i < 4 ? sample_file : "silence.wav");
    for (const char* key : {"start_s", "end_s", "speech", "activation", "valence", "dominance"})
      EXPECT_TRUE(rows[i].at(key).is_number()) << key;
    EXPECT_TRUE(rows[i].at("categories").at("neutral").is_number());
    EXPECT_GE(rows[i].at("familiarity").get<double>(), 0);
    EXPECT_LE(rows[i].at("familiarity").get<double>(), 1);
    EXPECT_TRUE(rows[i].at("embedding").is_null());
    EXPECT_EQ(rows[i].at("warnings"), i < 4 ? json::array() : json({"no_speech"}));
  }
  EXPECT_EQ(rows[3],
            (json{{"file", "gone.wav"}, {"error", {{"code", "not_found"}, {"message", "gone.wav: no such file"}}}}));
  EXPECT_FALSE(json::parse(run("predict silence.wav --embedding --quiet --format jsonl").out).at("embedding").empty());

  // The other document has the same rows, each under its recording.
  const json recordings = json::parse(run(arguments + "json").out);
  ASSERT_EQ(recordings.size(), 3U);
  EXPECT_EQ(recordings[0].at("segments").size(), 3U);
  EXPECT_EQ(recordings[0].at("warnings"), json::array());
  EXPECT_EQ(recordings[1], rows[3]);
  EXPECT_EQ(recordings[2].at("warnings"), json({"no_speech"}));
  for (std::size_t i = 0; i < 3; ++i) {
    json row = recordings[0]["segments"][i];
    row["file"] = sample_file;
    EXPECT_EQ(row, rows[i]);
  }
}

TEST_F(ProgramTest, TablesTellFamiliarityAndWarnings) {
  testing::write_wave(folder_ / "silence.wav", std::vector<float>(32000));
  const std::string table = run("predict silence.wav --quiet --format csv").out;
  EXPECT_THAT(table, StartsWith("file,start_s,end_s,speech,activation,valence,dominance,activation_sd,valence_sd,dominance_"
                                "sd,familiarity,category_"));
  EXPECT_THAT(table, HasSubstr(",warnings\nsilence.wav,0,2,0,"));
  EXPECT_THAT(table, ::testing::EndsWith(",no_speech\n"));
}

TEST_F(ProgramTest, InfoSaysTheLicence) { EXPECT_THAT(run("info").out, HasSubstr("CC-BY-4.0")); }

}  // namespace
}  // namespace affectus
