#include "reproduction/experiment.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "affectus/error.h"
#include "base/files.h"
#include "reproduction/identity.h"
#include "temporary_folder.h"

namespace affectus {
namespace {

using ::testing::HasSubstr;

class ExperimentTest : public ::testing::Test {
 protected:
  void SetUp() override {
    experiment_.folder = folder_ / "out";
    experiment_.protocol.folds.resize(5);
    experiment_.protocol.facts = {{"corpus", "tones"}, {"corpus manifest", "0123"}};
    experiment_.tuning = {.folds = 1, .candidates = {"", "a = 1", "a = 2"}};
    experiment_.systems.push_back({.recipe = "filterbank", .id = "filterbank", .title = "filterbank", .recipe_hash = "ab"});
    experiment_.systems[0].candidates.resize(3);
    experiment_.seeds = {1, 2};
  }

  void finish(const RunName& run, double development) {
    make_folder(experiment_.run_folder(run));
    RunRecord{.development = development, .epochs = 3, .seconds = 1, .parameters = 10}.write(experiment_.run_folder(run));
  }

  std::string difference() {
    try {
      claim_folder(experiment_);
    } catch (const Error& error) {
      return error.what();
    }
    return "";
  }

  testing::TemporaryFolder folder_;
  Experiment experiment_;
};

TEST_F(ExperimentTest, TuningRunsAreAmongTheFinalOnes) {
  EXPECT_EQ(experiment_.tuning_runs(0).size(), 3u);
  const std::vector<RunName> runs = experiment_.final_runs(0, 2);
  EXPECT_EQ(runs.size(), 10u);
  EXPECT_EQ(runs.front(), experiment_.tuning_runs(0)[2]);
}

TEST_F(ExperimentTest, TheBestCandidateIsChosenOnceAllWereTried) {
  finish({0, 0, 0, 0}, 0.5);
  finish({0, 1, 0, 0}, 0.7);
  EXPECT_FALSE(experiment_.chosen_candidate(0));
  finish({0, 2, 0, 0}, 0.7);
  EXPECT_EQ(experiment_.chosen_candidate(0), 1u);  // the first of equals
  EXPECT_EQ(experiment_.tuning_score(0, 0), 0.5);
}

TEST_F(ExperimentTest, WithOneCandidateThereIsNothingToTune) {
  experiment_.systems[0].candidates.resize(1);
  EXPECT_TRUE(experiment_.tuning_runs(0).empty());
  EXPECT_EQ(experiment_.chosen_candidate(0), 0u);
}

TEST_F(ExperimentTest, AFolderIsOneExperiments) {
  EXPECT_EQ(difference(), "");
  EXPECT_EQ(difference(), "");
  experiment_.seeds = {1, 2, 3};  // more of the same
  experiment_.systems.push_back({.recipe = "student", .id = "student", .title = "student", .recipe_hash = "cd"});
  EXPECT_EQ(difference(), "");
  experiment_.systems[0].recipe_hash = "ef";
  EXPECT_THAT(difference(), HasSubstr("recipe filterbank: expected ab, found ef"));
  experiment_.systems.erase(experiment_.systems.begin());
  EXPECT_EQ(difference(), "");
  experiment_.protocol.facts["corpus manifest"] = "4567";
  EXPECT_THAT(difference(), HasSubstr("corpus manifest: expected 0123, found 4567"));
}

TEST_F(ExperimentTest, ADamagedRecordIsAnError) {
  const RunName run{0, 0, 0, 0};
  EXPECT_FALSE(RunRecord::read(experiment_.run_folder(run)));
  make_folder(experiment_.run_folder(run));
  write_file_atomically(experiment_.run_folder(run) / "run.json", [](std::ostream& out) { out << "{}"; });
  EXPECT_THROW(RunRecord::read(experiment_.run_folder(run)), Error);
}

}  // namespace
}  // namespace affectus
