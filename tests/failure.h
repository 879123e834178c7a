// What the library says of something that must fail.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <optional>
#include <string>

#include "affectus/error.h"

namespace affectus::testing {

/// The message of the Error that `work` throws; that it throws none, or one of another code than `code`, is a failure of the
/// test.
inline std::string failure(const std::function<void()>& work, std::optional<ErrorCode> code = std::nullopt) {
  try {
    work();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), code.value_or(error.code())) << error.what();
    return error.what();
  }
  ADD_FAILURE() << "nothing was wrong";
  return "";
}

/// The code of that Error alone.
inline ErrorCode failure_code(const std::function<void()>& work) {
  try {
    work();
  } catch (const Error& error) {
    return error.code();
  }
  ADD_FAILURE() << "nothing was wrong";
  return ErrorCode::unreadable;
}

}  // namespace affectus::testing
