// `affectus listen`, by standard input, on a terminal, and at PulseAudio's null sink.
#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <regex>
#include <sstream>
#include <thread>

#include "affectus/audio.h"
#include "piped_program.h"
#include "program_fixture.h"
#include "terminal_program.h"

namespace affectus {
namespace {

using testing::eventually;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::PipedProgram;
using testing::sample_file;
using testing::TerminalProgram;

class ListenProgramTest : public testing::ProgramTest {
 protected:
  static std::string replaced(const std::string& text, const std::string& from, const std::string& to) {
    return std::regex_replace(text, std::regex(from), to);
  }
  // What `predict` says of the sample's first seconds, as rows of `-`.
  std::string predicted(const std::string& options, const std::string& seconds) const {
    return run("predict - --quiet --max-duration " + seconds + " " + options, sample_file).out;
  }
  std::string read(const std::string& name) const { return read_file(folder_ / name); }
  bool has(const std::string& name) const { return std::filesystem::exists(folder_ / name); }
  // Headerless samples of the recording, 16 kHz.
  static std::string raw_samples(std::size_t count) {
    const std::vector<float> samples = read_audio(sample_file);
    std::string bytes;
    for (std::size_t i = 0; i < count; ++i) {
      const auto value = static_cast<unsigned>(std::lround(samples[i] * 32768));
      bytes += static_cast<char>(value & 0xFFU);
      bytes += static_cast<char>(value >> 8U & 0xFFU);
    }
    return bytes;
  }
};

TEST_F(ListenProgramTest, RowsAreThoseOfPredict) {
  const testing::Outcome plain = run("listen --input - --max-duration 8", sample_file);
  EXPECT_EQ(plain.code, 0);
  EXPECT_EQ(plain.out, predicted("--window 3 --hop 0.25 --format jsonl", "8"));
  EXPECT_EQ(lines(plain.out), 21);
  EXPECT_THAT(plain.err, HasSubstr("0:08 of audio, 21 rows"));

  const testing::Outcome shifted =
      run("listen --input - --max-duration 20 --window 1.5 --hop 0.5 --scale unit --baseline running --model affectus-mfb "
          "--quiet "
          "--output rows.csv",
          sample_file);
  EXPECT_EQ(shifted.code, 0);
  EXPECT_EQ(shifted.out + shifted.err, "");
  EXPECT_EQ(read("rows.csv"), predicted("--window 1.5 --hop 0.5 --scale unit --baseline running --model affectus-mfb "
                                        "--format csv",
                                        "20"));
}

// They come when they end, beside the regular rows, and are what `predict` says of these seconds.
TEST_F(ListenProgramTest, TurnsAreRowsWithALabel) {
  const testing::Outcome found = run("listen --input - --turns --format csv --quiet", sample_file);
  ASSERT_EQ(found.code, 0) << found.err;
  std::istringstream rows(found.out);
  std::string line, regular, turns = "file,start_s,end_s,label\n";
  int count = 0;
  while (std::getline(rows, line)) {
    std::size_t end_of_times = 0;
    for (int field = 0; field < 3; ++field) end_of_times = line.find(',', end_of_times) + 1;
    const std::size_t end_of_label = line.find(',', end_of_times);
    if (line.substr(end_of_times, end_of_label - end_of_times) == "turn") {
      ++count;
      turns += line.substr(0, end_of_label) + "\n";
    } else {
      regular += line.erase(end_of_times, end_of_label + 1 - end_of_times) + "\n";
    }
  }
  ASSERT_GE(count, 2) << found.out;
  EXPECT_EQ(regular, predicted("--window 3 --hop 0.25 --format csv", "60"));
  std::ofstream(folder_ / "turns.csv") << turns;
  const std::string scored = run("predict - --segments turns.csv --format csv --quiet", sample_file).out;
  std::istringstream expected(scored);
  while (std::getline(expected, line)) EXPECT_THAT(found.out, HasSubstr(line + "\n"));
}

TEST_F(ListenProgramTest, HeaderlessSamplesAreRead) {
  write("samples.raw", raw_samples(80000));
  const testing::Outcome found = run("listen --input - --raw s16le:16000 --quiet", "samples.raw");
  EXPECT_EQ(found.code, 0);
  EXPECT_EQ(found.out, predicted("--window 3 --hop 0.25 --format jsonl", "5"));
}

TEST_F(ListenProgramTest, ARecordingIsWhatWasHeard) {
  const testing::Outcome found =
      run("listen --input - --max-duration 6 --record heard.wav --output rows.jsonl", sample_file);
  EXPECT_EQ(found.code, 0);
  EXPECT_THAT(found.err, HasSubstr("recorded to heard.wav"));
  std::vector<float> expected = read_audio(sample_file);
  expected.resize(96000);
  std::string warning;
  const std::vector<float> heard = read_audio(folder_ / "heard.wav", {}, &warning);
  EXPECT_EQ(warning, "");
  ASSERT_EQ(heard.size(), expected.size());
  for (std::size_t i = 0; i < heard.size(); ++i) ASSERT_NEAR(heard[i], expected[i], 1.0 / 32768) << i;
}

TEST_F(ListenProgramTest, CtrlCEndsAndKeepsAll) {
  PipedProgram program({AFFECTUS_PROGRAM, "listen", "--input", "-", "--raw", "s16le:16000", "--record", "heard.wav"},
                       folder_.path());
  ASSERT_TRUE(program.catches(SIGINT));
  ASSERT_TRUE(program.input().write(raw_samples(16000 * 4)));
  std::string rows;
  for (int i = 0; i < 5; ++i) rows += program.next_line().value_or("");
  EXPECT_EQ(lines(rows), 5);
  ASSERT_TRUE(program.input().write(std::string(3200, '\0')));  // heard, but no row yet
  ASSERT_TRUE(eventually([&] { return std::filesystem::file_size(folder_ / "heard.wav") >= 80 + 2 * 16000 * 4 + 3200; }));
  program.send(SIGINT);
  EXPECT_EQ(program.wait(), 0) << program.messages();
  EXPECT_EQ(lines(program.all_lines()), 1) << "the row that ends with the signal";
  EXPECT_EQ(read_audio(folder_ / "heard.wav").size(), 16000U * 4 + 1600);
}

TEST_F(ListenProgramTest, AKillLeavesAReadableRecordingAndTheRows) {
  PipedProgram program({AFFECTUS_PROGRAM, "listen", "--input", "-", "--raw", "s16le:16000", "--record", "heard.wav",
                        "--output", "rows.jsonl"},
                       folder_.path());
  ASSERT_TRUE(program.input().write(raw_samples(16000 * 6)));
  ASSERT_TRUE(eventually([&] { return has("rows.jsonl") && lines(read("rows.jsonl")) == 13; }));
  program.send(SIGKILL);
  EXPECT_EQ(program.wait(), -SIGKILL);
  EXPECT_GE(read_audio(folder_ / "heard.wav").size(), 16000U * 5);
  EXPECT_EQ(lines(read("rows.jsonl")), 13);
}

TEST_F(ListenProgramTest, MistakesAreUsageErrors) {
  for (const char* arguments :
       {"listen --input - --format table", "listen --input - --output rows.html", "listen --input - --window 0",
        "listen --input - --record a.wav --output a.wav", "listen --input - --baseline anna=a.wav", "listen --scale odd"}) {
    const testing::Outcome found = run(arguments, sample_file);
    EXPECT_EQ(found.code, 2) << arguments << ": " << found.err;
  }
  const testing::Outcome unwritable = run("listen --input - --record no/a.wav", sample_file);
  EXPECT_EQ(unwritable.code, 1);
  EXPECT_THAT(unwritable.err, HasSubstr("no/a.wav"));
  const testing::Outcome empty = run("listen --input -");
  EXPECT_EQ(empty.code, 1);
  EXPECT_THAT(empty.err, HasSubstr("standard input"));
}

TEST_F(ListenProgramTest, InfoSaysWhatAnEncoderCostsLive) {
  const std::string of_encoder = run("info affectus-whisper").out;
  EXPECT_THAT(of_encoder, HasSubstr("live delay"));
  EXPECT_THAT(of_encoder, HasSubstr("12 for windows of 3 s every 0.25 s"));
  EXPECT_THAT(run("info affectus").out, Not(HasSubstr("live cost")));
}

class ListenTerminalTest : public ListenProgramTest {
 protected:
  void SetUp() override {
    if (const std::string why = testing::why_no_terminal(); !why.empty()) GTEST_SKIP() << why;
  }
};

TEST_F(ListenTerminalTest, ATerminalShowsTheView) {
  TerminalProgram program({AFFECTUS_PROGRAM, "listen", "--input", "-", "--output", "rows.jsonl"}, folder_.path(),
                          {"TERM=xterm", "LANG=C.UTF-8", "LC_ALL=C.UTF-8", "NO_COLOR="}, sample_file, 70, 20);
  EXPECT_EQ(program.wait(), 0) << program.output();
  const std::string& output = program.output();
  for (const char* text : {"\033[?1049h", "activation", "valence", "dominance", "speech", "level", "●", "\033[0;36m",
                           "\033[?1049l", "0:25 of audio"})
    EXPECT_THAT(output, HasSubstr(text));
  EXPECT_THAT(output, Not(HasSubstr("{\"file\""))) << "rows go to the file alone";
  EXPECT_GT(output.find("of audio"), output.find("\033[?1049l")) << "said where it stays";
  EXPECT_EQ(read("rows.jsonl"), run("predict - --window 3 --hop 0.25 --format jsonl --quiet", sample_file).out);
}

TEST_F(ListenTerminalTest, ATerminalWithoutColourOrUtf8HasNeither) {
  TerminalProgram program({AFFECTUS_PROGRAM, "listen", "--input", "-", "--max-duration", "6"}, folder_.path(),
                          {"TERM=xterm", "LC_ALL=C", "NO_COLOR=1"}, sample_file, 40, 12);
  EXPECT_EQ(program.wait(), 0);
  EXPECT_THAT(program.output(), HasSubstr("activation"));
  EXPECT_FALSE(std::regex_search(program.output(), std::regex("\033\\[0;[0-9;]*m")));
  EXPECT_TRUE(std::ranges::all_of(program.output(), [](char one) { return static_cast<unsigned char>(one) < 128; }));
}

TEST_F(ListenTerminalTest, ATerminalThatCannotMoveItsCursorGetsRows) {
  TerminalProgram program({AFFECTUS_PROGRAM, "listen", "--input", "-", "--max-duration", "4", "--quiet"}, folder_.path(),
                          {"TERM=dumb"}, sample_file, 80, 24);
  EXPECT_EQ(program.wait(), 0);
  EXPECT_THAT(program.output(), HasSubstr("{\"file\": \"-\", \"start_s\": 0, \"end_s\": 3"));
  EXPECT_THAT(program.output(), Not(HasSubstr("\033")));
}

TEST_F(ListenTerminalTest, AResizedTerminalIsDrawnAnew) {
  ASSERT_EQ(::mkfifo((folder_ / "pipe").c_str(), 0600), 0);
  TerminalProgram program({AFFECTUS_PROGRAM, "listen", "--input", "-", "--raw", "s16le:16000"}, folder_.path(),
                          {"TERM=xterm", "LC_ALL=C", "NO_COLOR=1"}, (folder_ / "pipe").string(), 70, 20);
  const testing::PipeWriter pipe(testing::open_for_writing(folder_ / "pipe"));
  ASSERT_TRUE(pipe.write(raw_samples(64000)));
  ASSERT_TRUE(program.reads("activation"));
  program.resize(20, 6);
  ASSERT_TRUE(program.reads("act ")) << "names are short where there is no room";
  EXPECT_EQ(program.output().find("act "), program.output().find("act ", program.output().rfind("\033[2J")));
  program.send(SIGINT);
  EXPECT_EQ(program.wait(), 0);
  EXPECT_THAT(program.output(), HasSubstr("\033[?1049l"));
}

// A sound server of the test's own, without hardware: what is played to its sink is heard at the sink's monitor.
class PulseAudioTest : public ListenProgramTest {
 protected:
  void SetUp() override {
    ::setenv("XDG_RUNTIME_DIR", folder_.path().c_str(), 1);
    ::setenv("PULSE_SERVER", ("unix:" + (folder_ / "native").string()).c_str(), 1);
    ::setenv("HOME", folder_.path().c_str(), 1);
    ::setenv("PULSE_COOKIE", (folder_ / "cookie").c_str(), 1);
    const std::string socket = "module-native-protocol-unix auth-anonymous=1 socket=" + (folder_ / "native").string();
    server_.emplace(
        std::vector<std::string>{"/usr/bin/pulseaudio", "-n", "--daemonize=no", "--use-pid-file=no", "--disable-shm=yes",
                                 "--exit-idle-time=-1", "-L", socket, "-L", "module-null-sink sink_name=room"},
        folder_.path());
    ASSERT_TRUE(eventually([] { return std::system("pactl info >/dev/null 2>&1") == 0; }))
        << "pulseaudio and pactl are needed (scripts/install-dependencies.sh test): " << server_->messages();
  }
  void TearDown() override {
    server_.reset();
    for (const char* name : {"XDG_RUNTIME_DIR", "PULSE_SERVER", "PULSE_COOKIE"}) ::unsetenv(name);
    ::setenv("HOME", home_.c_str(), 1);
  }

  const std::string home_ = std::getenv("HOME") == nullptr ? "/" : std::getenv("HOME");
  std::optional<PipedProgram> server_;
};

// The place in `heard` at which `said` begins, by the largest normalised correlation, which `likeness` receives. Both at a
// quarter of the rate, for speed.
std::size_t find_in(const std::vector<float>& heard, const std::vector<float>& said, double& likeness) {
  const auto thinned = [](const std::vector<float>& signal) {
    std::vector<float> thin;
    for (std::size_t i = 0; i + 4 <= signal.size(); i += 4)
      thin.push_back(signal[i] + signal[i + 1] + signal[i + 2] + signal[i + 3]);
    return thin;
  };
  const std::vector<float> in = thinned(heard), part = thinned(said);
  std::size_t place = 0;
  likeness = 0;
  for (std::size_t i = 0; i + part.size() <= in.size(); ++i) {
    double product = 0, a = 1e-9, b = 1e-9;
    for (std::size_t k = 0; k < part.size(); ++k) {
      product += in[i + k] * part[k];
      a += in[i + k] * in[i + k];
      b += part[k] * part[k];
    }
    if (const double found = product / std::sqrt(a * b); found > likeness) {
      likeness = found;
      place = i;
    }
  }
  return 4 * place;
}

TEST_F(PulseAudioTest, AMicrophoneIsListedAndHeard) {
  const testing::Outcome list = run("listen --list");
  EXPECT_EQ(list.code, 0) << list.err;
  EXPECT_THAT(list.out, HasSubstr("pulse:room.monitor"));

  PipedProgram program({AFFECTUS_PROGRAM, "listen", "--input", "pulse:room.monitor", "--record", "heard.wav", "--window",
                        "2", "--hop", "0.5"},
                       folder_.path());
  ASSERT_TRUE(eventually([&] { return program.messages().find("listening") != std::string::npos; })) << program.messages();
  ASSERT_EQ(std::system(("ffmpeg -v error -i '" + sample_file + "' -t 6 '" + (folder_ / "said.wav").string() +
                         "' && paplay --device=room '" + (folder_ / "said.wav").string() + "'")
                            .c_str()),
            0);
  program.send(SIGINT);
  EXPECT_EQ(program.wait(), 0) << program.messages();
  const std::string rows = program.all_lines();
  EXPECT_GE(lines(rows), 6);
  EXPECT_THAT(rows, HasSubstr("{\"file\": \"pulse:room.monitor\", \"start_s\": 0, \"end_s\": 2, "));
  EXPECT_THAT(program.messages(), Not(HasSubstr("ALSA")));
  EXPECT_THAT(program.messages(), Not(HasSubstr("lost")));

  // What was recorded is what was said, in one piece, and scores as the rows did.
  const std::vector<float> heard = read_audio(folder_ / "heard.wav"), said = read_audio(folder_ / "said.wav");
  ASSERT_GE(heard.size(), said.size());
  double likeness = 0;
  const std::vector<float> early(said.begin() + 16000, said.begin() + 24000),
      late(said.begin() + 72000, said.begin() + 80000);
  const std::size_t early_at = find_in(heard, early, likeness);
  EXPECT_GT(likeness, 0.95);
  const std::size_t late_at = find_in(heard, late, likeness);
  EXPECT_GT(likeness, 0.95);
  EXPECT_NEAR(static_cast<double>(late_at) - static_cast<double>(early_at), 56000, 32);
  const std::string of_file =
      replaced(run("predict heard.wav --window 2 --hop 0.5 --format jsonl --quiet").out, "heard.wav", "pulse:room.monitor");
  const auto times_of = [](const std::string& all) {
    std::vector<std::string> times;
    const std::regex time("\"start_s\": [^,]*, \"end_s\": [^,]*");
    for (std::sregex_iterator found(all.begin(), all.end(), time), end; found != end; ++found) times.push_back(found->str());
    return times;
  };
  EXPECT_EQ(times_of(rows), times_of(of_file));
}

TEST_F(PulseAudioTest, ItEndsAfterTheLongestDuration) {
  const testing::Outcome found = run("listen --input room.monitor --max-duration 3.5 --record heard.wav --format csv");
  EXPECT_EQ(found.code, 0) << found.err;
  EXPECT_EQ(lines(found.out), 4) << "a header and three rows";
  EXPECT_EQ(read_audio(folder_ / "heard.wav").size(), 56000U);
}

TEST_F(PulseAudioTest, UnpluggingIsAnErrorThatSaysSo) {
  PipedProgram program({AFFECTUS_PROGRAM, "listen", "--input", "room.monitor", "--record", "heard.wav"}, folder_.path());
  ASSERT_TRUE(eventually([&] {
    return has("heard.wav") && std::filesystem::file_size(folder_ / "heard.wav") > 80 + std::uintmax_t{4} * 96000;
  })) << program.messages();
  ASSERT_EQ(std::system("pactl unload-module module-null-sink"), 0);
  EXPECT_EQ(program.wait(), 1);
  EXPECT_THAT(program.messages(), HasSubstr("pulse:room.monitor: the microphone gives no more samples"));
  EXPECT_GE(lines(program.all_lines()), 5) << "rows until then are kept";
  std::string warning;
  EXPECT_GE(read_audio(folder_ / "heard.wav", {}, &warning).size(), 64000U);
  EXPECT_EQ(warning, "");
}

TEST_F(PulseAudioTest, AMicrophoneThatIsNotThereIsAnErrorThatNamesThoseThatAre) {
  const testing::Outcome found = run("listen --input attic");
  EXPECT_EQ(found.code, 1);
  EXPECT_THAT(found.err, HasSubstr("'attic'"));
  EXPECT_THAT(found.err, HasSubstr("pulse:room.monitor"));
  const testing::Outcome named = run("listen --input pulse:attic");
  EXPECT_EQ(named.code, 1);
  EXPECT_THAT(named.err, HasSubstr("pulse:attic"));
}

}  // namespace
}  // namespace affectus
