#include "reproduction/trained_encoders.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "affectus/error.h"
#include "model_folder.h"
#include "reproduction/shared_front_ends.h"
#include "storage/files.h"
#include "temporary_folder.h"

namespace affectus {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
namespace fs = std::filesystem;

// A registry that knows encoders by '@', makes the filterbank of each, and lists what it was asked for.
FrontEndRegistry listing(std::vector<std::string>& asked) {
  return FrontEndRegistry().add("FOLDER@1", [&asked](const std::string& name, const std::string& options) {
    asked.push_back(name + " " + options);
    return make_front_end("mfb");
  });
}

// Two systems have each trained an encoder on each of two folds, one as a whole and one by an adapter; the third uses both.
class TrainedEncodersTest : public ::testing::Test {
 protected:
  void SetUp() override {
    experiment_.folder = folder_ / "out";
    experiment_.protocol.folds.resize(2);
    experiment_.tuning = {.folds = 1, .candidates = {""}};
    experiment_.seeds = {1};
    add("top", "hf:owner/name@4", "{\"pad\":false}");
    add("lora", "hf:owner/name@4");
    System fusion{.recipe = "fusion", .id = "fusion", .title = "fusion", .encoders = {"top", "lora"}};
    fusion.candidates.resize(1);
    experiment_.systems.push_back(std::move(fusion));
    for (const std::size_t fold : {0, 1}) {
      const std::string number = std::to_string(fold + 1);
      write(run(0, fold), {{"./encoder@4", "{\"pad\":false}"}}, "encoder", "whole " + number);
      write(run(1, fold), {{"hf:owner/name@4", "{\"adapter\":\"adapter\"}"}}, "adapter", "matrices " + number);
    }
  }

  void add(const std::string& name, const std::string& front_end, const std::string& options = "{}") {
    System system{.recipe = name, .id = name, .title = name};
    system.candidates.resize(1);
    system.candidates[0].front_ends = {{.name = front_end, .options = options}};
    experiment_.systems.push_back(std::move(system));
  }

  RunName run(std::size_t system, std::size_t fold) const { return experiment_.final_run(system, 0, fold, 0); }

  void write(const RunName& name, const std::vector<std::pair<std::string, std::string>>& front_ends,
             const std::string& part = "", const std::string& content = "") const {
    ModelConfig config;
    for (const auto& [front_end, options] : front_ends)
      config.front_ends.push_back({.name = front_end, .options = options, .dim = 40, .normalization = {}, .selected = {}});
    const fs::path folder = experiment_.run_folder(name);
    testing::write_random_model(folder, config);
    if (part.empty()) return;
    make_folder(folder / part);
    std::ofstream(folder / part / "weights") << content;
  }

  testing::TemporaryFolder folder_;
  Experiment experiment_;
};

TEST_F(TrainedEncodersTest, AreThoseOfTheSameFold) {
  std::vector<std::string> asked;
  const FrontEndRegistry registry = with_trained_encoders(experiment_, run(2, 1), listing(asked));
  for (const char* name : {"top@encoder", "lora@encoder", "other@1"}) registry.make(name, "");
  EXPECT_EQ(registry.make("mfb", "")->name(), "mfb");
  const std::string top = experiment_.run_folder(run(0, 1)).string(), lora = experiment_.run_folder(run(1, 1)).string();
  EXPECT_THAT(asked, ElementsAre(top + "/encoder@4 {\"pad\":false}",
                                 "hf:owner/name@4 {\"adapter\":\"" + lora + "/adapter\"}", "other@1 "));
  EXPECT_THAT(top, HasSubstr("fold-2-seed-1"));
}

TEST_F(TrainedEncodersTest, BeforeTheyAreTrainedAPlanTakesThoseFromWhichTheyStart) {
  fs::remove_all(experiment_.folder);
  std::vector<std::string> asked;
  const FrontEndRegistry registry = with_untrained_encoders(experiment_, 2, listing(asked));
  for (const char* name : {"top@encoder", "lora@encoder"}) registry.make(name, "");
  EXPECT_THAT(asked, ElementsAre("hf:owner/name@4 {\"pad\":false}", "hf:owner/name@4 {}"));
}

TEST_F(TrainedEncodersTest, AModelFolderHasItsOwnAndMayBeMoved) {
  const RunName own = run(2, 0);
  write(own, {{"top@encoder", "{}"}, {"mfb", "{}"}, {"lora@encoder", "{}"}});
  for (int time = 0; time < 2; ++time) {
    keep_trained_encoders(experiment_, own);
    if (time == 0) {  // stopped after the first was there and before the config was
      const fs::path moved = folder_ / "moved";
      fs::copy(experiment_.run_folder(own), moved, fs::copy_options::recursive);
      std::vector<std::string> asked;
      EXPECT_EQ(load_model_folder(moved, listing(asked))->config().front_ends.size(), 3U);
      EXPECT_THAT(asked, ElementsAre((moved / "top-encoder@4").string() + " {\"pad\":false}",
                                     "hf:owner/name@4 {\"adapter\":\"" + (moved / "lora-adapter").string() + "\"}"));
      EXPECT_EQ(read_file(moved / "top-encoder/weights"), "whole 1");
      EXPECT_EQ(read_file(moved / "lora-adapter/weights"), "matrices 1");
      write(own, {{"top@encoder", "{}"}, {"lora@encoder", "{}"}});
    }
  }
  const ModelConfig config = read_model_config(experiment_.run_folder(own) / "config.json");
  ASSERT_EQ(config.front_ends.size(), 2U);
  EXPECT_EQ(config.front_ends[0].name, "./top-encoder@4");
  EXPECT_EQ(config.front_ends[1].name, "hf:owner/name@4");
  EXPECT_THAT(config.front_ends[1].options, HasSubstr("lora-adapter"));
  keep_trained_encoders(experiment_, own);  // nothing is left to do
  EXPECT_EQ(read_model_config(experiment_.run_folder(own) / "config.json").text(), config.text());
}

TEST_F(TrainedEncodersTest, OneThatIsGoneIsNamed) {
  write(run(2, 0), {{"top@encoder", "{}"}, {"mfb", "{}"}});
  const fs::path gone = experiment_.run_folder(run(0, 0)) / "encoder";
  fs::remove_all(gone);
  try {
    keep_trained_encoders(experiment_, run(2, 0));
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::unwritable);
    EXPECT_THAT(error.what(), HasSubstr(gone.string()));
  }
}

TEST(SharedFrontEnds, ThoseOfOneModelAreKeptOnlyWhileTheyAreInUse) {
  std::vector<std::string> asked;
  const FrontEndRegistry registry = shared_front_ends(listing(asked), "out/runs");
  for (const char* name : {"hf:owner/name@4", "out/runs/top/encoder@4"}) {
    const auto first = registry.make(name, ""), second = registry.make(name, "");
    EXPECT_EQ(asked.size(), 1U) << name;
    asked.clear();
  }
  registry.make("hf:owner/name@4", "");
  EXPECT_THAT(asked, ElementsAre());
  registry.make("out/runs/top/encoder@4", "");
  EXPECT_THAT(asked, ElementsAre("out/runs/top/encoder@4 "));
  registry.make("hf:owner/name@4", R"({"adapter":"out/runs/lora/adapter"})");
  registry.make("hf:owner/name@4", R"({"adapter":"out/runs/lora/adapter"})");
  EXPECT_EQ(asked.size(), 3U);
}

}  // namespace
}  // namespace affectus
