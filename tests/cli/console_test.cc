#include "cli/console.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <stdlib.h>
#include <unistd.h>

#include <algorithm>
#include <functional>
#include <iostream>
#include <string>

namespace affectus {
namespace {

using ::testing::StartsWith;

// What `work` writes to standard error while that is a terminal (which shows a line's end as "\r\n").
std::string on_terminal(const std::function<void()>& work) {
  const int screen = ::posix_openpt(O_RDWR | O_NOCTTY);
  EXPECT_TRUE(screen >= 0 && ::grantpt(screen) == 0 && ::unlockpt(screen) == 0);
  const int terminal = ::open(::ptsname(screen), O_RDWR | O_NOCTTY);
  const int kept = ::dup(STDERR_FILENO);
  ::dup2(terminal, STDERR_FILENO);
  work();
  std::cerr << "\nEND" << std::flush;
  ::dup2(kept, STDERR_FILENO);
  std::string text;
  char part[256];
  while (!text.ends_with("\r\nEND")) {
    const ssize_t count = ::read(screen, part, sizeof part);
    if (count <= 0) break;
    text.append(part, static_cast<std::size_t>(count));
  }
  for (const int one : {screen, terminal, kept}) ::close(one);
  return text.substr(0, text.rfind("\r\nEND"));
}

TEST(ConsoleTest, AMessageTakesTheProgressLineAway) {
  EXPECT_EQ(on_terminal([] {
              Console console(false, "affectus train");
              console.progress(0.5, "half");
              console.warning("low");
              console.progress(0.5, "still half");
              console.note("done");
            }),
            "[============>           ] 50 %, half\r\x1B[Kaffectus train: warning: low\r\n"
            "[============>           ] 50 %, still half\r\x1B[Kaffectus train: done\r\n");
}

TEST(ConsoleTest, ProgressIsNotDrawnForEachOfManyCalls) {
  const std::string text = on_terminal([] {
    Console console(false);
    for (int i = 0; i < 50; ++i) console.progress(0, "so far");
  });
  EXPECT_THAT(text, StartsWith("[>                       ] 0 %, so far\r"));
  EXPECT_LT(std::ranges::count(text, '['), 2 * 50);  // of a bar, and of what erases it
}

TEST(ConsoleTest, WhenQuietOnlyErrorsAreShown) {
  EXPECT_EQ(on_terminal([] {
              Console console(true);
              console.progress(0.5, "half");
              console.warning("low");
              console.note("done");
              console.error("wrong");
            }),
            "affectus: wrong\r\n");
}

}  // namespace
}  // namespace affectus
