// Runs the program as a user does, in a folder of its own.
#pragma once

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <algorithm>
#include <cstdlib>
#include <string>

#include "recording_sample.h"
#include "storage/files.h"
#include "temporary_folder.h"

namespace affectus::testing {

struct Outcome {
  int code = -1;
  std::string out;
  std::string err;
};

class ProgramTest : public ::testing::Test {
 protected:
  Outcome run(const std::string& arguments, const std::string& input = "/dev/null") const {
    const std::string command =
        "cd '" + folder_.path().string() + "' && " AFFECTUS_PROGRAM " " + arguments + " <" + input + " >out 2>err";
    const int status = std::system(command.c_str());
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, read_file(folder_ / "out"), read_file(folder_ / "err")};
  }
  void write(const std::string& name, const std::string& content) const {
    write_file_atomically(folder_ / name, [&](std::ostream& out) { out << content; });
  }
  static std::ptrdiff_t lines(const std::string& text) { return std::count(text.begin(), text.end(), '\n'); }

  TemporaryFolder folder_;
};

}  // namespace affectus::testing
