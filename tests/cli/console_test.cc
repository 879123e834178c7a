#include "cli/console.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <atomic>
#include <functional>
#include <iostream>
#include <streambuf>
#include <string>
#include <thread>

namespace affectus {
namespace {

using ::testing::StartsWith;

constexpr Screen terminal{.is_terminal = true};

// What `work` writes to standard error.
std::string shown(const std::function<void()>& work) {
  ::testing::internal::CaptureStderr();
  work();
  return ::testing::internal::GetCapturedStderr();
}

TEST(ConsoleTest, AMessageTakesTheProgressLineAway) {
  EXPECT_EQ(shown([] {
              Console console(false, "affectus train", terminal);
              console.progress(0.5, "half");
              console.warning("low");
              console.progress(0.5, "still half");
              console.note("done");
            }),
            "[============>           ] 50 %, half\r\x1B[Kaffectus train: warning: low\n"
            "[============>           ] 50 %, still half\r\x1B[Kaffectus train: done\n");
}

TEST(ConsoleTest, ProgressIsNotDrawnForEachOfManyCalls) {
  const std::string text = shown([] {
    Console console(false, "affectus", terminal);
    for (int i = 0; i < 50; ++i) console.progress(0, "so far");
  });
  EXPECT_THAT(text, StartsWith("[>                       ] 0 %, so far\r"));
  EXPECT_LT(std::ranges::count(text, '['), 2 * 50);  // of a bar, and of what erases it
}

TEST(ConsoleTest, WhenQuietOnlyErrorsAreShown) {
  EXPECT_EQ(shown([] {
              Console console(true, "affectus", terminal);
              console.progress(0.5, "half");
              console.warning("low");
              console.note("done");
              console.error("wrong");
            }),
            "affectus: wrong\n");
}

TEST(ConsoleTest, NamesCannotSteerTheTerminal) {
  EXPECT_EQ(shown([] {
              Console console(false, "affectus", terminal);
              console.error("a\x1b[2Jb\nc.wav: no such file");
              console.progress(0, "d\x07.wav");
            }),
            "affectus: a\\x1b[2Jb\\nc.wav: no such file\n[>                       ] 0 %, d\\x07.wav\r\x1B[K");
}

// Elsewhere than on a terminal progress is a line now and then: here after no time at all.
TEST(ConsoleTest, ProgressIsALineNowAndThenWithoutATerminal) {
  const std::string text = shown([] {
    Console console(false, "affectus", {.is_terminal = false, .between_lines = std::chrono::milliseconds(0)});
    console.progress(0.25, "1 of 4");
    console.progress(0.5, "2 of 4");
    Console seldom(false, "affectus", {.is_terminal = false});
    seldom.progress(0.5, "never seen");
    Console quiet(true, "affectus", {.is_terminal = false, .between_lines = std::chrono::milliseconds(0)});
    quiet.progress(0.5, "never seen");
  });
  EXPECT_EQ(text, "affectus: 25 %, 1 of 4\naffectus: 50 %, 2 of 4\n");
}

// Counts the lines that are written to it, from any thread.
class LineCounter : public std::streambuf {
 public:
  std::atomic<int> lines = 0;

 private:
  int overflow(int one) override {
    if (one == '\n') ++lines;
    return one;
  }
};

// Work that tells nothing for long is not silent for long.
TEST(ConsoleTest, WithoutATerminalALineComesThoughNothingIsTold) {
  LineCounter counter;
  std::streambuf* const before = std::cerr.rdbuf(&counter);
  {
    Console console(false, "affectus", {.is_terminal = false, .between_lines = std::chrono::milliseconds(5)});
    console.working("opening the model");
    while (counter.lines < 2) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    console.progress(0.5, "half");
    const int then = counter.lines;
    while (counter.lines < then + 2) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    console.end_progress();
    const int ended = counter.lines;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    EXPECT_EQ(counter.lines, ended);
  }
  std::cerr.rdbuf(before);
}

TEST(ConsoleTest, WorkThatCannotTellHowFarItIsSaysWhatItDoes) {
  EXPECT_EQ(shown([] {
              Console console(false, "affectus", {.is_terminal = false, .between_lines = std::chrono::milliseconds(0)});
              console.working("opening the model");
            }),
            "affectus: opening the model\n");
  EXPECT_EQ(shown([] {
              Console console(false, "affectus", terminal);
              console.working("opening the model");
            }),
            "opening the model\r\x1B[K");
}

}  // namespace
}  // namespace affectus
