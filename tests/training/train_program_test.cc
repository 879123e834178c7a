// The program affectus-train on a corpus of tones that the test makes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "affectus/model.h"
#include "base/files.h"
#include "child_program.h"
#include "temporary_folder.h"
#include "tone_corpus.h"

namespace affectus {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr std::size_t epochs = 6;  // of the recipe

using Outcome = testing::ProgramOutcome;

class TrainProgramTest : public ::testing::Test {
 protected:
  void SetUp() override {
    testing::make_tone_corpus(folder_ / "tones", 40, 4, [](std::size_t i) { return i < 30 ? "train" : "development"; });
  }

  std::filesystem::path output(const std::string& name) const { return folder_ / name; }

  testing::ChildProgram start(const std::string& output_name, const std::vector<std::string>& more) const {
    std::vector<std::string> words = {std::string(AFFECTUS_BINARY_DIR) + "/affectus-train",
                                      recipe_,
                                      "--output",
                                      output(output_name).string(),
                                      "--corpus",
                                      "tones=" + (folder_ / "tones").string()};
    words.insert(words.end(), more.begin(), more.end());
    return {words, folder_ / (output_name + ".messages"), folder_ / "cache"};
  }

  Outcome run(const std::string& output_name, const std::vector<std::string>& more = {}) const {
    return start(output_name, more).wait();
  }

  // Waits until that many epochs are in the log.
  void wait_for_epochs(const std::string& output_name, std::size_t count) const {
    for (int i = 0; i < 60000; ++i) {
      std::ifstream log(output(output_name) / "log.jsonl");
      const std::string lines((std::istreambuf_iterator<char>(log)), std::istreambuf_iterator<char>());
      if (static_cast<std::size_t>(std::count(lines.begin(), lines.end(), '\n')) >= count) return;
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    FAIL() << "no epoch within a minute";
  }

  void expect_same_model(const std::string& first, const std::string& second) const {
    for (const char* file : {"model.safetensors", "config.json", "README.md"})
      EXPECT_EQ(read_file(output(first) / file), read_file(output(second) / file)) << file;
  }

  testing::TemporaryFolder folder_;
  std::string recipe_ = std::string(AFFECTUS_SOURCE_DIR) + "/recipes/test.toml";
};

TEST_F(TrainProgramTest, LeavesAModelThatLoadsAndALog) {
  const Outcome outcome = run("model");
  ASSERT_EQ(outcome.exit_code, 0) << outcome.messages;
  EXPECT_THAT(outcome.messages, HasSubstr("epoch 6: loss"));
  const Model model = Model::load(output("model"));
  EXPECT_EQ(model.config().name, "test");
  EXPECT_EQ(model.config().dimensions, (std::vector<std::string>{"activation", "valence", "dominance"}));
  EXPECT_GT(model.config().longest_training_input_s, 0.5);
  const std::string log = read_file(output("model") / "log.jsonl");
  EXPECT_EQ(static_cast<std::size_t>(std::count(log.begin(), log.end(), '\n')), epochs);
  EXPECT_THAT(log, AllOf(HasSubstr("\"epoch\":6"), HasSubstr("\"ccc_valence\":")));
  EXPECT_THAT(read_file(output("model") / "learning_curves.html"), HasSubstr("<svg"));
  EXPECT_EQ(read_file(output("model") / "recipe.toml"), read_file(recipe_));
}

TEST_F(TrainProgramTest, IsTheSameForAnyNumberOfThreadsAndFromTheCache) {
  ASSERT_EQ(run("one", {"--threads", "1", "--quiet"}).messages, "");
  ASSERT_EQ(run("three", {"--threads", "3"}).exit_code, 0);
  expect_same_model("one", "three");
  ASSERT_EQ(run("other_seed", {"--seed", "2"}).exit_code, 0);
  EXPECT_NE(read_file(output("one") / "model.safetensors"), read_file(output("other_seed") / "model.safetensors"));
}

TEST_F(TrainProgramTest, KilledAndResumedEndsWithTheSameWeights) {
  ASSERT_EQ(run("whole").exit_code, 0);
  std::vector<std::string> more;
  for (const std::size_t epoch : {1, 3, 4}) {
    const testing::ChildProgram process = start("killed", more);
    wait_for_epochs("killed", epoch);
    process.send(SIGKILL);
    process.wait();
    more = {"--resume"};
  }
  const Outcome outcome = run("killed", {"--resume"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.messages;
  expect_same_model("whole", "killed");
  EXPECT_EQ(run("killed", {"--resume"}).exit_code, 0);  // nothing is left to do
  expect_same_model("whole", "killed");
}

TEST_F(TrainProgramTest, InterruptedItStopsAndCanBeResumed) {
  ASSERT_EQ(run("whole", {"--epochs", "40"}).exit_code, 0);
  const testing::ChildProgram process = start("interrupted", {"--epochs", "40"});
  wait_for_epochs("interrupted", 2);
  process.send(SIGINT);
  const Outcome outcome = process.wait();
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.messages, HasSubstr("--resume goes on"));
  ASSERT_EQ(run("interrupted", {"--epochs", "40", "--resume"}).exit_code, 0);
  expect_same_model("whole", "interrupted");
}

TEST_F(TrainProgramTest, RefusesAFolderWithAnotherRun) {
  ASSERT_EQ(run("model").exit_code, 0);
  Outcome outcome = run("model");
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.messages, HasSubstr("found a training run (--resume goes on with it)"));
  outcome = run("model", {"--resume", "--seed", "2"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.messages, HasSubstr("same recipe"));
}

TEST_F(TrainProgramTest, MissingAudioIsCountedAndSkippedOnRequestOnly) {
  std::filesystem::remove(folder_ / "tones/audio/3.wav");
  std::filesystem::remove(folder_ / "tones/audio/35.wav");
  Outcome outcome = run("model");
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.messages,
              AllOf(HasSubstr("2 audio files are missing"), HasSubstr("audio/3.wav"), HasSubstr("--skip-missing")));
  outcome = run("model", {"--skip-missing"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.messages;
  EXPECT_THAT(outcome.messages, HasSubstr("warning: "));
}

TEST_F(TrainProgramTest, AnUnknownCorpusAndAnEmptyPartitionAreOneLineErrors) {
  recipe_ = (folder_ / "recipe.toml").string();
  const auto with_corpus = [&](const std::string& corpus) {
    std::ofstream(recipe_) << "name = \"m\"\ncorpora = [" << corpus << "]\nfront_ends = [{name = \"mfb\"}]\n";
  };
  with_corpus("{name = \"nowhere\"}");
  Outcome outcome = run("model");
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.messages, HasSubstr("nowhere"));
  EXPECT_EQ(std::count(outcome.messages.begin(), outcome.messages.end(), '\n'), 1);
  with_corpus("{name = \"tones\", train = \"training\"}");
  EXPECT_THAT(run("model").messages, HasSubstr("partition 'training', found none"));
}

TEST_F(TrainProgramTest, UsageErrorsExitWithTwo) {
  EXPECT_EQ(run("model", {"--corpus", "tones"}).exit_code, 2);
  EXPECT_EQ(run("model", {"--threads", "0"}).exit_code, 2);
  EXPECT_EQ(run("model", {"--no-such-option"}).exit_code, 2);
}

}  // namespace
}  // namespace affectus
