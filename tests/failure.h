// What the library says of something that must fail.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "affectus/error.h"

namespace affectus::testing {

/// The message of the Error that `work` throws; that it throws none is a failure of the test.
inline std::string failure(const std::function<void()>& work) {
  try {
    work();
  } catch (const Error& error) {
    return error.what();
  }
  ADD_FAILURE() << "nothing was wrong";
  return "";
}

}  // namespace affectus::testing
