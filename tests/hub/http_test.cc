#include "hub/http.h"

#include <gtest/gtest.h>

#include "affectus/error.h"

namespace affectus {
namespace {

ErrorCode failure(const std::string& url) {
  try {
    http_get({.url = url}, [](std::string_view) { return true; });
  } catch (const Error& error) {
    return error.code();
  }
  ADD_FAILURE() << url << " answered";
  return ErrorCode::cancelled;
}

// What a server does is in pull.py.
TEST(HttpTest, OnlyHttpIsSpoken) {
  EXPECT_EQ(failure("file:///etc/passwd"), ErrorCode::unreadable);
  EXPECT_EQ(failure("gopher://localhost/"), ErrorCode::unreadable);
  EXPECT_EQ(failure("not an address"), ErrorCode::invalid_argument);
}

}  // namespace
}  // namespace affectus
