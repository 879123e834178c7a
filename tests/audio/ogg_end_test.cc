#include "audio/ogg_end.h"

#include <gtest/gtest.h>

#include <string>

namespace affectus {
namespace {

std::string page(bool is_last, std::size_t bytes) {
  std::string page = std::string("OggS\0", 5) + (is_last ? '\4' : '\0') + std::string(20, '\1') + '\1';
  return page + static_cast<char>(bytes) + std::string(bytes, 'x');
}

bool lacks(const std::string& file) {
  return lacks_last_page(
      [&](std::uint64_t place, std::size_t count) { return file.substr(static_cast<std::size_t>(place), count); },
      file.size());
}

TEST(OggEndTest, TheLastPageSaysThatItIs) {
  EXPECT_FALSE(lacks(page(false, 100) + page(true, 50)));
  EXPECT_FALSE(lacks(page(false, 100) + page(true, 50) + "trailing bytes"));
  EXPECT_TRUE(lacks(page(false, 100) + page(false, 50)));
}

TEST(OggEndTest, AFileThatEndsWithinAPageLacksIt) {
  const std::string whole = page(false, 100) + page(true, 50);
  for (std::size_t missing = 1; missing < 50 + 28; ++missing) EXPECT_TRUE(lacks(whole.substr(0, whole.size() - missing)));
}

TEST(OggEndTest, WhatIsNoOggLacksNothing) {
  EXPECT_FALSE(lacks(""));
  EXPECT_FALSE(lacks(std::string(300000, 'x')));
}

}  // namespace
}  // namespace affectus
