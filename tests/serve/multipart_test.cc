#include "serve/multipart.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "serve/server_error.h"

namespace affectus {
namespace {

struct Collected : MultipartHandler {
  struct Part {
    MultipartPart head;
    std::string bytes;
    bool is_whole = false;
  };
  std::vector<Part> parts;
  void begin_part(const MultipartPart& part) override { parts.push_back({part, "", false}); }
  void data(std::string_view bytes) override { parts.back().bytes += bytes; }
  void end_part() override { parts.back().is_whole = true; }
};

std::vector<Collected::Part> parse(const std::string& body, std::size_t piece) {
  Collected collected;
  MultipartReader reader("B", collected);
  for (std::size_t i = 0; i < body.size(); i += piece) reader.feed(std::string_view(body).substr(i, piece));
  reader.finish();
  return collected.parts;
}

TEST(Multipart, PartsAreTheSameForPiecesOfAnySize) {
  const std::string tricky = "\r\n-\r\n--\r\n--A\r\r\n--";
  const std::string body =
      "preamble\r\n--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a \\\"b\\\".wav\"\r\nContent-Type: "
      "audio/wav\r\n\r\n" +
      tricky +
      "\r\n--B \t\r\ncontent-disposition:form-data;name=window\r\n\r\n3\r\n--B\r\nContent-Disposition: form-data; " +
      "name=\"empty\"\r\n\r\n\r\n--B--\r\nepilogue";
  for (const std::size_t piece : {1U, 2U, 3U, 7U, 1000U}) {
    const auto parts = parse(body, piece);
    ASSERT_EQ(parts.size(), 3U) << piece;
    EXPECT_EQ(parts[0].head.name, "file");
    EXPECT_EQ(parts[0].head.file_name, "a \"b\".wav");
    EXPECT_EQ(parts[0].bytes, tricky);
    EXPECT_EQ(parts[1].head.name, "window");
    EXPECT_FALSE(parts[1].head.file_name);
    EXPECT_EQ(parts[1].bytes, "3");
    EXPECT_EQ(parts[2].bytes, "");
    EXPECT_TRUE(std::ranges::all_of(parts, &Collected::Part::is_whole));
  }
}

TEST(Multipart, FileNamesInOtherAlphabets) {
  const auto named =
      parse_part_head("Content-Disposition: form-data; name=\"f\"; filename=\"x\"; filename*=UTF-8''%C3%A4.wav");
  ASSERT_TRUE(named);
  EXPECT_EQ(named->file_name, "\xC3\xA4.wav");
  EXPECT_EQ(parse_part_head("Content-Disposition: form-data; name=f; filename=\"\xFF\"")->file_name, "\xEF\xBF\xBD");
}

TEST(Multipart, WhatIsBrokenIsRefused) {
  for (const char* body :
       {"", "--B", "--B\r\n", "--B\r\nContent-Disposition: form-data; name=x\r\n\r\nabc", "--B\r\n\r\n\r\nabc\r\n--B--",
        "--Bx\r\n", "--B\r\nContent-Disposition: attachment; name=x\r\n\r\n\r\n--B--",
        "--B\r\nContent-Disposition: form-data\r\n\r\n\r\n--B--"})
    EXPECT_THROW(parse(body, 5), RequestError) << body;
  EXPECT_THROW(parse("--B\r\nX: " + std::string(10000, 'x'), 100), RequestError);
  std::string many;
  for (int i = 0; i < 65; ++i) many += "--B\r\nContent-Disposition: form-data; name=x\r\n\r\n\r\n";
  EXPECT_THROW(parse(many + "--B--", 1000), RequestError);
}

TEST(Multipart, Boundaries) {
  EXPECT_EQ(multipart_boundary("multipart/form-data; boundary=abc"), "abc");
  EXPECT_EQ(multipart_boundary("Multipart/Form-Data;charset=utf-8; Boundary=\"a b\""), std::nullopt);
  EXPECT_EQ(multipart_boundary("multipart/form-data; boundary=\"a:b\""), "a:b");
  for (const std::string& type :
       {std::string("multipart/form-data"), std::string("multipart/form-data; boundary="),
        std::string("multipart/mixed; boundary=a"), "multipart/form-data; boundary=" + std::string(71, 'a')})
    EXPECT_FALSE(multipart_boundary(type)) << type;
}

}  // namespace
}  // namespace affectus
