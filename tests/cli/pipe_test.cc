// What comes through pipes is scored as it comes.
#include <gmock/gmock.h>
#include <sys/stat.h>

#include <filesystem>
#include <regex>

#include "piped_program.h"
#include "program_fixture.h"

namespace affectus {
namespace {

using ::testing::HasSubstr;
using testing::open_for_writing;
using testing::PipedProgram;
using testing::PipeWriter;

constexpr std::size_t second = 32000;  // bytes
const std::string windows = " --window 1 --hop 0.5 --quiet --format ";

class PipeTest : public testing::ProgramTest {
 protected:
  // What `ffmpeg -f wav -` writes into a pipe: 16 bit samples under a header that knows no sizes. Also the file stream.wav.
  std::string streamed_wav() const {
    const std::string command =
        "ffmpeg -v error -i '" AFFECTUS_SOURCE_DIR "/samples/sense_and_sensibility.flac' -t 10.03 -ac 1 " +
        std::string("-ar 16000 -c:a pcm_s16le -f wav - >'") + (folder_ / "stream.wav").string() + "'";
    if (std::system(command.c_str()) != 0) ADD_FAILURE() << command;
    std::string bytes = read_file(folder_ / "stream.wav");
    EXPECT_EQ(bytes.substr(4, 4), "\xff\xff\xff\xff");
    return bytes;
  }
  // A named pipe; what is written to it has another name than a file's.
  std::string make_fifo() const {
    EXPECT_EQ(::mkfifo((folder_ / "pipe.wav").c_str(), 0600), 0);
    return "pipe.wav";
  }
  // Starts the program with these words, and more.
  std::vector<std::string> words(const std::string& arguments) const {
    std::vector<std::string> all = {AFFECTUS_PROGRAM};
    std::istringstream text(arguments);
    for (std::string word; text >> word;) all.push_back(word);
    return all;
  }
};

std::string replaced(const std::string& text, const std::string& expression, const std::string& by) {
  return std::regex_replace(text, std::regex(expression, std::regex::multiline), by);
}

TEST_F(PipeTest, RowsComeWhileStandardInputIsOpen) {
  const std::string bytes = streamed_wav();
  const std::size_t first_window = bytes.find("data") + 8 + second;
  const std::map<std::string, std::string> first_rows = {{"jsonl", "{\"file\": \"-\", \"start_s\": 0, \"end_s\": 1, "},
                                                         {"csv", "-,0,1,"},
                                                         {"vtt", "00:00:00.000 --> 00:00:01.000"}};
  for (const auto& [format, first_row] : first_rows)
    for (const char* threads : {"1", "3"}) {
      SCOPED_TRACE(format + ", threads " + threads);
      const std::string options = windows + format + " --threads " + threads;
      PipedProgram program(words("predict -" + options), folder_.path());
      ASSERT_TRUE(program.input().write(bytes.substr(0, first_window)));
      std::string output;
      for (std::optional<std::string> line; output.find(first_row) == std::string::npos; output += *line) {
        line = program.next_line();
        ASSERT_TRUE(line) << "no row before the end of standard input, but " << output << program.messages();
      }
      ASSERT_TRUE(program.input().write(bytes.substr(first_window)));
      program.input().close();
      output += program.all_lines();
      EXPECT_EQ(program.wait(), 0) << program.messages();
      output = replaced(replaced(output, "^-,", "stream.wav,"), "\"file\": \"-\"", "\"file\": \"stream.wav\"");
      EXPECT_EQ(output, run("predict stream.wav" + options).out);
    }
}

TEST_F(PipeTest, ASlowPipesRowsComeBeforeThoseOfTheNextRecording) {
  const std::string bytes = streamed_wav();
  const std::string pipe = make_fifo();
  std::filesystem::copy_file(folder_ / "stream.wav", folder_ / "next.wav");
  const std::string expected = replaced(run("predict stream.wav next.wav" + windows + "jsonl").out, "stream.wav", pipe);
  for (const char* threads : {"1", "3"}) {
    SCOPED_TRACE(threads);
    PipedProgram program(words("predict " + pipe + " next.wav" + windows + "jsonl --threads " + threads), folder_.path());
    PipeWriter writer(open_for_writing(folder_ / pipe));
    ASSERT_TRUE(writer.write(bytes.substr(0, 4 * second)));
    const std::optional<std::string> first = program.next_line();
    ASSERT_TRUE(first) << program.messages();
    EXPECT_THAT(*first, HasSubstr(pipe));
    // Meanwhile the next recording may be done, and its rows wait.
    for (std::size_t place = 4 * second; place < bytes.size(); place += second / 2) {
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
      ASSERT_TRUE(writer.write(std::string_view(bytes).substr(place, second / 2)));
    }
    writer.close();
    EXPECT_EQ(*first + program.all_lines(), expected);
    EXPECT_EQ(program.wait(), 0) << program.messages();
  }
}

void expect_stopped(PipedProgram& program) {
  ASSERT_TRUE(program.catches(SIGINT));
  std::this_thread::sleep_for(std::chrono::milliseconds(100));  // by then it most likely waits
  program.send(SIGINT);
  EXPECT_EQ(program.wait(), 1);
  EXPECT_THAT(program.messages(), HasSubstr("stopped before the end"));
}

TEST_F(PipeTest, AnInterruptEndsTheWaitForBytes) {
  const std::string bytes = streamed_wav();
  const std::string pipe = make_fifo();
  for (const char* threads : {"1", "3"})
    for (const std::string& input : {pipe, std::string("-")})
      for (const std::size_t count : {std::size_t{0}, std::size_t{20}, 4 * second}) {
        SCOPED_TRACE(input + " after " + std::to_string(count) + " bytes, threads " + threads);
        PipedProgram program(words("predict " + input + windows + "jsonl --threads " + threads), folder_.path());
        std::optional<PipeWriter> writer;
        if (input == pipe) writer.emplace(open_for_writing(folder_ / pipe));
        ASSERT_TRUE((writer ? *writer : program.input()).write(bytes.substr(0, count)));
        expect_stopped(program);
      }
}

TEST_F(PipeTest, AnInterruptEndsTheWaitForSomebodyWhoWrites) {
  const std::string pipe = make_fifo();
  for (const char* threads : {"1", "3"}) {
    SCOPED_TRACE(threads);
    PipedProgram program(words("predict " + pipe + windows + "jsonl --threads " + threads), folder_.path());
    expect_stopped(program);
  }
}

}  // namespace
}  // namespace affectus
