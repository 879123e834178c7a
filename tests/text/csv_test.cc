#include "text/csv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "affectus/error.h"

namespace affectus {
namespace {

using ::testing::ElementsAre;

std::vector<std::vector<std::string>> read_all(const std::string& text, char separator = ',') {
  CsvReader reader(text, "a.csv", separator);
  std::vector<std::vector<std::string>> records;
  for (std::vector<std::string> fields; reader.read(fields);) records.push_back(fields);
  return records;
}

TEST(Csv, QuotesCommasAndLineBreaks) {
  EXPECT_THAT(read_all("a,b\r\n\"c,\"\"d\"\"\",\"e\nf\"\n,\n"),
              ElementsAre(ElementsAre("a", "b"), ElementsAre("c,\"d\"", "e\nf"), ElementsAre("", "")));
  EXPECT_THAT(read_all("a,"), ElementsAre(ElementsAre("a", "")));
  EXPECT_THAT(read_all("\"\""), ElementsAre(ElementsAre("")));
  EXPECT_THAT(read_all(""), ElementsAre());
  EXPECT_THAT(read_all("\n\r\n\r"), ElementsAre());
}

TEST(Csv, AFieldIsReadAsItWasWritten) {
  EXPECT_EQ(csv_field("a b"), "a b");
  const std::vector<std::string> fields = {"", "a,b", "\"", "\r\n", " a", "a ", "\ta", "a\t", "a;b", "plain"};
  std::string row = "first";
  for (const std::string& field : fields) row += "," + csv_field(field);
  std::vector<std::string> expected = {"first"};
  expected.insert(expected.end(), fields.begin(), fields.end());
  EXPECT_THAT(read_all(row), ElementsAre(expected));
}

TEST(Csv, OtherSeparatorsAndSpaceAboutTheFields) {
  EXPECT_THAT(read_all("a;\"b;c\"\nd,e;f", ';'), ElementsAre(ElementsAre("a", "b;c"), ElementsAre("d,e", "f")));
  EXPECT_THAT(read_all("a\t\tb c", '\t'), ElementsAre(ElementsAre("a", "", "b c")));
  EXPECT_THAT(read_all(" a , \" b \"\t,c\t\n \n"), ElementsAre(ElementsAre("a", " b ", "c"), ElementsAre("")));
}

TEST(Csv, LinesAreThoseOfTheText) {
  CsvReader reader("a\n\n\"b\nc\"\r\nd\re", "a.csv");
  std::vector<std::string> fields;
  std::vector<std::size_t> lines;
  while (reader.read(fields)) lines.push_back(reader.line());
  EXPECT_THAT(lines, ElementsAre(1, 3, 5, 6));
}

TEST(Csv, BrokenQuotesAreErrors) {
  for (const std::string text : {"\"a", "a\"b", "\"a\"b", "a,\"", "\"a\"\""}) EXPECT_THROW(read_all(text), Error) << text;
}

}  // namespace
}  // namespace affectus
