#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <limits>
#include <optional>
#include <tuple>

#include "affectus/error.h"
#include "affectus/intervals.h"
#include "temporary_folder.h"

namespace affectus {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

template <typename Call>
std::string error_of(Call call) {
  try {
    call();
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

std::string csv_error(const std::string& text) {
  return error_of([&] { parse_interval_csv(text, "list.csv"); });
}
std::string textgrid_error(const std::string& text, const std::string& tier = "") {
  return error_of([&] { parse_textgrid(text, "a.TextGrid", tier); });
}
std::string rttm_error(const std::string& text) {
  return error_of([&] { parse_rttm(text, "a.rttm"); });
}

TEST(IntervalCsv, ColumnsInAnyOrderAndUnknownOnesPassedOver) {
  const auto list = parse_interval_csv(
      "label,end_s,speech,file,start_s,tier,speaker\r\n"
      "\"a \"\"b\"\",\nc\",2.5,0.1,x.wav,1,words,S1\r\n"
      "\r\n"
      "d,4,0.1,y.wav,3.25,words,S2\r\n"
      "e, 6 ,0.1,x.wav,5,,",
      "list.csv");
  ASSERT_THAT(list, SizeIs(2));
  EXPECT_EQ(list[0].file, "x.wav");
  ASSERT_THAT(list[0].intervals, SizeIs(2));
  EXPECT_EQ(list[0].intervals[0].label, "a \"b\",\nc");
  EXPECT_EQ(list[0].intervals[0].start_s, 1);
  EXPECT_EQ(list[0].intervals[0].end_s, 2.5);
  EXPECT_EQ(list[0].intervals[0].tier, "words");
  EXPECT_EQ(list[0].intervals[0].speaker, "S1");
  EXPECT_EQ(list[0].intervals[1].end_s, 6);
  EXPECT_EQ(list[1].intervals[0].start_s, 3.25);
}

TEST(IntervalCsv, ByteOrderMarksAndLineEnds) {
  for (const std::string end : {"\n", "\r\n", "\r"}) {
    const auto list = parse_interval_csv(
        "\xEF\xBB\xBF"
        "file,start_s,end_s" +
            end + "x,0,1" + end + "x,1,2" + end,
        "list.csv");
    ASSERT_THAT(list, SizeIs(1));
    EXPECT_THAT(list[0].intervals, SizeIs(2));
  }
  EXPECT_THAT(parse_interval_csv("file,start_s,end_s\n", "list.csv"), IsEmpty());
}

TEST(IntervalCsv, ErrorsNameTheLine) {
  EXPECT_THAT(csv_error(""), HasSubstr("list.csv:1: expected a header"));
  EXPECT_THAT(csv_error("name;begin;end\n"),
              AllOf(HasSubstr("list.csv:1: expected the columns file,start_s,end_s"), HasSubstr("'name, begin, end'")));
  EXPECT_THAT(csv_error("file,start_s,end_s,file\n"), HasSubstr("expected the column 'file' once"));
  const std::string header = "file,start_s,end_s\nx,0,1\n";
  EXPECT_THAT(csv_error(header + "x,2,1\n"), HasSubstr("list.csv:3: expected end_s not before start_s 2, found 1"));
  EXPECT_THAT(csv_error(header + "x,zero,1\n"), HasSubstr("list.csv:3: start_s: expected seconds, found 'zero'"));
  for (const std::string number : {"", "inf", "nan", "-inf", "1e999", "1,5", "0x10", "1s", "+1"})
    EXPECT_THAT(csv_error(header + "x,0,\"" + number + "\"\n"), HasSubstr("list.csv:3: end_s: expected seconds")) << number;
  EXPECT_THAT(csv_error(header + "x,-1,1\n"), HasSubstr("list.csv:3: start_s: expected 0 to"));
  EXPECT_THAT(csv_error(header + "x,1,1e300\n"), HasSubstr("list.csv:3: end_s: expected 0 to"));
  EXPECT_THAT(csv_error(header + "x,1\n"), HasSubstr("list.csv:3: expected 3 fields as in the header, found 2"));
  EXPECT_THAT(csv_error(header + ",1,2\n"), HasSubstr("list.csv:3: file: expected a name"));
  EXPECT_THAT(csv_error(header + "\n\"x,1,2\n\n"), HasSubstr("list.csv:4: expected a closing quote"));
  EXPECT_THAT(csv_error(header + "\"x\"y,1,2\n"), HasSubstr("list.csv:3: expected a separator"));
  EXPECT_THAT(csv_error(header + "x\"y,1,2\n"), HasSubstr("list.csv:3: expected a field with quotes"));
  EXPECT_THAT(csv_error("file,start_s,end_s\n\"a\nb\",0,1\nx,2,1\n"), HasSubstr("list.csv:4:"));
}

TEST(IntervalCsv, AnySeparatorAndCase) {
  for (const std::string text : {"File;Start_s;End_s\nx;0,5;1\n", "FILE\t START_S\tEND_S \nx\t0.5\t1\n"}) {
    const auto list = parse_interval_csv(text, "list.csv");
    ASSERT_THAT(list, SizeIs(1)) << text;
    EXPECT_EQ(list[0].intervals[0].start_s, 0.5) << text;
  }
}

// As audformat's tables are saved, and as others write them.
TEST(IntervalCsv, SegmentedTablesOfAudformat) {
  const auto list = parse_interval_csv(
      "file,start,end,emotion\n"
      "x.wav,0 days 00:00:01.500000,0 days 00:00:03,happy\n"
      "x.wav,1 day 01:02:03,2 days 00:00:00.250000,sad\n"
      "x.wav,0 days 00:00:00,NaT,\n"
      "x.wav,00:01:00,,\n"
      "x.wav,1.5,3,\n",
      "list.csv");
  ASSERT_THAT(list, SizeIs(1));
  std::vector<std::pair<double, double>> times;
  for (const Interval& interval : list[0].intervals) times.emplace_back(interval.start_s, interval.end_s);
  const double open = std::numeric_limits<double>::infinity();
  EXPECT_THAT(times, ::testing::ElementsAre(std::pair(1.5, 3.0), std::pair(90123.0, 172800.25), std::pair(0.0, open),
                                            std::pair(60.0, open), std::pair(1.5, 3.0)));
}

// pandas leaves the clock out where all times of a table are whole days, as where each recording is one segment.
TEST(IntervalCsv, WholeDaysNeedNoClock) {
  const auto list =
      parse_interval_csv("file,start,end\nx.wav,0 days,NaT\nx.wav,1 day,2 days\nx.wav,1 days 00:00:00,3 days\n", "");
  ASSERT_THAT(list, SizeIs(1));
  std::vector<std::pair<double, double>> times;
  for (const Interval& interval : list[0].intervals) times.emplace_back(interval.start_s, interval.end_s);
  const double open = std::numeric_limits<double>::infinity();
  EXPECT_THAT(times,
              ::testing::ElementsAre(std::pair(0.0, open), std::pair(86400.0, 172800.0), std::pair(86400.0, 259200.0)));
}

TEST(IntervalCsv, BrokenTimesOfSegmentedTablesAreErrors) {
  const std::string header = "file,start,end\nx,0 days 00:00:01,0 days 00:00:02\n";
  for (const std::string time : {"NaT", "", "1 week 00:00:01", "-1 days +23:59:59", "00:61:00", "00:00:60", "1:2", "a:b:c",
                                 "days", "-1 days", "1 days 1", "00:00:-1", "00:00:1e9", "nan days 00:00:00", "::"})
    EXPECT_THAT(csv_error(header + "x," + time + ",0 days 00:00:02\n"), HasSubstr("list.csv:3: start: expected")) << time;
  EXPECT_THAT(csv_error(header + "x,0 days 00:00:02,0 days 00:00:01\n"), HasSubstr("list.csv:3: expected end not before"));
  EXPECT_THAT(csv_error(header + "x,-1 days 00:00:02,NaT\n"), HasSubstr("list.csv:3: start: expected 0 to"));
}

// As Praat 6 saves it.
const std::string long_textgrid =
    "File type = \"ooTextFile\"\nObject class = \"TextGrid\"\n\nxmin = 0 \nxmax = 3 \ntiers? <exists> \nsize = 3 \nitem []: "
    "\n"
    "    item [1]:\n        class = \"TextTier\" \n        name = \"bells\" \n        xmin = 0 \n        xmax = 3 \n"
    "        points: size = 1 \n        points [1]:\n            number = 1.5 \n            mark = \"ding\" \n"
    "    item [2]:\n        class = \"IntervalTier\" \n        name = \"words\" \n        xmin = 0 \n        xmax = 3 \n"
    "        intervals: size = 3 \n        intervals [1]:\n            xmin = 0 \n            xmax = 1 \n"
    "            text = \"\" \n        intervals [2]:\n            xmin = 1 \n            xmax = 2.5 \n"
    "            text = \"say \"\"\xC3\xA9\"\"\nagain\" \n        intervals [3]:\n            xmin = 2.5 \n            xmax "
    "= 3 \n"
    "            text = \" \" \n"
    "    item [3]:\n        class = \"IntervalTier\" \n        name = \"other\" \n        xmin = 0 \n        xmax = 3 \n"
    "        intervals: size = 1 \n        intervals [1]:\n            xmin = 0 \n            xmax = 3 \n"
    "            text = \"all\" \n";
const std::string short_textgrid =
    "File type = \"ooTextFile\"\nObject class = \"TextGrid\"\n\n0\n3\n<exists>\n2\n\"IntervalTier\"\n\"words\"\n0\n3\n1\n"
    "0\n3\n\"all\"\n\"IntervalTier\"\n\"other\"\n0\n3\n1\n0\n1\n\"some\"\n";

std::string utf16(const std::string& text, bool little_endian) {
  std::string bytes = little_endian ? "\xFF\xFE" : "\xFE\xFF";
  const auto add = [&](unsigned unit) {
    const char low = static_cast<char>(unit & 0xFFU), high = static_cast<char>(unit >> 8U);
    bytes += little_endian ? low : high;
    bytes += little_endian ? high : low;
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < 0x80) {
      add(byte);
    } else {
      add((byte & 0x1FU) << 6U | (static_cast<unsigned char>(text[++i]) & 0x3FU));  // two-byte characters only
    }
  }
  return bytes;
}

void expect_words(const std::vector<FileIntervals>& list) {
  ASSERT_THAT(list, SizeIs(1));
  EXPECT_EQ(list[0].file, "");
  ASSERT_THAT(list[0].intervals, SizeIs(1));
  const Interval& interval = list[0].intervals[0];
  EXPECT_EQ(interval.start_s, 1);
  EXPECT_EQ(interval.end_s, 2.5);
  EXPECT_EQ(interval.label, "say \"\xC3\xA9\"\nagain");
  EXPECT_EQ(interval.tier, "words");
}

TEST(TextGrid, LongFormatInAnyEncoding) {
  expect_words(parse_textgrid(long_textgrid, "a", ""));
  expect_words(parse_textgrid(long_textgrid, "a", "words"));
  expect_words(parse_textgrid("\xEF\xBB\xBF" + long_textgrid, "a", ""));
  expect_words(parse_textgrid(utf16(long_textgrid, true), "a", ""));
  expect_words(parse_textgrid(utf16(long_textgrid, false), "a", ""));
}

TEST(TextGrid, ShortFormatAndTiers) {
  EXPECT_EQ(parse_textgrid(short_textgrid, "a", "")[0].intervals[0].label, "all");
  EXPECT_EQ(parse_textgrid(short_textgrid, "a", "other")[0].intervals[0].label, "some");
  EXPECT_EQ(parse_textgrid(long_textgrid, "a", "other")[0].intervals[0].label, "all");
}

// Saved by Praat 6.1.38 (praat-parselmouth): "Create TextGrid", 0, 3, "words other bells", "bells"; boundaries at 1 and 2.5;
// then "Save as text file" (here turned to UTF-8, and to little-endian UTF-16) and "Save as short text file" (UTF-16).
TEST(TextGrid, FilesThatPraatSaved) {
  for (const char* name : {"long", "long_utf16", "short"}) {
    const auto list =
        read_interval_file(std::string(AFFECTUS_SOURCE_DIR "/fuzz/corpus/textgrid/") + name + ".TextGrid", "words");
    ASSERT_THAT(list[0].intervals, SizeIs(1)) << name;
    EXPECT_EQ(list[0].intervals[0].start_s, 1);
    EXPECT_EQ(list[0].intervals[0].end_s, 2.5);
    EXPECT_EQ(list[0].intervals[0].label, "say \"\xC3\xA9\"");
  }
}

TEST(TextGrid, ErrorsNameTheLineAndTheTiers) {
  EXPECT_THAT(textgrid_error(long_textgrid, "nothing"),
              AllOf(HasSubstr("'nothing'"), HasSubstr("'bells' (points), 'words', 'other'")));
  EXPECT_THAT(textgrid_error(long_textgrid, "bells"), HasSubstr("'bells' (points)"));
  EXPECT_THAT(textgrid_error(""), HasSubstr("a.TextGrid:1: expected the file type"));
  EXPECT_THAT(textgrid_error("\"ooTextFile\" \"Pitch 1\""), HasSubstr("expected the object class \"TextGrid\""));
  EXPECT_THAT(textgrid_error("ooBinaryFile\x08TextGrid"), HasSubstr("binary"));
  const std::string head = "\"ooTextFile\"\n\"TextGrid\"\n0\n3\n<exists>\n1\n\"IntervalTier\"\n\"words\"\n0\n3\n";
  EXPECT_THAT(textgrid_error(head + "1\n2\n1\n\"x\"\n"), HasSubstr("a.TextGrid:13: expected the end of an interval not"));
  EXPECT_THAT(textgrid_error(head + "1\n-1\n1\n\"x\"\n"), HasSubstr("expected times of 0"));
  EXPECT_THAT(textgrid_error(head + "1\n0\n1e10\n\"x\"\n"), HasSubstr("expected times of 0"));
  EXPECT_THAT(textgrid_error(head + "1\n0\nnan\n\"x\"\n"), HasSubstr("a.TextGrid:13: expected a number, found 'nan'"));
  EXPECT_THAT(textgrid_error(head + "1\n0\n\"x\"\n"), HasSubstr("a.TextGrid:13: expected the end of an interval, a number"));
  EXPECT_THAT(textgrid_error(head + "1\n0\n1\n\"x\n"), HasSubstr("a.TextGrid:14: expected a closing quote"));
  EXPECT_THAT(textgrid_error(head + "2\n0\n1\n\"x\"\n"), HasSubstr("expected the start of an interval, a number"));
  for (const std::string count : {"-1", "1e18", "1.5"}) EXPECT_THAT(textgrid_error(head + count), HasSubstr("a count"));
  EXPECT_THAT(textgrid_error("\"ooTextFile\" \"TextGrid\" 0 3 <absent>"), HasSubstr("found no tiers"));
  EXPECT_THAT(textgrid_error("\"ooTextFile\" \"TextGrid\" 0 3 <exists> 1 \"Tier\""), HasSubstr("expected \"IntervalTier\""));
}

TEST(TextGrid, ATierWithoutTextIsAnErrorThatNamesThoseThatHaveSome) {
  const std::string head = "\"ooTextFile\"\n\"TextGrid\"\n0\n3\n<exists>\n";
  const std::string empty = "\"IntervalTier\"\n\"notes\"\n0\n3\n1\n0\n3\n\"\"\n";
  const std::string some = "\"IntervalTier\"\n\"words\"\n0\n3\n2\n0\n1\n\"a\"\n1\n3\n\"b\"\n";
  EXPECT_THAT(textgrid_error(head + "2\n" + empty + some),
              AllOf(HasSubstr("in the tier 'notes', found none"), HasSubstr("tiers that have some: 'words' (2)")));
  EXPECT_THAT(textgrid_error(head + "2\n" + some + empty, "notes"), HasSubstr("'words' (2)"));
  EXPECT_THAT(textgrid_error(head + "1\n" + empty), HasSubstr("no other tier has any"));
  EXPECT_THAT(parse_textgrid(head + "2\n" + empty + some, "a", "words")[0].intervals, SizeIs(2));
}

TEST(Rttm, SpeakersOfSeveralFiles) {
  const auto list = parse_rttm(
      ";; a comment\r\nSPKR-INFO call <NA> <NA> <NA> <NA> unknown A <NA>\r\n"
      "SPEAKER call 1 0.5 1.25 <NA> <NA> A <NA> <NA>\r\n\r\n"
      "SPEAKER other 1 3 1 <NA> <NA> <NA> <NA>\nSPEAKER call 1 2 1 <NA> <NA> B <NA>",
      "a.rttm");
  ASSERT_THAT(list, SizeIs(2));
  ASSERT_THAT(list[0].intervals, SizeIs(2));
  EXPECT_EQ(list[0].file, "call");
  EXPECT_EQ(list[0].intervals[0].start_s, 0.5);
  EXPECT_EQ(list[0].intervals[0].end_s, 1.75);
  EXPECT_EQ(list[0].intervals[0].speaker, "A");
  EXPECT_EQ(list[0].intervals[0].label, "A");
  EXPECT_EQ(list[0].intervals[1].speaker, "B");
  EXPECT_EQ(list[1].intervals[0].speaker, "");
}

// The name's numbers are told from channel, start and duration by what stands behind these.
TEST(Rttm, NamesMayHoldSpaces) {
  const auto read = [](const std::string& line) {
    const auto list = parse_rttm(line, "a.rttm");
    const Interval& interval = list.at(0).intervals.at(0);
    return std::tuple(list[0].file, interval.start_s, interval.end_s, interval.speaker);
  };
  EXPECT_EQ(read("SPEAKER Zoe call 1 0.5 2.0 <NA> <NA> spk0 <NA> <NA>\n"), std::tuple("Zoe call", 0.5, 2.5, "spk0"));
  EXPECT_EQ(read("SPEAKER  a  b\tc 1 0.5 2 <NA> <NA> A"), std::tuple("a  b\tc", 0.5, 2.5, "A"));
  EXPECT_EQ(read("SPEAKER take 1 2 1 0.5 2 <NA> <NA> A <NA> <NA>"), std::tuple("take 1 2", 0.5, 2.5, "A"));
  EXPECT_EQ(read("SPEAKER call <NA> 0.5 2 <NA> <NA> A 0.9 <NA>"), std::tuple("call", 0.5, 2.5, "A"));
  EXPECT_EQ(read("SPEAKER call 1 0.5 2 x y A 0.9"), std::tuple("call", 0.5, 2.5, "A")) << "with orthography and subtype";
  EXPECT_EQ(read("SPEAKER call 1 0.5 2 <NA> <NA> Anna Maria <NA> <NA>"), std::tuple("call", 0.5, 2.5, "Anna Maria"));
  EXPECT_EQ(read("SPEAKER call 1 0.5 2 <NA> <NA> Speaker 1 <NA> <NA>"), std::tuple("call", 0.5, 2.5, "Speaker 1"));
  EXPECT_EQ(read("SPEAKER call 1 0.5 2 <NA> <NA> 7 0.5 <NA>"), std::tuple("call", 0.5, 2.5, "7"));
  EXPECT_THAT(rttm_error("SPEAKER take 1 2 1 0.5 2 x y A <NA> <NA>"), HasSubstr("a.rttm:1: expected one place of channel"));
}

TEST(Rttm, ChannelsAreThoseOfRecordingsThatHaveSeveral) {
  const auto channels = [](const std::string& text) {
    std::vector<std::optional<int>> result;
    for (const FileIntervals& one : parse_rttm(text, "a.rttm"))
      for (const Interval& interval : one.intervals) result.push_back(interval.channel);
    return result;
  };
  const auto line = [](const std::string& file, const std::string& channel) {
    return "SPEAKER " + file + " " + channel + " 0 1 <NA> <NA> A <NA> <NA>\n";
  };
  using ::testing::ElementsAre;
  EXPECT_THAT(channels(line("a", "1") + line("a", "2") + line("a", "1")), ElementsAre(0, 1, 0));
  EXPECT_THAT(channels(line("a", "2") + line("a", "2") + line("b", "1")),
              ElementsAre(std::nullopt, std::nullopt, std::nullopt));
  EXPECT_THAT(channels(line("a", "1") + line("a", "3") + line("a", "<NA>")), ElementsAre(0, 2, std::nullopt));
  EXPECT_THAT(channels(line("a", "A") + line("a", "B")), ElementsAre(std::nullopt, std::nullopt));
  EXPECT_THAT(channels(line("a", "0")), ElementsAre(std::nullopt));
  EXPECT_THAT(rttm_error(line("a", "0") + line("a", "1")), HasSubstr("to be numbered from 1, found 0"));
}

TEST(Rttm, ErrorsNameTheLine) {
  EXPECT_THAT(rttm_error("\nfile,start_s,end_s\n"), HasSubstr("a.rttm:2: expected the type of an RTTM line"));
  EXPECT_THAT(rttm_error("SPEAKER call 1 0.5 1.25\n"), HasSubstr("a.rttm:1: expected at least 8 fields"));
  EXPECT_THAT(rttm_error("SPEAKER call 1 x 1 <NA> <NA> A"), HasSubstr("a.rttm:1: start: expected seconds, found 'x'"));
  EXPECT_THAT(rttm_error("SPEAKER call 1 0 -1 <NA> <NA> A"), HasSubstr("a.rttm:1: duration: expected 0 to"));
  EXPECT_THAT(rttm_error("SPEAKER call 1 0 inf <NA> <NA> A"), HasSubstr("a.rttm:1: duration: expected seconds"));
}

TEST(IntervalFiles, AreReadByExtension) {
  const testing::TemporaryFolder folder;
  const auto save = [&](const std::string& name, const std::string& text) {
    std::ofstream(folder / name, std::ios::binary) << text;
    return folder / name;
  };
  EXPECT_THAT(read_interval_file(save("a.CSV", "file,start_s,end_s\nx,0,1\n"), ""), SizeIs(1));
  EXPECT_THAT(read_interval_file(save("a.textgrid", short_textgrid), "other"), SizeIs(1));
  EXPECT_THAT(read_interval_file(save("a.rttm", "SPEAKER x 1 0 1 <NA> <NA> A"), ""), SizeIs(1));
  EXPECT_THAT(error_of([&] { read_interval_file(save("a.txt", ""), ""); }), HasSubstr("expected intervals in a file named"));
  EXPECT_THAT(error_of([&] { read_interval_file(folder / "absent.csv", ""); }), HasSubstr("absent.csv"));
  EXPECT_THAT(error_of([&] { read_interval_file(save("b.csv", "x"), ""); }), HasSubstr("b.csv:1: "));
}

std::string chosen(const std::vector<std::string>& names, const std::string& input) {
  std::vector<FileIntervals> list;
  for (const std::string& name : names) list.push_back({name, {{.label = name}}});
  const IntervalTable table(list);
  const std::vector<Interval>& intervals = table.of(input);
  return intervals.empty() ? "none" : intervals[0].label;
}

TEST(IntervalTableTest, TheMostExactNameWins) {
  EXPECT_EQ(chosen({"x", "x.wav", "a/x.wav"}, "a/x.wav"), "a/x.wav");
  EXPECT_EQ(chosen({"x", "b/x.wav", "x.wav"}, "a/x.wav"), "x.wav");
  EXPECT_EQ(chosen({"x", "y"}, "a/x.wav"), "x");
  EXPECT_EQ(chosen({"./a/../a/x.wav"}, "a/x.wav"), "./a/../a/x.wav");
  EXPECT_EQ(chosen({"b/x.wav"}, "a/x.wav"), "b/x.wav");
  EXPECT_EQ(chosen({"a/x.wav"}, "x.wav"), "a/x.wav");
  EXPECT_EQ(chosen({"s1/x.wav", "s2/x.wav"}, "data/s2/x.wav"), "s2/x.wav");
  EXPECT_EQ(chosen({"x.flac"}, "a/x.wav"), "x.flac");
  EXPECT_EQ(chosen({"x.y"}, "x.y.wav"), "x.y");
  EXPECT_EQ(chosen({"z.wav", "xx"}, "a/x.wav"), "none");
  EXPECT_EQ(chosen({}, "a/x.wav"), "none");
}

TEST(IntervalTableTest, NamesOfOtherSystemsStandForTheirFiles) {
  EXPECT_EQ(chosen({"C:\\data\\x.wav"}, "a/x.wav"), "C:\\data\\x.wav");
  EXPECT_EQ(chosen({"s1\\x.wav", "s2\\x.wav"}, "data/s2/x.wav"), "s2\\x.wav");
  EXPECT_EQ(chosen({"Zoe\u0308.wav"}, "Zo\u00EB.wav"), "Zoe\u0308.wav");
  EXPECT_EQ(chosen({"Zo\u00EB"}, "a/Zoe\u0308.wav"), "Zo\u00EB");
  EXPECT_EQ(chosen({"Zoe"}, "Zo\u00EB.wav"), "none");
}

TEST(IntervalTableTest, NamesThatStandForNoInputAreKnown) {
  using ::testing::ElementsAre;
  const IntervalTable table({{"b", {}}, {"x.wav", {}}, {"a\\y.wav", {}}, {"c", {}}});
  EXPECT_THAT(table.others({"d/x.wav", "a/y.wav"}), ElementsAre("b", "c"));
  EXPECT_THAT(table.others({}), SizeIs(4));
  EXPECT_THAT(IntervalTable(std::vector<FileIntervals>{{"", {}}}).others({"x.wav"}), IsEmpty());
}

TEST(IntervalTableTest, AListWithoutNamesStandsForAnyInput) {
  EXPECT_THAT(IntervalTable({{"", {{.start_s = 0, .end_s = 1}}}}).of("x.wav"), SizeIs(1));
}

TEST(IntervalTableTest, TwoNamesThatStandEquallyAreAnError) {
  EXPECT_THAT(error_of([] { chosen({"s1/x.wav", "s2/x.wav"}, "s3/x.wav"); }), HasSubstr("'s1/x.wav' and 's2/x.wav'"));
  EXPECT_THAT(error_of([] {
                chosen({"x.wav", "s/x.wav", "./s/x.wav"}, "s/x.wav");
              }),
              HasSubstr("'s/x.wav' and './s/x.wav'"));
}

TEST(IntervalTableTest, EachInputHasItsOwnHoweverOftenItIsAsked) {
  std::vector<FileIntervals> list;
  for (int i = 0; i < 1000; ++i) {
    const std::string name = "file" + std::to_string(i);
    list.push_back({name + ".wav", {{.label = name}, {.label = name + " again"}}});
  }
  const IntervalTable table(list);
  for (int round = 0; round < 2; ++round)
    for (int i = 0; i < 1000; ++i) {
      const std::string name = "file" + std::to_string(i);
      const std::vector<Interval>& intervals = table.of("folder/" + name + ".wav");
      ASSERT_THAT(intervals, SizeIs(2));
      EXPECT_EQ(intervals[0].label, name);
      EXPECT_EQ(intervals[1].label, name + " again");
    }
  EXPECT_THAT(table.of("file1000.wav"), IsEmpty());
}

// As corpora have them. To look at all names for each input would take longer than anybody waits.
TEST(IntervalTableTest, ManyFoldersMayHoldAFileOfTheSameName) {
  constexpr int folders = 100'000;
  const auto name = [](int i) { return "folder" + std::to_string(i) + "/audio.wav"; };
  std::vector<FileIntervals> list;
  for (int i = 0; i < folders; ++i) list.push_back({name(i), {{.label = name(i)}}});
  const IntervalTable table(list);
  for (int i = 0; i < folders; ++i) ASSERT_EQ(table.of(name(i)).front().label, name(i));
}

}  // namespace
}  // namespace affectus
