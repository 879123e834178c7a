#include "text/table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "failure.h"

namespace affectus {
namespace {

using ::testing::ElementsAre;
using testing::failure;
using ::testing::HasSubstr;

// The columns a and b of every row.
std::vector<std::pair<std::string, std::string>> rows_of(const std::string& text) {
  TableReader table(text, "a.csv");
  std::vector<std::pair<std::string, std::string>> rows;
  while (table.next()) rows.emplace_back(table.text("a"), table.text("b"));
  return rows;
}

TEST(Table, ColumnsAreFoundByNameWhateverSeparatesThem) {
  const auto expected = ElementsAre(std::pair("1", "x y"), std::pair("2", ""));
  for (const std::string separator : {",", ";", "\t"})
    for (const std::string end : {"\n", "\r\n", "\r"}) {
      const std::string text = "c" + separator + " B " + separator + "\"A\"" + end + end + "0" + separator + " x y " +
                               separator + "1" + end + "0" + separator + separator + "\"2\"";
      EXPECT_THAT(rows_of(text), expected) << text;
      EXPECT_THAT(rows_of("\xEF\xBB\xBF" + text), expected) << text;
      EXPECT_THAT(rows_of("sep=" + separator + end + text), expected) << text;
    }
}

TEST(Table, TheSeparatorIsTheHeadersAndNotThatOfItsNames) {
  EXPECT_EQ(separator_of("a;b;\"c,d,e,f\""), ';');
  EXPECT_EQ(separator_of("a,b;c,d"), ',');
  EXPECT_EQ(separator_of("a b"), ',');
  EXPECT_THAT(rows_of("a;b\n1,5;x,y,z\n"), ElementsAre(std::pair("1,5", "x,y,z")));
}

TEST(Table, ADecimalCommaIsAPointWhereCommasSeparateNothing) {
  const auto number = [](const std::string& text) {
    TableReader table(text, "a.csv");
    table.next();
    return table.number_text("a");
  };
  EXPECT_EQ(number("a;b\n1,5;"), "1.5");
  EXPECT_EQ(number("a\tb\n1,5\t"), "1.5");
  EXPECT_EQ(number("a,b\n\"1,5\","), "1,5") << "may be anything";
  EXPECT_EQ(number("a;b\n1.234,5;"), "1.234,5");
  EXPECT_EQ(number("a;b\n1,234,5;"), "1,234,5");
}

TEST(Table, RowsOfEmptyFieldsArePassedOver) {
  EXPECT_THAT(rows_of("a,b,,\n,,,\n1,2,,\n  \n,,,\n"), ElementsAre(std::pair("1", "2")));
}

TEST(Table, WhatIsMissingIsNamedWithTheHeaderThatWasFound) {
  TableReader table("Alpha;beta;beta\n1;2;3", "a.csv");
  EXPECT_TRUE(table.has("alpha"));
  EXPECT_FALSE(table.has("gamma"));
  EXPECT_THAT(failure(
                  [&] {
                    table.require({"alpha", "gamma"});
                  },
                  ErrorCode::invalid_format),
              HasSubstr("a.csv:1: expected a column 'gamma', found the header 'Alpha, beta, beta'"));
  EXPECT_THAT(failure([&] { table.require({"beta"}); }), HasSubstr("a.csv:1: expected the column 'beta' once"));
  EXPECT_EQ(table.text("gamma"), "");
}

TEST(Table, AColumnThatStandsTwiceIsAMistakeOfTheHeader) {
  TableReader table("sep=;\na;b;b\n1;2;3\n4;5;6\n", "a.csv");
  ASSERT_TRUE(table.next() && table.next());
  EXPECT_THAT(failure([&] { table.text("b"); }), HasSubstr("a.csv:2: expected the column 'b' once, found 'a, b, b'"));
}

TEST(Table, ErrorsNameTheLine) {
  EXPECT_THAT(failure([] { rows_of(""); }), HasSubstr("a.csv:1: expected a header"));
  EXPECT_THAT(failure([] { rows_of("\n\na,b\n\"x\ny\",2\n1\n"); }),
              HasSubstr("a.csv:6: expected 2 fields as in the header, found 1"));
  EXPECT_THAT(failure([] { rows_of("a,b\n\"1,2\n"); }), HasSubstr("a.csv:2: expected a closing quote"));
  EXPECT_THAT(failure([] { rows_of("a,b\n1,\xFC\n"); }), HasSubstr("a.csv:2: expected text in UTF-8"));
}

}  // namespace
}  // namespace affectus
