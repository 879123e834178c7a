// The program affectus-train on a corpus of tones that the test makes.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <numbers>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "affectus/model.h"
#include "base/files.h"
#include "base/random.h"
#include "temporary_folder.h"

namespace affectus {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr std::size_t epochs = 6;  // of the recipe

void write_wave(const std::filesystem::path& file, const std::vector<float>& samples) {
  std::ofstream out(file, std::ios::binary);
  const auto number = [&](auto value) { out.write(reinterpret_cast<const char*>(&value), sizeof value); };
  const auto bytes = static_cast<std::uint32_t>(samples.size() * 2);
  out << "RIFF";
  number(bytes + 36);
  out << "WAVEfmt ";
  number(std::uint32_t{16});
  number(std::uint16_t{1});
  number(std::uint16_t{1});
  number(std::uint32_t{16000});
  number(std::uint32_t{32000});
  number(std::uint16_t{2});
  number(std::uint16_t{16});
  out << "data";
  number(bytes);
  for (const float sample : samples) number(static_cast<std::int16_t>(std::lround(sample * 32767)));
}

// The pitch of a noisy tone is its activation.
void make_corpus(const std::filesystem::path& folder) {
  std::filesystem::create_directories(folder / "audio");
  std::ofstream manifest(folder / "manifest.csv");
  manifest << "path,speaker,partition,category,activation,valence,dominance\n";
  RandomStream random{1};
  for (int i = 0; i < 40; ++i) {
    const double activation = random.uniform(1, 7);
    std::vector<float> samples(static_cast<std::size_t>(random.uniform(0.4, 0.8) * sample_rate_hz));
    for (std::size_t j = 0; j < samples.size(); ++j) {
      const double angle = 2 * std::numbers::pi * (200 + 100 * activation) * static_cast<double>(j) / sample_rate_hz;
      samples[j] = 0.1f * static_cast<float>(std::sin(angle)) + 0.01f * random.rough_normal();
    }
    const std::string name = "audio/" + std::to_string(i) + ".wav";
    write_wave(folder / name, samples);
    manifest << name << ",speaker-" << i % 4 << "," << (i < 30 ? "train" : "development") << ","
             << (activation < 4 ? "low" : "high") << "," << activation << "," << 8 - activation << ","
             << 4 + 0.2 * activation << "\n";
  }
}

struct Outcome {
  int exit_code = -1;  // minus the signal's number where one ended it
  std::string messages;
};

class TrainProgramTest : public ::testing::Test {
 protected:
  void SetUp() override { make_corpus(folder_ / "tones"); }

  std::filesystem::path output(const std::string& name) const { return folder_ / name; }

  pid_t start(const std::string& output_name, const std::vector<std::string>& more) const {
    std::vector<std::string> words = {std::string(AFFECTUS_BINARY_DIR) + "/affectus-train",
                                      recipe_,
                                      "--output",
                                      output(output_name).string(),
                                      "--corpus",
                                      "tones=" + (folder_ / "tones").string()};
    words.insert(words.end(), more.begin(), more.end());
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    const std::string messages = (folder_ / (output_name + ".messages")).string();
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, messages.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    const std::string cache = "AFFECTUS_CACHE_DIR=" + (folder_ / "cache").string();
    char* environment[] = {const_cast<char*>(cache.c_str()), nullptr};
    pid_t process = -1;
    EXPECT_EQ(posix_spawn(&process, arguments[0], &actions, nullptr, arguments.data(), environment), 0);
    posix_spawn_file_actions_destroy(&actions);
    return process;
  }

  Outcome wait_for(pid_t process, const std::string& output_name) const {
    int status = 0;
    waitpid(process, &status, 0);
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status), read_file(folder_ / (output_name + ".messages"))};
  }

  Outcome run(const std::string& output_name, const std::vector<std::string>& more = {}) const {
    return wait_for(start(output_name, more), output_name);
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
    const pid_t process = start("killed", more);
    wait_for_epochs("killed", epoch);
    kill(process, SIGKILL);
    wait_for(process, "killed");
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
  const pid_t process = start("interrupted", {"--epochs", "40"});
  wait_for_epochs("interrupted", 2);
  kill(process, SIGINT);
  const Outcome outcome = wait_for(process, "interrupted");
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
