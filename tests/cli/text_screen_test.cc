#include "cli/text_screen.h"

#include <gtest/gtest.h>

namespace affectus {
namespace {

TEST(TextScreen, TextStandsWhereItWasPut) {
  TextScreen screen(10, 3);
  EXPECT_EQ(screen.put(0, 0, "abc"), 3U);
  EXPECT_EQ(screen.put(2, 4, "äöü"), 7U);
  EXPECT_EQ(screen.text(), "abc\n\n    äöü");
  screen.put(0, 1, "X");
  EXPECT_EQ(screen.text(), "aXc\n\n    äöü");
}

TEST(TextScreen, WhatLiesBeyondTheEdgesIsLeftOut) {
  TextScreen screen(4, 2);
  screen.put(0, 2, "abcdef");
  screen.put(1, 9, "abc");
  screen.put(5, 0, "abc");
  EXPECT_EQ(screen.text(), "  ab\n");
}

TEST(TextScreen, WideCharactersTakeTwoColumnsOrNone) {
  TextScreen screen(5, 1);
  EXPECT_EQ(screen.put(0, 0, "日本"), 4U);
  EXPECT_EQ(screen.text(), "日本");
  screen.put(0, 4, "語");
  EXPECT_EQ(screen.text(), "日本");
}

TEST(TextScreen, CombiningMarksStayWithTheirCharacter) {
  TextScreen screen(3, 1);
  EXPECT_EQ(screen.put(0, 0, "e\u0301x"), 2U);
  EXPECT_EQ(screen.text(), "e\u0301x");
}

// A device or a file may have any name.
TEST(TextScreen, ControlCharactersAndBrokenTextDoNotReachTheTerminal) {
  TextScreen screen(40, 1);
  screen.put(0, 0, "a\033[2Jb\n\xff");
  EXPECT_EQ(screen.encoded(false).find("\033[2J"), std::string::npos);
  EXPECT_EQ(screen.text().find('\n'), std::string::npos);
}

TEST(TextScreen, ColoursAreCodesOnlyWhereTheyAreWanted) {
  TextScreen screen(8, 2);
  screen.put(0, 0, "ab", Ink::bad);
  screen.put(0, 2, "cd");
  screen.put(1, 1, "e", Ink::valence);
  EXPECT_EQ(screen.encoded(false), "abcd\033[K\r\n e\033[K");
  EXPECT_EQ(screen.encoded(true), "\033[0;1;31mab\033[0mcd\033[K\r\n \033[0;35me\033[0m\033[K");
}

}  // namespace
}  // namespace affectus
