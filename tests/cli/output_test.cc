// Where the program's results go, and what stands there when something fails.
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <sstream>

#include "piped_program.h"
#include "program_fixture.h"

namespace affectus {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::Outcome;
using testing::sample_file;
using ::testing::StartsWith;

class OutputTest : public testing::ProgramTest {
 protected:
  // Runs a line of the shell, in which $A is the program.
  int shell(const std::string& line) const {
    const std::string command = "cd '" + folder_.path().string() + "'; A='" AFFECTUS_PROGRAM "'; " + line;
    const int status = std::system(command.c_str());
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
  std::string file(const std::string& name) const { return read_file(folder_ / name); }
  mode_t mode_of(const std::string& name) const {
    struct stat status {};
    EXPECT_EQ(::lstat((folder_ / name).c_str(), &status), 0) << name;
    return status.st_mode;
  }
  void make_recordings(const std::vector<std::string>& names) const {
    for (const std::string& name : names) {
      fs::create_directories((folder_ / name).parent_path());
      fs::copy_file(sample_file, folder_ / name);
    }
  }
  bool has_temporary_files() const {
    for (const auto& entry : fs::recursive_directory_iterator(folder_.path()))
      if (entry.path().extension() == ".part") return true;
    return false;
  }
  // One line of standard error, exit 1.
  void expect_one_error(const Outcome& outcome, const std::string& name) const {
    EXPECT_EQ(outcome.code, 1) << outcome.err;
    EXPECT_EQ(lines(outcome.err), 1) << outcome.err;
    EXPECT_THAT(outcome.err, AllOf(HasSubstr(name), Not(HasSubstr("filesystem error"))));
    EXPECT_FALSE(has_temporary_files()) << name;
  }
};

TEST_F(OutputTest, PipesLinksAndModesStayWhatTheyAre) {
  make_recordings({"a.flac"});
  const std::string expected = run("predict a.flac --format csv --quiet").out;
  ASSERT_EQ(::mkfifo((folder_ / "pipe.csv").c_str(), 0600), 0);
  EXPECT_EQ(shell("(cat pipe.csv >got; touch read) & $A predict a.flac --quiet --output pipe.csv"), 0);
  EXPECT_TRUE(testing::eventually([&] { return fs::exists(folder_ / "read"); }));
  EXPECT_EQ(file("got"), expected);
  EXPECT_TRUE(S_ISFIFO(mode_of("pipe.csv")));

  write("real.csv", "old");
  fs::create_symlink("real.csv", folder_ / "link.csv");
  EXPECT_EQ(run("predict a.flac --quiet --output link.csv").code, 0);
  EXPECT_TRUE(S_ISLNK(mode_of("link.csv")));
  EXPECT_EQ(file("real.csv"), expected);

  write("private.csv", "old");
  ASSERT_EQ(::chmod((folder_ / "private.csv").c_str(), 0600), 0);
  EXPECT_EQ(run("predict a.flac --quiet --output private.csv").code, 0);
  EXPECT_EQ(mode_of("private.csv") & 0777U, 0600U);
  EXPECT_EQ(file("private.csv"), expected);
}

TEST_F(OutputTest, StandardOutputByNameIsStandardOutput) {
  make_recordings({"a.flac"});
  const std::string expected = run("predict a.flac --format csv --quiet").out;
  for (const char* name : {"/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"}) {
    EXPECT_EQ(shell(std::string("{ echo before; $A predict a.flac --format csv --quiet --output ") + name +
                    "; echo after; } >all"),
              0)
        << name;
    EXPECT_EQ(file("all"), "before\n" + expected + "after\n") << name;
  }
  EXPECT_EQ(shell("$A predict a.flac --format csv --quiet --output /dev/stdout | cat >all"), 0);
  EXPECT_EQ(file("all"), expected);
}

TEST_F(OutputTest, NumpyFilesGoThroughPipes) {
  make_recordings({"a.flac"});
  EXPECT_EQ(run("extract a.flac --frontend mfb --output x.npy").code, 0);
  EXPECT_EQ(shell("$A extract a.flac --frontend mfb --output /dev/stdout | cat >piped.npy"), 0);
  EXPECT_EQ(file("piped.npy"), file("x.npy"));
}

TEST_F(OutputTest, NamesOfRecordingsMayBeAsLongAsTheSystemAllows) {
  const std::string name(251, 'x');
  make_recordings({"a.wav", name + ".wav", "z.wav"});
  const Outcome outcome = run("predict . --quiet --format csv --output results/");
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  for (const std::string& one : {std::string("a"), name, std::string("z")})
    EXPECT_TRUE(fs::exists(folder_ / ("results/" + one + ".csv"))) << one;
  // .TextGrid is longer than .wav.
  expect_one_error(run("predict . --quiet --format textgrid --output grids/"), name + ".TextGrid: cannot be written");
  EXPECT_TRUE(fs::exists(folder_ / "grids/a.TextGrid"));
  EXPECT_TRUE(fs::exists(folder_ / "grids/z.TextGrid"));
}

TEST_F(OutputTest, InAFolderAnOutputThatCannotBeWrittenIsOneError) {
  make_recordings({"in/a.flac", "in/b.flac", "in/c/d.flac", "in/e.flac"});
  fs::create_directories(folder_ / "results/b.csv");
  fs::create_directories(folder_ / "results/b.npy");
  write("results/c", "a file where a folder must be");
  for (const auto& [command, extension] : {std::pair("predict in --quiet --window 30 --format csv --output results", ".csv"),
                                           std::pair("extract in --quiet --frontend mfb --output results/", ".npy")}) {
    const Outcome outcome = run(command);
    EXPECT_EQ(outcome.code, 1);
    EXPECT_EQ(lines(outcome.err), 2) << outcome.err;
    EXPECT_THAT(outcome.err, AllOf(HasSubstr(std::string("results/b") + extension + ": cannot be written: is a folder"),
                                   HasSubstr("results/c: cannot be made: is a file, expected a folder")));
    for (const char* name : {"a", "e"})
      EXPECT_TRUE(fs::is_regular_file(folder_ / (std::string("results/") + name + extension))) << command;
    EXPECT_FALSE(has_temporary_files());
  }
}

TEST_F(OutputTest, PlacesThatCannotBeWrittenAreOneErrorEach) {
  make_recordings({"a.flac", "b.flac"});
  write("file", "x");
  write("manifest.csv", "path,partition,activation\na.flac,test,3\n");
  const std::string both = "predict a.flac b.flac --quiet --format csv --output ";
  expect_one_error(run("predict a.flac --quiet --output file/a.csv"), "file is no folder");
  expect_one_error(run("predict a.flac --quiet --output missing/a.csv"), "no folder missing");
  expect_one_error(run(both + "file/"), "file: cannot be made: is a file, expected a folder");
  expect_one_error(run(both + "file/below/"), "file: cannot be made: is a file, expected a folder");
  expect_one_error(run(both + "/proc/below/"), "/proc/below: cannot be made");
  expect_one_error(run("extract a.flac b.flac --quiet --frontend mfb --output file"), "file: cannot be made");
  expect_one_error(run("extract a.flac --quiet --frontend mfb --output file/x.npy"), "file is no folder");
  const std::string evaluate = "evaluate affectus-mfb manifest.csv --quiet ";
  expect_one_error(run(evaluate + "--format json --output ."), ".: cannot be written: is a folder, expected a file");
  expect_one_error(run(evaluate + "--predictions missing/p.csv"), "missing/p.csv: cannot be written: no folder missing");
  EXPECT_EQ(file("file"), "x");
}

TEST_F(OutputTest, AFullDeviceIsAnErrorThatNamesIt) {
  make_recordings({"a.flac"});
  expect_one_error(run("predict a.flac --quiet --format csv --output /dev/full"),
                   "/dev/full: cannot be written: No space left");
  EXPECT_EQ(shell("$A predict a.flac --quiet --format csv >/dev/full 2>err"), 1);
  EXPECT_THAT(file("err"), HasSubstr("standard output: cannot be written: No space left"));
  EXPECT_TRUE(fs::is_character_file("/dev/full"));
}

// A limit on a file's size takes a full disk's place.
TEST_F(OutputTest, AFullDiskLeavesTheOldFile) {
  make_recordings({"a.flac", "in/a.flac", "in/b.flac"});
  write("a.csv", "old");
  write("x.npy", "old");
  for (const char* arguments : {"predict a.flac --quiet --window 1 --hop 0.05 --embedding --output a.csv",
                                "extract a.flac --quiet --frontend mfb --output x.npy"}) {
    EXPECT_EQ(shell(std::string("ulimit -f 16 && $A ") + arguments + " >out 2>err"), 1);
    expect_one_error({1, file("out"), file("err")}, ": cannot be written: File too large");
  }
  EXPECT_EQ(file("a.csv"), "old");
  EXPECT_EQ(file("x.npy"), "old");
  EXPECT_EQ(shell("ulimit -f 16 && $A extract in --quiet --frontend mfb --output results/ 2>err"), 1);
  EXPECT_EQ(lines(file("err")), 2) << file("err");
  EXPECT_TRUE(fs::is_empty(folder_ / "results"));
}

TEST_F(OutputTest, AMissingTemporaryFolderIsSaid) {
  ASSERT_EQ(shell("ffmpeg -v error -i '" + sample_file + "' -t 2 a.mp4"), 0);  // its index is at the end
  EXPECT_EQ(shell("cat a.mp4 | TMPDIR=/nowhere $A predict - --quiet >out 2>err"), 1);
  expect_one_error({1, file("out"), file("err")}, "none can be made in /nowhere (TMPDIR)");
}

// A recording that goes on, while the output has rows of it.
class InterruptedOutputTest : public OutputTest {
 protected:
  void interrupt(const std::string& arguments, const std::string& bytes) const {
    std::vector<std::string> words = {AFFECTUS_PROGRAM};
    std::istringstream text(arguments);
    for (std::string word; text >> word;) words.push_back(word);
    testing::PipedProgram program(words, folder_.path());
    ASSERT_TRUE(program.input().write(bytes));
    ASSERT_TRUE(testing::eventually([&] { return size_of_temporary_files() > 0; })) << program.messages();
    program.send(SIGINT);
    EXPECT_EQ(program.wait(), 1);
    EXPECT_FALSE(has_temporary_files());
    EXPECT_THAT(program.messages(), HasSubstr("stopped before the end"));
  }
  std::uintmax_t size_of_temporary_files() const {
    std::uintmax_t size = 0;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(folder_.path()))
      if (entry.path().extension() == ".part") size += fs::file_size(entry.path(), ignored);
    return size;
  }
  // Five seconds of a signal whose header knows no end.
  std::string beginning() const {
    EXPECT_EQ(shell("ffmpeg -v error -i '" + sample_file + "' -t 5 -ac 1 -ar 16000 -c:a pcm_s16le -f wav - >begin.wav"), 0);
    return file("begin.wav");
  }
};

TEST_F(InterruptedOutputTest, RowsThatStandForThemselvesAreKept) {
  const std::string bytes = beginning();
  for (const char* format : {"csv", "jsonl", "vtt", "srt"}) {
    const std::string output = std::string("a.") + format;
    interrupt("predict - --window 1 --hop 0.5 --output " + output, bytes);
    EXPECT_THAT(file("err"), HasSubstr("; " + output + " has the rows until then: ")) << format;
    EXPECT_THAT(file(output), EndsWith("\n")) << format;
  }
  const std::string rows = file("a.csv");
  EXPECT_THAT(rows, StartsWith("file,start_s,end_s,"));
  EXPECT_GT(lines(rows), 1);
}

TEST_F(InterruptedOutputTest, ADocumentThatIsNotWholeIsNotWritten) {
  make_recordings({"a.flac"});
  write("a.json", "old");
  // The first recording is written to the document when it is done.
  interrupt("predict a.flac - --window 0.5 --hop 0.02 --embedding --output a.json", beginning());
  EXPECT_THAT(file("err"), HasSubstr("; nothing is written to a.json"));
  EXPECT_EQ(file("a.json"), "old");
}

TEST_F(InterruptedOutputTest, AFolderHasTheRecordingsThatWereDone) {
  make_recordings({"a.flac"});
  const std::string bytes = beginning();
  std::vector<std::string> words = {AFFECTUS_PROGRAM, "predict", "a.flac",   "-",       "--window", "1",
                                    "--format",       "csv",     "--output", "results/"};
  testing::PipedProgram program(words, folder_.path());
  ASSERT_TRUE(program.input().write(bytes));
  ASSERT_TRUE(testing::eventually([&] { return fs::exists(folder_ / "results/a.csv"); })) << program.messages();
  program.send(SIGINT);
  EXPECT_EQ(program.wait(), 1);
  EXPECT_THAT(program.messages(), HasSubstr("stopped before the end; results/ has the results of 1 of 2 recordings"));
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_ / "results"), {}), 1);
}

}  // namespace
}  // namespace affectus
