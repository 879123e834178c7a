#include "tensors/safetensors.h"

#include <gmock/gmock.h>

#include <cstring>

#include "affectus/error.h"
#include "failure.h"

namespace affectus {
namespace {

using ::testing::HasSubstr;

std::string with_header(const std::string& header, std::size_t data_bytes) {
  const std::uint64_t size = header.size();
  std::string bytes(8, '\0');
  std::memcpy(bytes.data(), &size, 8);
  return bytes + header + std::string(data_bytes, '\0');
}

// The message of the error that parsing ends in, or "" where it succeeds.
std::string refusal(const std::string& bytes) {
  try {
    SafetensorsFile::parse(std::as_bytes(std::span(bytes)), "input");
    return "";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::invalid_format);
    return error.what();
  }
}

TEST(SafetensorsTest, AWrongShapeTypeOrNameIsNamed) {
  const std::string bytes = with_header(R"({"a":{"dtype":"F16","shape":[2],"data_offsets":[0,4]}})", 4);
  const SafetensorsFile file = SafetensorsFile::parse(std::as_bytes(std::span(bytes)), "input");
  const auto message = [&](const std::string& name, std::vector<std::size_t> shape) {
    return testing::failure([&] { file.tensor(name, shape); });
  };
  EXPECT_THAT(message("b", {2}), HasSubstr("'b'"));
  EXPECT_THAT(message("a", {3, 1}), HasSubstr("expected 3 x 1, found 2"));
  EXPECT_THAT(message("a", {2}), HasSubstr("expected F32, found F16"));
}

TEST(SafetensorsTest, AHeaderOfManyValuesIsRefused) {
  std::string shape = "1";
  for (int i = 0; i < 3'000'000; ++i) shape += ",1";
  EXPECT_THAT(refusal(with_header(R"({"a":{"dtype":"F32","shape":[)" + shape + R"(],"data_offsets":[0,4]}})", 4)),
              HasSubstr("header: expected at most 2097152 values, found more"));
}

TEST(SafetensorsTest, AFileThatWasCutShortSaysHowMuchIsThere) {
  const std::string whole = with_header(
      R"({"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})", 12);
  EXPECT_EQ(refusal(whole), "");
  EXPECT_EQ(refusal(whole.substr(0, whole.size() - 5)), "input: expected 12 bytes of data, found 7: cut short");
  const std::size_t header = whole.size() - 8 - 12;
  EXPECT_EQ(refusal(whole.substr(0, 40)),
            "input: expected " + std::to_string(header) + " bytes of header, found 32: cut short");
}

TEST(SafetensorsTest, BrokenFilesAreRefused) {
  EXPECT_THAT(refusal(""), HasSubstr("input: an empty file, not weights"));
  EXPECT_THAT(refusal(std::string(7, '\0')), HasSubstr("at least 8 bytes"));
  EXPECT_THAT(refusal(std::string(8, '\xff')), HasSubstr("header within"));
  EXPECT_THAT(refusal(with_header("{", 0)), HasSubstr("JSON object"));
  EXPECT_THAT(refusal(with_header("[]", 0)), HasSubstr("JSON object"));
  EXPECT_THAT(refusal(with_header(R"({"a":{"dtype":"F99","shape":[1],"data_offsets":[0,4]}})", 4)),
              HasSubstr("known dtype"));
  EXPECT_THAT(refusal(with_header(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,8]}})", 8)),
              HasSubstr("expected 4 bytes"));
  EXPECT_THAT(refusal(with_header(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[1,9]}})", 4)),
              HasSubstr("within the 4 bytes"));
  EXPECT_THAT(refusal(with_header(R"({"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}})", 4)),
              HasSubstr("whole numbers"));
  EXPECT_THAT(refusal(with_header(R"({"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}})", 0)),
              HasSubstr("beyond what can be addressed"));
  EXPECT_THAT(
      refusal(with_header(
          R"({"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}})",
          3)),
      HasSubstr("overlap"));
  EXPECT_THAT(refusal(with_header(R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}})", 2)), HasSubstr("hole"));
  EXPECT_THAT(refusal(with_header(R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}})", 2)), HasSubstr("more bytes"));
  EXPECT_THAT(
      refusal(with_header(
          R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}})",
          1)),
      HasSubstr("twice"));
  EXPECT_THAT(refusal(with_header(R"({"a":{"dtype":"U8","shape":[[[[1]]]],"data_offsets":[0,1]}})", 1)),
              HasSubstr("too deep"));
}

}  // namespace
}  // namespace affectus
