#include "affectus/error.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <new>

#include "affectus/warnings.h"
#include "base/failure.h"

namespace affectus {
namespace {

using ::testing::ElementsAre;

// Other programs decide by them, so none may change.
TEST(ErrorTest, CodesHaveNames) {
  std::vector<std::string> names;
  for (const ErrorCode code :
       {ErrorCode::invalid_argument, ErrorCode::not_found, ErrorCode::unreadable, ErrorCode::unwritable,
        ErrorCode::invalid_format, ErrorCode::no_audio, ErrorCode::unsupported, ErrorCode::cancelled})
    names.push_back(to_string(code));
  EXPECT_THAT(names, ElementsAre("invalid_argument", "not_found", "unreadable", "unwritable", "invalid_format", "no_audio",
                                 "unsupported", "cancelled"));
}

TEST(WarningTest, CodesHaveNames) {
  std::vector<std::string> names;
  for (const Warning warning : {Warning::no_speech, Warning::channels_cancel, Warning::gap, Warning::late_start,
                                Warning::truncated, Warning::damaged, Warning::out_of_depth, Warning::beyond_end})
    names.push_back(to_string(warning));
  EXPECT_THAT(names, ElementsAre("no_speech", "channels_cancel", "gap", "late_start", "truncated", "damaged", "out_of_depth",
                                 "beyond_end"));
}

template <typename Exception>
Failure failure_after(const Exception& exception, const std::string& about) {
  return failure_of(std::make_exception_ptr(exception), about);
}

TEST(FailureTest, AnErrorIsItsCodeAndMessage) {
  const Failure failure = failure_after(Error(ErrorCode::no_audio, "a.wav: no audio"), "b.wav");
  EXPECT_EQ(failure.code, ErrorCode::no_audio);
  EXPECT_EQ(failure.message, "a.wav: no audio");
}

TEST(FailureTest, AnyOtherExceptionIsNamedByWhatFailed) {
  const Failure memory = failure_after(std::bad_alloc(), "a.wav");
  EXPECT_EQ(memory.code, ErrorCode::unsupported);
  EXPECT_EQ(memory.message, "a.wav: needs more memory than there is");
  const Failure file =
      failure_after(std::filesystem::filesystem_error("x", std::make_error_code(std::errc::permission_denied)), "a.wav");
  EXPECT_EQ(file.code, ErrorCode::unreadable);
  EXPECT_EQ(file.message, "a.wav: Permission denied");
  const std::filesystem::filesystem_error named("x", "b/c.csv", std::make_error_code(std::errc::permission_denied));
  EXPECT_EQ(failure_after(named, "").message, "b/c.csv: Permission denied");
  EXPECT_EQ(failure_after(named, "a.wav").message, "a.wav: b/c.csv: Permission denied");
  EXPECT_EQ(failure_after(named, "b/c.csv").message, "b/c.csv: Permission denied");
  EXPECT_EQ(failure_after(std::runtime_error("broken"), "a.wav").message, "a.wav: broken");
  EXPECT_EQ(failure_after(std::runtime_error("broken"), "").message, "broken");
  EXPECT_EQ(failure_after(5, "a.wav").code, ErrorCode::unsupported);
  EXPECT_NE(failure_after(5, "").message, "");
}

}  // namespace
}  // namespace affectus
