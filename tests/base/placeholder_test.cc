#include "base/placeholder.h"

#include <gtest/gtest.h>

#include "affectus/error.h"
#include "failure.h"

namespace affectus {
namespace {

std::string refusal(const std::string& content, FileMeaning meaning = FileMeaning::weights) {
  return testing::failure([&] { refuse_placeholder(content, "model.safetensors", meaning); }, ErrorCode::invalid_format);
}

const std::string pointer =
    "version https://git-lfs.github.com/spec/v1\n"
    "oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 16424136\n";

TEST(PlaceholderTest, IsCalledWhatItIs) {
  EXPECT_EQ(refusal(pointer), "model.safetensors: a Git LFS pointer, not weights: git lfs pull");
  EXPECT_EQ(refusal(pointer, FileMeaning::configuration),
            "model.safetensors: a Git LFS pointer, not a configuration: git lfs pull");
  EXPECT_EQ(refusal("", FileMeaning::graph), "model.safetensors: an empty file, not a graph");
  for (const char* page : {"<!DOCTYPE html>\n<html>", "\n  <HTML lang='en'>", "\xef\xbb\xbf<html>",
                           "<?xml version='1.0'?><!DOCTYPE html><html xmlns='...'>",
                           "<?xml version=\"1.0\"?>\n<Error><Code>AccessDenied</Code></Error>", "<!-- a --><html>"})
    EXPECT_EQ(refusal(page), "model.safetensors: a web page (HTML), not weights: fetch the file itself") << page;
  EXPECT_EQ(refusal("Entry not found"), "model.safetensors: a text, not weights: 'Entry not found'");
  EXPECT_EQ(refusal("{\"error\": 1}\nmore"), "model.safetensors: a text, not weights: '{\"error\": 1}...'");
}

TEST(PlaceholderTest, WhatIsMeantIsTaken) {
  const std::string weights("\x10\0\0\0\0\0\0\0{}              ", 24);
  refuse_placeholder(weights, "a", FileMeaning::weights);
  refuse_placeholder(std::string(100'000, 'a'), "a", FileMeaning::weights);  // whoever reads it says what is wrong
  refuse_placeholder("{\"model_type\": \"hubert\"}", "a", FileMeaning::configuration);
  refuse_placeholder("<?xml version=\"1.0\"?>\n<net name=\"a\" version=\"11\">", "a", FileMeaning::graph);
}

}  // namespace
}  // namespace affectus
