// `affectus reproduce` on corpora of tones that the test makes, with a tiny encoder as representation.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "child_program.h"
#include "storage/files.h"
#include "temporary_folder.h"
#include "training/tone_corpus.h"

namespace affectus {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
namespace fs = std::filesystem;

class ReproduceProgramTest : public ::testing::Test {
 protected:
  void SetUp() override {
    testing::make_tone_corpus(folder_ / "tones", {{"train", 80}}, /*speakers=*/8);
    testing::make_tone_corpus(folder_ / "others", {{"test", 12}}, /*speakers=*/3);
  }

  testing::ChildProgram start(const std::string& output, const std::vector<std::string>& more) const {
    std::vector<std::string> words = {AFFECTUS_BINARY_DIR "/affectus",
                                      "reproduce",
                                      (corpora_ / "tones").string(),
                                      "--output",
                                      (folder_ / output).string(),
                                      "--folds",
                                      "4",
                                      "--second",
                                      (corpora_ / "others").string(),
                                      "--epochs",
                                      epochs_,
                                      "--resamples",
                                      "100",
                                      "--representation",
                                      "hf:owner/tiny@1",
                                      "--representation",
                                      "hf:owner/tiny@2",
                                      "--encoder",
                                      "owner/tiny=" AFFECTUS_SOURCE_DIR "/tests/encoders/golden/whisper"};
    words.insert(words.end(), more.begin(), more.end());
    return {words, folder_ / (output + ".messages"), folder_ / "cache"};
  }

  testing::ProgramOutcome run(const std::string& output, const std::vector<std::string>& more = {}) const {
    return start(output, more).wait();
  }

  std::size_t finished_runs(const std::string& output) const {
    std::size_t count = 0;
    std::error_code ignored;
    for (const auto& entry : fs::recursive_directory_iterator(folder_ / output, ignored))
      if (entry.path().filename() == "run.json") ++count;
    return count;
  }

  void wait_for_runs(const std::string& output, std::size_t count) const {
    for (int i = 0; i < 60000 && finished_runs(output) < count; ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }

  // Without what was measured by the clock.
  nlohmann::json results(const std::string& output) const {
    nlohmann::json json = nlohmann::json::parse(read_file(folder_ / output / "results.json"));
    json.erase("speed");
    return json;
  }

  // The results of a run that was killed whenever so many trainings were over, once by Ctrl-C, are those of a whole run.
  void expect_same_after_kills(const std::vector<std::string>& options, const std::vector<std::size_t>& killed_at,
                               std::size_t interrupted_at) {
    const testing::ProgramOutcome whole = run("whole", options);
    ASSERT_EQ(whole.exit_code, 0) << whole.messages;
    for (const std::size_t runs : killed_at) {
      const testing::ChildProgram process = start("killed", options);
      wait_for_runs("killed", runs);
      process.send(runs == interrupted_at ? SIGINT : SIGKILL);
      const testing::ProgramOutcome outcome = process.wait();
      if (runs == interrupted_at) {
        EXPECT_EQ(outcome.exit_code, 1);
        EXPECT_THAT(outcome.messages, HasSubstr("the same command goes on"));
      }
    }
    const testing::ProgramOutcome outcome = run("killed", options);
    ASSERT_EQ(outcome.exit_code, 0) << outcome.messages;
    EXPECT_EQ(results("killed"), results("whole"));
  }

  testing::TemporaryFolder folder_;
  fs::path corpora_ = folder_.path();
  std::string epochs_ = "1";
};

using LongReproduceProgramTest = ReproduceProgramTest;  // `make long`

#ifdef AFFECTUS_HAS_ENCODERS
TEST_F(LongReproduceProgramTest, EveryRecipeEndsInTheTable) {
  const testing::ProgramOutcome plan = run("out", {"--plan"});
  EXPECT_EQ(plan.exit_code, 0) << plan.messages;
  EXPECT_THAT(plan.messages, AllOf(HasSubstr("4 folds over speakers"), HasSubstr("student-alone"), HasSubstr("in all")));
  EXPECT_FALSE(fs::exists(folder_ / "out"));

  const testing::ProgramOutcome outcome = run("out");
  ASSERT_EQ(outcome.exit_code, 0) << outcome.messages;
  const nlohmann::json json = results("out");
  ASSERT_EQ(json["systems"].size(), 9u);
  EXPECT_EQ(json["sets"][0]["utterances"], 80);
  EXPECT_EQ(json["sets"][1]["utterances"], 12);
  for (const nlohmann::json& system : json["systems"]) {
    EXPECT_GT(system["parameters"], 1000);
    EXPECT_EQ(system["sets"]["tones"]["dimensions"]["valence"]["ccc_interval"].size(), 2u);
    EXPECT_EQ(system["sets"]["others"]["dimensions"]["valence"]["ccc_by_seed"].size(), 1u);
    EXPECT_EQ(system["sets"]["tones"]["dimensions"]["valence"].contains("gain"), system["system"] != "filterbank");
    if (system["system"] == "filterbank") continue;
    for (const char* set : {"tones", "others"}) {
      for (const char* dimension : {"activation", "valence", "dominance"}) {
        SCOPED_TRACE(std::string(set) + " " + dimension);
        const double low = json["systems"][0]["sets"][set]["dimensions"][dimension]["ccc_interval"][0];
        const nlohmann::json& gain = system["sets"][set]["dimensions"][dimension];
        EXPECT_EQ(gain["gain_relative_percent"].is_null(), low <= 0);
      }
    }
  }
  EXPECT_TRUE(json["systems"][8]["sets"]["tones"]["dimensions"]["valence"].contains("gain_over_student_alone"));
  EXPECT_TRUE(json["systems"][8]["sets"]["tones"].contains("unweighted_recall"));
  EXPECT_THAT(json.dump(), Not(HasSubstr(folder_.path().string())));
  EXPECT_THAT(read_file(folder_ / "out/results.md"), HasSubstr("| representation hf:owner/tiny@2 |"));
  EXPECT_THAT(read_file(folder_ / "out/index.html"), AllOf(HasSubstr("<svg"), Not(HasSubstr("<script"))));
  for (const auto& entry : fs::recursive_directory_iterator(folder_ / "out"))
    EXPECT_NE(entry.path().filename(), "checkpoint.safetensors");
  // Tuned without, then trained with the development partition: 40 and 60 of 80.
  const fs::path candidate = folder_ / "out/runs/filterbank/candidate-1";
  EXPECT_THAT(read_file(candidate / "fold-1-seed-1/config.json"), HasSubstr("40 training and 20 development"));
  EXPECT_FALSE(fs::exists(candidate / "fold-1-seed-1/predictions-tones.csv"));
  const fs::path chosen = folder_ / "out/runs/filterbank" /
                          ("candidate-" + std::to_string(json["systems"][0]["chosen_candidate"].get<int>())) /
                          "fold-2-seed-1-joined";
  EXPECT_THAT(read_file(chosen / "config.json"), HasSubstr("60 training and 0 development"));

  const std::size_t runs = finished_runs("out");
  EXPECT_EQ(run("out", {"--quiet"}).messages, "");  // nothing is left to do
  EXPECT_EQ(finished_runs("out"), runs);
  EXPECT_EQ(results("out"), json);
}

TEST_F(LongReproduceProgramTest, KilledAnywhereItGoesOnToTheSameResults) {
  expect_same_after_kills({"--systems", "filterbank,student"}, {0, 2, 5, 8, 13}, /*interrupted_at=*/5);
}

// Each system has seven runs: three of the tuning, and one for each fold.
TEST_F(LongReproduceProgramTest, KilledBesideAnEncoderThatAnotherSystemTrainsItGoesOnToTheSameResults) {
  expect_same_after_kills({"--systems", "filterbank,fine-tuned-fusion", "--fine-tune", "hf:owner/tiny@2"},
                          {12, 14, 16, 17, 20}, /*interrupted_at=*/16);
}

TEST_F(ReproduceProgramTest, ThePlanHasWhatFineTuningTakes) {
  const std::vector<std::string> fine_tuned = {"--plan", "--fine-tune", "hf:owner/tiny@2", "--systems",
                                               "filterbank,fine-tuned-lora,fine-tuned-fusion,fine-tuned-student"};
  const testing::ProgramOutcome outcome = run("out", fine_tuned);
  ASSERT_EQ(outcome.exit_code, 0) << outcome.messages;
  const std::size_t table = outcome.messages.find("one training of a fine-tuned encoder");
  ASSERT_NE(table, std::string::npos) << outcome.messages;
  const std::string rows = outcome.messages.substr(table);
  EXPECT_THAT(rows, AllOf(HasSubstr("A100"), HasSubstr("H100 SXM"), HasSubstr("\nfine-tuned-lora hf:owner/tiny@2 "),
                          HasSubstr("\nfine-tuned-top hf:owner/tiny@2 "), HasSubstr("at 13 % of the peak")));
  EXPECT_THAT(rows, AllOf(Not(HasSubstr("filterbank")), Not(HasSubstr("fine-tuned-fusion"))));
  const std::string steps = outcome.messages.substr(0, table);
  EXPECT_GT(steps.find("\nfine-tuned-fusion "), steps.find("\nfine-tuned-top "));
  EXPECT_LT(steps.find("\nfine-tuned-fusion "), steps.find("\nfine-tuned-student "));
  EXPECT_THAT(run("out", {"--plan"}).messages, Not(HasSubstr("fine-tuned")));

  const testing::ProgramOutcome without = run("out", {"--plan", "--systems", "fine-tuned-top"});
  EXPECT_EQ(without.exit_code, 2);
  EXPECT_THAT(without.messages, HasSubstr("--systems fine-tuned-top: expected --fine-tune ENCODER@LAYER, found none"));
  const testing::ProgramOutcome no_layer = run("out", {"--plan", "--fine-tune", "hf:owner/tiny@7"});
  EXPECT_EQ(no_layer.exit_code, 2);
  EXPECT_THAT(no_layer.messages, HasSubstr("hf:owner/tiny@7: expected a layer from 0 to 2"));
}

TEST_F(ReproduceProgramTest, ARecipeMayNameTheEncoderThatLearns) {
  fs::create_directories(folder_ / "recipes");
  const std::string recipe = read_file(AFFECTUS_SOURCE_DIR "/recipes/reproduce/fine-tuned-lora.toml");
  const std::string placeholder = "fine-tuned@layer";
  std::ofstream(folder_ / "recipes/own.toml")
      << std::string(recipe).replace(recipe.find(placeholder), placeholder.size(), "hf:owner/tiny@1");
  const testing::ProgramOutcome outcome = run("out", {"--plan", "--recipes", (folder_ / "recipes").string()});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.messages;
  EXPECT_THAT(outcome.messages, AllOf(HasSubstr("one training of a fine-tuned encoder"), HasSubstr("\nown ")));
}

// Without the search.
TEST_F(LongReproduceProgramTest, FineTunedSystemsAndThoseThatUseThemEndInTheTable) {
  fs::create_directories(folder_ / "recipes");
  for (const char* name : {"filterbank.toml", "fine-tuned-lora.toml", "fine-tuned-top.toml", "fine-tuned-fusion.toml",
                           "fine-tuned-student.toml"})
    fs::copy_file(fs::path(AFFECTUS_SOURCE_DIR "/recipes/reproduce") / name, folder_ / "recipes" / name);
  // The same of the other's adapter.
  std::string fusion = read_file(folder_ / "recipes/fine-tuned-fusion.toml");
  const std::string front_end = "name = \"fine-tuned-top@encoder\"";
  fusion.replace(fusion.find(front_end), front_end.size(), "name = \"fine-tuned-lora@encoder\"");
  std::ofstream(folder_ / "recipes/lora-fusion.toml") << fusion;
  const std::vector<std::string> options = {"--fine-tune", "hf:owner/tiny@2", "--recipes", (folder_ / "recipes").string()};
  const testing::ProgramOutcome outcome = run("out", options);
  ASSERT_EQ(outcome.exit_code, 0) << outcome.messages;
  const nlohmann::json json = results("out");
  ASSERT_EQ(json["systems"].size(), 6u);
  EXPECT_EQ(json["systems"][2]["title"], "fine-tuned-top hf:owner/tiny@2");
  EXPECT_EQ(json["systems"][3]["title"], "fine-tuned-fusion");
  EXPECT_EQ(json["systems"][4]["title"], "fine-tuned-student");
  EXPECT_EQ(json["systems"][5]["title"], "lora-fusion");
  for (const nlohmann::json& system : json["systems"])
    EXPECT_EQ(system["sets"]["tones"]["dimensions"]["valence"]["ccc_interval"].size(), 2u);
  EXPECT_THAT(json.dump(), Not(HasSubstr(folder_.path().string())));
  EXPECT_THAT(read_file(folder_ / "out/results.md"), HasSubstr("| fine-tuned-fusion |"));
  const fs::path runs = folder_ / "out/runs";
  EXPECT_TRUE(fs::exists(runs / "fine-tuned-lora/candidate-1/fold-1-seed-1-joined/adapter/adapter_model.safetensors"));

  // Each fold's fusion has the encoder of the same fold.
  std::set<std::string> encoders;
  for (const std::string fold : {"fold-1-seed-1-joined", "fold-2-seed-1-joined"}) {
    const std::string trained = read_file(runs / "fine-tuned-top/candidate-1" / fold / "encoder/model.safetensors");
    const fs::path model = runs / "fine-tuned-fusion/candidate-1" / fold;
    EXPECT_EQ(read_file(model / "fine-tuned-top-encoder/model.safetensors"), trained);
    EXPECT_THAT(read_file(model / "config.json"), HasSubstr("\"./fine-tuned-top-encoder@2\""));
    encoders.insert(trained);
  }
  EXPECT_EQ(encoders.size(), 2U);

  const std::size_t trained = finished_runs("out");
  std::vector<std::string> again = options;
  again.push_back("--quiet");
  EXPECT_EQ(run("out", again).messages, "");  // nothing is left to do
  EXPECT_EQ(finished_runs("out"), trained);
  EXPECT_EQ(results("out"), json);

  // A model whose training was over when the program was killed, and one that was not begun.
  const fs::path fusion_runs = runs / "fine-tuned-fusion/candidate-1";
  fs::remove(fusion_runs / "fold-1-seed-1-joined/run.json");
  fs::remove(fusion_runs / "fold-1-seed-1-joined/config.json");
  fs::remove_all(fusion_runs / "fold-2-seed-1-joined");
  EXPECT_EQ(run("out", again).messages, "");
  EXPECT_EQ(results("out"), json);

  // It learns from the frames of that encoder.
  fs::remove_all(fusion_runs / "fold-2-seed-1-joined");
  fs::remove(runs / "fine-tuned-top/candidate-1/fold-2-seed-1-joined/encoder/model.safetensors");
  const testing::ProgramOutcome without = run("out", again);
  EXPECT_EQ(without.exit_code, 1);
  EXPECT_THAT(without.messages, HasSubstr("runs/fine-tuned-top/candidate-1/fold-2-seed-1-joined/encoder"));
}

TEST_F(ReproduceProgramTest, TakesWhatOtherCommandsTakeForEncoders) {
  EXPECT_EQ(run("out", {"--plan", "--systems", "filterbank", "--device", "CPU", "--precision", "float32"}).exit_code, 0);
  EXPECT_EQ(run("out", {"--plan", "--precision", "decimal"}).exit_code, 2);
  const testing::ProgramOutcome outcome =
      run("out", {"--plan", "--precision", "int8", "--calibration", "/nowhere/gone.wav"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.messages, HasSubstr("/nowhere/gone.wav: no such file"));
}
#endif

TEST_F(LongReproduceProgramTest, AnotherExperimentInTheFolderIsRefused) {
  const std::vector<std::string> baseline = {"--systems", "filterbank"};
  EXPECT_EQ(run("out", baseline).exit_code, 0);
  epochs_ = "2";
  const testing::ProgramOutcome outcome = run("out", baseline);
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.messages, HasSubstr("recipe filterbank: expected "));
}

TEST_F(LongReproduceProgramTest, WithoutTheCacheNothingIsKeptThere) {
  const testing::ProgramOutcome outcome = run("out", {"--systems", "filterbank", "--no-cache", "--quiet"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.messages;
  EXPECT_FALSE(fs::exists(folder_ / "cache"));
}

TEST_F(ReproduceProgramTest, SeedsMayBeAddedWhereTheCorporaLieElsewhere) {
  ASSERT_EQ(run("out", {"--systems", "filterbank"}).exit_code, 0);
  fs::create_directory_symlink(folder_.path(), folder_ / "elsewhere");
  corpora_ = folder_ / "elsewhere";
  const testing::ProgramOutcome outcome = run("out", {"--systems", "filterbank", "--seeds", "2"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.messages;
  const nlohmann::json json = results("out");
  EXPECT_EQ(json["sets"][0]["utterances"], 80);
  EXPECT_EQ(json["sets"][1]["utterances"], 12);
  EXPECT_EQ(json["systems"][0]["sets"]["others"]["dimensions"]["valence"]["ccc_by_seed"].size(), 2u);
}

TEST_F(LongReproduceProgramTest, WhatCouldNotBeScoredIsTriedAgain) {
  const std::vector<std::string> baseline = {"--systems", "filterbank"};
  fs::rename(folder_ / "others/audio/3.wav", folder_ / "away.wav");
  std::ofstream(folder_ / "others/audio/3.wav") << "damaged";
  const testing::ProgramOutcome outcome = run("out", baseline);
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.messages, AllOf(HasSubstr("audio/3.wav"), HasSubstr("others: 1 of 12")));
  fs::rename(folder_ / "away.wav", folder_ / "others/audio/3.wav");
  EXPECT_EQ(run("out", baseline).exit_code, 0);
  EXPECT_EQ(results("out")["sets"][1]["utterances"], 12);
}

TEST_F(ReproduceProgramTest, MissingAudioAndUsageErrorsAreOneLine) {
  EXPECT_EQ(run("out", {"--device", "abacus"}).exit_code, 2);
  fs::remove(folder_ / "tones/audio/3.wav");
  const testing::ProgramOutcome outcome = run("out", {"--systems", "filterbank", "--quiet"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.messages, HasSubstr("audio/3.wav"));
  EXPECT_FALSE(fs::exists(folder_ / "out"));
  EXPECT_EQ(run("out", {"--systems", "nothing"}).exit_code, 2);
  EXPECT_EQ(run("out", {"--seeds", "0"}).exit_code, 2);
  EXPECT_EQ(run("out", {"--test", "a=b"}).exit_code, 2);
  EXPECT_EQ(run("out", {"--help"}).exit_code, 0);
}

}  // namespace
}  // namespace affectus
