#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <random>

#include "outputs/sample_results.h"

namespace affectus {
namespace {

using nlohmann::json;
using testing::failed_result;
using testing::sample_facts;
using testing::sample_result;
using testing::write;

std::vector<json> json_lines_of(const std::string& text) {
  std::istringstream stream(text);
  std::vector<json> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(json::parse(line));
  return lines;
}

TEST(JsonWriter, WritesWhatTheContractNames) {
  const json document = json::parse(write("json", sample_facts(), {sample_result()}));
  ASSERT_EQ(document.size(), 1U);
  const json& file = document[0];
  EXPECT_EQ(file["file"], "a.wav");
  EXPECT_EQ(file["duration_s"], 10);
  EXPECT_EQ(file["model"], "affectus-mfb");
  EXPECT_EQ(file["scale"], "sam");
  EXPECT_EQ(file["summary"]["activation"], 4.5);
  ASSERT_EQ(file["segments"].size(), 3U);
  const json expected = {{"start_s", 6},           {"end_s", 10},
                         {"speech", 0.75},         {"activation", 4.5},
                         {"valence", 3.25},        {"dominance", 4.0},
                         {"familiarity", nullptr}, {"categories", nullptr},
                         {"embedding", nullptr},   {"warnings", json::array()}};
  EXPECT_EQ(file["segments"][2], expected);
}

TEST(JsonWriter, ZeroFilesAreAnEmptyList) { EXPECT_EQ(json::parse(write("json", sample_facts(), {})), json::array()); }

TEST(JsonWriter, ZeroSegmentsHaveANullSummary) {
  const json document = json::parse(write("json", sample_facts(), {{.file = "x", .duration_s = 1}}));
  EXPECT_EQ(document[0]["segments"], json::array());
  EXPECT_TRUE(document[0]["summary"]["activation"].is_null());
}

TEST(JsonWriter, AFailedFileIsItsNameAndTheError) {
  const json document = json::parse(write("json", sample_facts(), {failed_result("x", "x: no \"audio\""), sample_result()}));
  EXPECT_EQ(document[0], json({{"file", "x"}, {"error", {{"code", "no_audio"}, {"message", "x: no \"audio\""}}}}));
  EXPECT_EQ(document.size(), 2U);
}

TEST(JsonWriter, TextSurvivesAndInvalidUtf8IsReplaced) {
  RunFacts facts = sample_facts();
  facts.has_label = facts.has_tier = facts.has_speaker = facts.has_channel = true;
  facts.categories = {testing::hostile_text};
  FileResult result = sample_result();
  result.file = result.segments[0].label = result.segments[0].tier = result.segments[0].speaker = testing::hostile_text;
  result.segments[0].channel = 1;
  result.segments[0].categories = {0.5F};
  for (const std::string format : {"json", "jsonl"}) {
    const std::string text = write(format, facts, {result});
    const json segments = format == "json" ? json::parse(text)[0]["segments"] : json(json_lines_of(text));
    const json& segment = segments[0];
    EXPECT_EQ(format == "json" ? json::parse(text)[0]["file"] : segment["file"], testing::hostile_text_valid);
    for (const char* key : {"label", "tier", "speaker"}) EXPECT_EQ(segment[key], testing::hostile_text_valid);
    EXPECT_EQ(segment["channel"], 1);
    EXPECT_TRUE(segments[1]["channel"].is_null());
    EXPECT_EQ(segment["categories"][testing::hostile_text_valid], 0.5);
    EXPECT_TRUE(segments[1]["categories"][testing::hostile_text_valid].is_null());
  }
}

TEST(JsonWriter, WhatIsAbsentOrNotFiniteIsNull) {
  FileResult result = sample_result();
  result.segments[0].activation.reset();
  result.segments[0].valence = std::nan("");
  result.segments[0].dominance = std::numeric_limits<double>::infinity();
  result.segments[0].speech = std::numeric_limits<float>::quiet_NaN();
  const json document = json::parse(write("json", sample_facts(), {result}));
  const json& segment = document[0]["segments"][0];
  for (const char* key : {"activation", "valence", "dominance", "speech"}) EXPECT_TRUE(segment[key].is_null()) << key;
}

TEST(JsonWriter, NumbersReadBackAsTheSameFloats) {
  std::mt19937 random(1);
  std::uniform_int_distribution<std::uint32_t> bits(0, 0x7F7FFFFFU);
  RunFacts facts = sample_facts();
  facts.embedding_dim = 1000;
  FileResult result = sample_result();
  result.segments.resize(1);
  for (std::size_t i = 0; i < facts.embedding_dim; ++i)
    result.segments[0].embedding.push_back((i % 2 ? -1.0F : 1.0F) * std::bit_cast<float>(bits(random)));
  const json document = json::parse(write("json", facts, {result}));
  const json& embedding = document[0]["segments"][0]["embedding"];
  ASSERT_EQ(embedding.size(), facts.embedding_dim);
  for (std::size_t i = 0; i < facts.embedding_dim; ++i)
    EXPECT_EQ(static_cast<float>(embedding[i].get<double>()), result.segments[0].embedding[i]);
}

TEST(JsonWriter, EmbeddingIsThereOnRequestOnly) {
  FileResult result = sample_result();
  result.segments[0].embedding = {1, 2};
  RunFacts facts = sample_facts();
  EXPECT_TRUE(json::parse(write("json", facts, {result}))[0]["segments"][0]["embedding"].is_null());
  EXPECT_TRUE(json_lines_of(write("jsonl", facts, {result}))[0]["embedding"].is_null());
  facts.embedding_dim = 2;
  EXPECT_EQ(json::parse(write("json", facts, {result}))[0]["segments"][0]["embedding"], json({1, 2}));
  EXPECT_EQ(json_lines_of(write("jsonl", facts, {result}))[0]["embedding"], json({1, 2}));
}

TEST(JsonWriter, WarningsAreCodesOfARowAndOfAFile) {
  FileResult result = sample_result();
  result.segments[0].warnings = {Warning::no_speech, Warning::beyond_end};
  result.segments[0].familiarity = 0.25;
  result.warnings = {Warning::truncated};
  const json file = json::parse(write("json", sample_facts(), {result}))[0];
  EXPECT_EQ(file["warnings"], json({"truncated"}));
  EXPECT_EQ(file["segments"][0]["warnings"], json({"no_speech", "beyond_end"}));
  EXPECT_EQ(file["segments"][0]["familiarity"], 0.25);
  EXPECT_EQ(file["segments"][1]["warnings"], json::array());
}

// A document has no rows of a file that failed.
TEST(JsonWriter, AFileThatFailsLaterHasNoRows) {
  FileResult result = sample_result();
  result.failure = Failure{ErrorCode::unreadable, "broken"};
  EXPECT_EQ(json::parse(write("json", sample_facts(), {result}))[0],
            json({{"file", "a.wav"}, {"error", {{"code", "unreadable"}, {"message", "broken"}}}}));
}

TEST(JsonLinesWriter, WritesTheRowsAndFailuresOfJsonALineEach) {
  FileResult other = sample_result();
  other.file = "two\nlines.wav";
  const std::vector<FileResult> results = {sample_result(), failed_result("x", "broken"), other};
  std::vector<json> expected;
  for (const json& file : json::parse(write("json", sample_facts(), results))) {
    if (file.contains("error")) {
      expected.push_back(file);
      continue;
    }
    for (json row : file["segments"]) {
      row["file"] = file["file"];
      expected.push_back(row);
    }
  }
  EXPECT_EQ(expected.size(), 7U);
  EXPECT_EQ(json_lines_of(write("jsonl", sample_facts(), results)), expected);
}

TEST(JsonLinesWriter, EachRowIsThereAtOnce) {
  testing::FlushedText out;
  const auto writer = output_format("jsonl").make(out.stream(), sample_facts());
  writer->begin({.file = "a.wav"});
  EXPECT_EQ(out.flushed(), "");
  for (std::size_t i = 1; i <= 3; ++i) {
    writer->row(testing::sample_segment(static_cast<double>(i), static_cast<double>(i) + 1));
    ASSERT_EQ(json_lines_of(out.flushed()).size(), i);
    EXPECT_EQ(json_lines_of(out.flushed()).back()["start_s"], i);
    EXPECT_EQ(json_lines_of(out.flushed()).back()["file"], "a.wav");
  }
  writer->end({.duration_s = 5, .failure = Failure{ErrorCode::unreadable, "broken"}});
  EXPECT_EQ(json_lines_of(out.flushed()).back(),
            json({{"file", "a.wav"}, {"error", {{"code", "unreadable"}, {"message", "broken"}}}}));
  const std::string before = out.flushed();
  writer->finish();
  EXPECT_EQ(out.flushed(), before) << "the rows before the failure stand";
}

TEST(JsonWriter, TenThousandSegments) {
  FileResult result = {.file = "long.wav", .duration_s = 10000};
  for (int i = 0; i < 10000; ++i) result.segments.push_back(testing::sample_segment(i, i + 1, 1 + i * 1e-4));
  EXPECT_EQ(json::parse(write("json", sample_facts(), {result}))[0]["segments"].size(), 10000U);
}

}  // namespace
}  // namespace affectus
