#include "reproduction/experiment.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "affectus/error.h"
#include "reproduction/identity.h"
#include "storage/files.h"
#include "temporary_folder.h"

namespace affectus {
namespace {

using ::testing::HasSubstr;

class ExperimentTest : public ::testing::Test {
 protected:
  void SetUp() override {
    experiment_.folder = folder_ / "out";
    experiment_.protocol.folds.resize(5);
    for (Fold& fold : experiment_.protocol.folds) fold.corpora.push_back({.name = "corpus", .utterances = {}});
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

TEST_F(ExperimentTest, WhereFoldsAreDealtOutTheFiguresModelsLearnFromDevelopmentPartitionsToo) {
  experiment_.protocol.is_divided = true;
  for (Recipe& recipe : experiment_.systems[0].candidates)
    recipe = Recipe::parse(
        "name = \"n\"\ncorpora = [{name = \"corpus\"}]\nfront_ends = [{name = \"mfb\"}]\ntraining.patience = 0", "n.toml");
  ASSERT_TRUE(experiment_.joins_development());
  const RunName run = experiment_.final_run(0, 1, 0, 0);
  EXPECT_EQ(experiment_.recipe_of(run).corpora[0].development, "");
  EXPECT_EQ(experiment_.recipe_of(experiment_.tuning_runs(0)[1]).corpora[0].development, "development");
  for (const RunName& tuning : experiment_.tuning_runs(0)) {
    EXPECT_FALSE(tuning.joined);
    EXPECT_NE(experiment_.run_folder(tuning), experiment_.run_folder(run));
  }
  experiment_.systems[0].candidates[2].training.patience = 3;  // it needs them for stopping
  EXPECT_FALSE(experiment_.joins_development());
}

TEST_F(ExperimentTest, WhereCorporaAreLeftOutAFoldHasAManifestForEach) {
  const FoldCorpus corpus{.name = "tones", .utterances = {}};
  EXPECT_EQ(experiment_.fold_manifest(1, corpus), experiment_.folder / "folds/fold-2/manifest.csv");
  experiment_.protocol.kind = Protocol::Kind::leave_one_corpus_out;
  EXPECT_EQ(experiment_.fold_manifest(1, corpus), experiment_.folder / "folds/fold-2/tones/manifest.csv");
}

TEST_F(ExperimentTest, TargetsThatAFoldLacksAreNamedWithTheSystems) {
  for (Recipe& recipe : experiment_.systems[0].candidates) recipe.loss.votes = true;
  EXPECT_TRUE(experiment_.absent_targets().empty());
  experiment_.protocol.kind = Protocol::Kind::leave_one_corpus_out;
  experiment_.protocol.folds[1].corpora[0].utterances.push_back({.votes = {{"sad", 1}}});
  const std::vector<std::string> lines = experiment_.absent_targets();
  ASSERT_EQ(lines.size(), 4u);
  EXPECT_EQ(lines[1], "fold 3 (corpus) lacks raters' votes; trained there without: filterbank");
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
  experiment_.systems.push_back({.recipe = "student",
                                 .id = "student",
                                 .title = "student",
                                 .candidates = experiment_.systems[0].candidates,
                                 .recipe_hash = "cd"});
  EXPECT_EQ(difference(), "");
  experiment_.systems[0].recipe_hash = "ef";
  EXPECT_THAT(difference(), HasSubstr("recipe filterbank: expected ab, found ef"));
  experiment_.systems.erase(experiment_.systems.begin());
  EXPECT_EQ(difference(), "");
  experiment_.protocol.facts["corpus manifest"] = "4567";
  EXPECT_THAT(difference(), HasSubstr("corpus manifest: expected 0123, found 4567"));
}

// The filterbank, with weights that a test makes up.
class Representation : public FrontEnd {
 public:
  explicit Representation(std::string weights) : weights_(std::move(weights)) {}
  std::string name() const override { return one_->name(); }
  std::size_t dim() const override { return one_->dim(); }
  double frame_rate_hz() const override { return one_->frame_rate_hz(); }
  std::size_t frame_count(std::size_t samples) const override { return one_->frame_count(samples); }
  std::size_t first_frame_samples() const override { return one_->first_frame_samples(); }
  std::unique_ptr<FrontEndStream> open_stream() const override { return one_->open_stream(); }
  std::string fingerprint() const override { return weights_; }

 private:
  std::unique_ptr<FrontEnd> one_ = make_front_end("mfb");
  std::string weights_;
};

TEST_F(ExperimentTest, OtherWeightsOfTheSameNameAreAnotherExperiment) {
  std::string weights = "first";
  experiment_.front_ends.add("FOLDER@1", [&](const std::string& name, const std::string&) -> std::unique_ptr<FrontEnd> {
    return name == "FOLDER@1" ? std::make_unique<Representation>(weights) : nullptr;
  });
  experiment_.representations = {"FOLDER@1"};
  EXPECT_EQ(difference(), "");  // no system sees it
  experiment_.systems[0].candidates[0].front_ends.push_back({.name = "FOLDER@1"});
  EXPECT_EQ(difference(), "");
  EXPECT_EQ(difference(), "");
  weights = "second";
  EXPECT_THAT(difference(), HasSubstr("content of FOLDER@1: expected "));
}

TEST_F(ExperimentTest, AnotherProtocolIsAnotherExperiment) {
  experiment_.protocol.facts["protocol"] = "one-corpus";
  EXPECT_EQ(difference(), "");
  experiment_.protocol.facts["protocol"] = "leave-one-corpus-out";
  EXPECT_THAT(difference(), HasSubstr("protocol: expected one-corpus, found leave-one-corpus-out"));
}

TEST_F(ExperimentTest, ADamagedRecordIsAnError) {
  const RunName run{0, 0, 0, 0};
  EXPECT_FALSE(RunRecord::read(experiment_.run_folder(run)));
  make_folder(experiment_.run_folder(run));
  write_file_atomically(experiment_.run_folder(run) / "run.json", [](std::ostream& out) { out << "{}"; });
  EXPECT_THROW(RunRecord::read(experiment_.run_folder(run)), Error);
  RunRecord{.development = {}, .epochs = 3, .seconds = 1, .parameters = 10}.write(experiment_.run_folder(run));
  EXPECT_FALSE(RunRecord::read(experiment_.run_folder(run)).value().development);
}

}  // namespace
}  // namespace affectus
