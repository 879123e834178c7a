#include "affectus/model_folder.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "affectus/error.h"
#include "failure.h"
#include "front_ends/own_front_end.h"
#include "model_folder.h"
#include "storage/files.h"
#include "temporary_folder.h"

namespace affectus {
namespace {

using nlohmann::json;
using testing::failure;
using ::testing::HasSubstr;

class ModelFolderTest : public ::testing::Test {
 protected:
  void write(const ModelConfig& config) const { testing::write_random_model(folder_.path(), config); }
  std::filesystem::path config_file() const { return folder_ / "config.json"; }
  void write_config(const json& config) const {
    write_file_atomically(config_file(), [&](std::ostream& out) { out << config.dump(); });
  }

  // What is said of the model when it is loaded, an Error(invalid_format) or "".
  std::string refusal(const FrontEndRegistry& registry = {}) const {
    try {
      load_model_folder(folder_.path(), registry);
      return "";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::invalid_format) << error.what();
      return error.what();
    }
  }

  ModelConfig config_{
      .front_ends = {
          {.name = "mfb", .options = R"({"bins":20})", .dim = 20, .normalization = {.mean = std::vector<float>(20, 0.5F)}},
          {.name = "prosody", .options = "{}", .dim = 3}}};
  testing::TemporaryFolder folder_;
};

TEST_F(ModelFolderTest, AConfigurationIsReadAsItWasWritten) {
  write(config_);
  const ModelConfig read = read_model_config(config_file());
  EXPECT_EQ(read.name, "random");
  EXPECT_EQ(read.front_ends[0].normalization.mean, std::vector<float>(20, 0.5F));
  write_model_config(read, folder_ / "again.json");
  EXPECT_EQ(read_file(folder_ / "again.json"), read_file(config_file()));
  EXPECT_EQ(read.text(), read_file(config_file()));
}

TEST_F(ModelFolderTest, WhatLiesInPlaceOfAFileIsCalledThat) {
  for (const auto& [name, meant] : {std::pair{"config.json", "a configuration"}, {"model.safetensors", "weights"}}) {
    write(config_);
    for (const auto& [content, found] : std::vector<std::pair<std::string, std::string>>{
             {"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 1\n", "a Git LFS pointer"},
             {"<!doctype html><html></html>", "a web page (HTML)"},
             {"", "an empty file"}}) {
      write_file_atomically(folder_ / name, [&text = content](std::ostream& out) { out << text; });
      EXPECT_THAT(refusal(), HasSubstr(std::string(name) + ": " + found + ", not " + meant));
    }
  }
}

TEST_F(ModelFolderTest, WhatIsNotThereIsNamed) {
  for (const auto& [work, message] : std::vector<std::pair<std::function<void()>, std::string>>{
           {[] { load_model_folder("/nowhere"); }, "/nowhere: expected a model folder"},
           {[&] { load_model_folder(folder_.path()); }, "config.json"},
           {[] { read_model_config("/nowhere/config.json"); }, "/nowhere/config.json"}}) {
    EXPECT_THAT(failure(work, ErrorCode::not_found), HasSubstr(message));
  }
  write(config_);
  std::filesystem::remove(folder_ / "model.safetensors");
  EXPECT_THAT(failure([&] { load_model_folder(folder_.path()); }), HasSubstr("model.safetensors"));
}

TEST_F(ModelFolderTest, AnUnwritablePlaceIsNamed) {
  const auto write = [&] { write_model_config(config_, folder_ / "missing" / "config.json"); };
  EXPECT_THAT(failure(write, ErrorCode::unwritable), HasSubstr("missing/config.json"));
}

TEST_F(ModelFolderTest, MistakesInFrontEndsAreNamedWithTheFile) {
  write(config_);
  EXPECT_EQ(refusal(), "");
  const json good = json::parse(read_file(config_file()));
  const auto with = [&](std::initializer_list<std::pair<const char*, json>> values) {
    json changed = good;
    for (const auto& [pointer, value] : values) changed[json::json_pointer(pointer)] = value;
    write_config(changed);
    const std::string message = refusal();
    EXPECT_THAT(message, HasSubstr(config_file().string()));
    return message;
  };
  EXPECT_THAT(with({{"/front_ends/0/options/bins", 0}}), HasSubstr("bins"));
  EXPECT_THAT(with({{"/front_ends/0/options/colour", 0}}), HasSubstr("'colour'"));
  EXPECT_THAT(with({{"/front_ends/0/name", "wav2vec"}}), HasSubstr("wav2vec"));
  EXPECT_THAT(with({{"/front_ends/0/dim", 40},
                    {"/front_ends/0/normalization/mean", std::vector<float>(40, 0.5F)},
                    {"/estimator/input_dim", 43},
                    {"/estimator/parts", {40, 3}}}),
              HasSubstr("front end mfb: dim: expected 20, found 40"));
  EXPECT_THAT(with({{"/frame_rate_hz", 30}}), HasSubstr("front ends: expected frame rates that are whole multiples"));
  EXPECT_THAT(with({{"/estimator/gru_units", -1}}), HasSubstr("gru_units: expected a whole number"));
}

TEST_F(ModelFolderTest, MistakesInWeightsAreNamedWithTheFile) {
  write(config_);
  json config = json::parse(read_file(config_file()));
  config["estimator"]["gru_units"] = 7;
  write_config(config);
  EXPECT_THAT(refusal(), HasSubstr((folder_ / "model.safetensors").string()));
  write(config_);
  write_file_atomically(folder_ / "model.safetensors", [](std::ostream& out) { out << "damaged"; });
  EXPECT_THAT(refusal(), HasSubstr((folder_ / "model.safetensors").string()));
}

TEST_F(ModelFolderTest, AProgramsOwnFrontEndIsMadeByItsRegistry) {
  config_.front_ends.push_back({.name = "peak", .options = R"({"stretch":80})", .dim = 1});
  write(config_);
  const auto model = load_model_folder(folder_.path(), testing::registry_with_peak());
  EXPECT_THAT(model->front_end_fingerprint(), HasSubstr("peak: stretch 80"));
  EXPECT_EQ(model->estimate(std::vector<float>(16000, 0.25F)).dimensions.size(), 3);
  EXPECT_THAT(refusal(), HasSubstr(config_file().string() +
                                   ": front end: expected mfb, prosody, or several joined by '+', found 'peak'"));
}

TEST_F(ModelFolderTest, WhatARegistrySaysOfItsOwnOptionsIsNamedWithTheFile) {
  config_.front_ends.push_back({.name = "peak", .options = R"({"height":80})", .dim = 1});
  write(config_);
  EXPECT_THAT(refusal(testing::registry_with_peak()),
              HasSubstr(config_file().string() + ": front end peak: options: expected none but the known, found 'height'"));
}

}  // namespace
}  // namespace affectus
