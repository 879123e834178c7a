#include "reproduction/systems.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "affectus/error.h"
#include "failure.h"
#include "temporary_folder.h"

namespace affectus {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(Systems, AreTheShippedRecipesWithATeacherBeforeItsStudent) {
  const std::filesystem::path recipes = std::string(AFFECTUS_SOURCE_DIR) + "/recipes/reproduce";
  const Tuning tuning = read_tuning(recipes);
  const auto ids = [&](const std::vector<std::string>& chosen) {
    std::vector<std::string> result;
    for (const System& system : read_systems({recipes, chosen, {"a@1", "b@2"}, 3}, tuning)) {
      EXPECT_EQ(system.candidates.size(), tuning.candidates.size());
      EXPECT_EQ(system.candidates.back().training.epochs, 3u);
      result.push_back(system.id);
    }
    return result;
  };
  EXPECT_THAT(ids({}), ElementsAre("filterbank", "filterbank-prosody", "representation-1", "representation-2",
                                   "representations", "fusion", "multi-task", "student-alone", "student"));
  EXPECT_THAT(ids({"student"}), ElementsAre("multi-task", "student"));
  EXPECT_THAT(ids({"representation", "filterbank"}), ElementsAre("filterbank", "representation-1", "representation-2"));
  EXPECT_THROW(ids({"nothing"}), Error);
}

TEST(Systems, ThoseThatFineTuneAreThereWithTheEncoderAlone) {
  const std::filesystem::path recipes = std::string(AFFECTUS_SOURCE_DIR) + "/recipes/reproduce";
  const Tuning tuning = read_tuning(recipes);
  const SystemOptions options{.recipes = recipes,
                              .chosen = {"filterbank", "fine-tuned-lora", "fine-tuned-fusion", "fine-tuned-student"},
                              .representations = {"a@1"},
                              .fine_tuned = "hf:owner/name@24",
                              .learning_layers = 15};
  const std::vector<System> systems = read_systems(options, tuning);
  ASSERT_EQ(systems.size(), 5U);
  EXPECT_EQ(systems[1].title, "fine-tuned-lora hf:owner/name@24");
  EXPECT_EQ(systems[2].id, "fine-tuned-top");  // whose encoder the fusion uses, and the student's teacher
  EXPECT_EQ(systems[3].title, "fine-tuned-fusion");
  EXPECT_THAT(systems[3].encoders, ElementsAre("fine-tuned-top"));
  EXPECT_FALSE(systems[3].candidates.front().encoder);
  EXPECT_EQ(systems[4].title, "fine-tuned-student");
  for (const std::size_t i : {1, 2})
    for (const Recipe& candidate : systems[i].candidates) {
      ASSERT_TRUE(candidate.encoder);
      EXPECT_EQ(candidate.front_ends.front().name, "hf:owner/name@24");
      EXPECT_EQ(candidate.encoder->layers, i == 1 ? 0U : 15U);
    }
  ASSERT_EQ(learning_front_ends(systems).size(), 1U);
  EXPECT_TRUE(encoder_front_ends(systems).empty());  // its frames change as it learns, and differ from fold to fold
  EXPECT_EQ(usual_learning_layers(24), 15U);
  EXPECT_EQ(usual_learning_layers(1), 1U);

  SystemOptions without = options;
  without.fine_tuned = "";
  for (const std::string name : {"fine-tuned-lora", "fine-tuned-fusion", "fine-tuned-student"}) {
    without.chosen = {name};
    EXPECT_THAT(testing::failure([&] { (void)read_systems(without, tuning); }, ErrorCode::invalid_argument),
                HasSubstr("--systems " + name + ": expected --fine-tune ENCODER@LAYER, found none"));
  }
  without.chosen = {"fine-tuned-fusion"};
  without.fine_tuned = "hf:owner/name@24";
  EXPECT_EQ(read_systems(without, tuning).size(), 2U);
}

TEST(Systems, TheStudentIsTheSameNetworkWithAndWithoutItsTeacher) {
  const std::filesystem::path recipes = std::string(AFFECTUS_SOURCE_DIR) + "/recipes/reproduce";
  Recipe alone = Recipe::read(recipes / "student-alone.toml"), taught = Recipe::read(recipes / "student.toml");
  EXPECT_FALSE(alone.teacher);
  EXPECT_TRUE(taught.teacher);
  EXPECT_EQ(alone.estimator.parameter_count(), taught.estimator.parameter_count());
  EXPECT_LT(taught.estimator.parameter_count(), 300000u);
}

class RecipeFolderTest : public ::testing::Test {
 protected:
  void write(const std::string& name, const std::string& front_end = "mfb", const std::string& teacher = "",
             const std::string& more = "") {
    std::ofstream file(folder_ / (name + ".toml"));
    file << "name = \"" << name << "\"\ncorpora = [{name = \"corpus\"}]\n[[front_ends]]\nname = \"" << front_end << "\"\n";
    if (!teacher.empty()) file << "[teacher]\nname = \"" << teacher << "\"\noutput_weight = 1\n";
    file << more;
  }

  std::vector<System> read(const std::vector<std::string>& chosen = {}) const {
    return read_systems({folder_.path(), chosen, {"a@1"}, 0}, read_tuning(folder_.path()));
  }

  std::vector<std::string> ids(const std::vector<std::string>& chosen = {}) const {
    std::vector<std::string> result;
    for (const System& system : read(chosen)) result.push_back(system.id);
    return result;
  }

  testing::TemporaryFolder folder_;
};

TEST_F(RecipeFolderTest, EveryRecipeButTheTuningIsASystem) {
  write("small", "mfb", "wise");
  write("fusion");
  write("wise");
  write("alone");
  std::ofstream(folder_ / "tuning.toml") << "[[candidates]]\n[[candidates]]\ntraining.epochs = 3\n";
  std::ofstream(folder_ / "notes.txt") << "no recipe";
  EXPECT_THAT(ids(), ElementsAre("fusion", "alone", "wise", "small"));
  EXPECT_THAT(ids({"small"}), ElementsAre("wise", "small"));
  EXPECT_EQ(read().front().candidates.size(), 2u);
}

TEST_F(RecipeFolderTest, WithoutATuningRecipesAreAsTheyAre) {
  write("alone");
  ASSERT_EQ(read().front().candidates.size(), 1u);
  EXPECT_EQ(read().front().candidates[0].training.epochs, TrainingOptions().epochs);
}

TEST_F(RecipeFolderTest, EncodersAreFoundOnce) {
  write("first", "hf:owner/name@2");
  write("fusion", "representation");
  write("second", "hf:owner/name@2");
  std::vector<std::string> names;
  for (const FrontEndChoice& choice : encoder_front_ends(read())) names.push_back(choice.name);
  EXPECT_THAT(names, ElementsAre("a@1", "hf:owner/name@2"));
}

TEST_F(RecipeFolderTest, ASystemThatTrainsAnEncoderComesBeforeThoseThatUseIt) {
  const std::string learns = "[encoder]\ntrain = \"top\"\n";
  write("fusion", "zebra@encoder");
  write("zebra", "hf:owner/name@2", "", learns);
  write("other", "hf:owner/name@3", "", learns);
  EXPECT_THAT(ids(), ElementsAre("zebra", "fusion", "other"));
  EXPECT_THAT(ids({"fusion"}), ElementsAre("zebra", "fusion"));
  std::vector<std::string> names;
  for (const FrontEndChoice& choice : learning_front_ends(read())) names.push_back(choice.name);
  EXPECT_THAT(names, ElementsAre("hf:owner/name@2", "hf:owner/name@3"));

  const auto refusal = [&] { return testing::failure([&] { (void)read({"fusion"}); }, ErrorCode::invalid_format); };
  write("fusion", "gone@encoder");
  EXPECT_THAT(refusal(), HasSubstr("fusion.toml: front end gone@encoder: expected another recipe of this folder, with "
                                   "[encoder], before '@encoder', found 'gone'"));
  write("zebra", "hf:owner/name@2");  // its encoder stays as it is
  write("fusion", "zebra@encoder");
  EXPECT_THAT(refusal(), HasSubstr("with [encoder], before '@encoder', found 'zebra'"));
  write("fusion", "fusion@encoder");
  EXPECT_THAT(refusal(), HasSubstr("found 'fusion'"));
  write("fusion", "other@encoder", "", learns);
  EXPECT_THAT(refusal(), HasSubstr("front end other@encoder: expected a recipe without [encoder], found one with it"));
  write("fusion", "other@encoder\"\noptions = {pad = false}\nutterance_normalization = \"none");
  EXPECT_THAT(refusal(), HasSubstr("expected no options (it has those of other.toml), found {"));
}

TEST_F(RecipeFolderTest, WhatIsNotThereIsNamed) {
  EXPECT_THAT(testing::failure([&] { (void)read(); }, ErrorCode::not_found), HasSubstr("expected a folder with recipes"));
  write("small", "mfb", "wise");
  write("other");
  EXPECT_THAT(testing::failure([&] { (void)read({"smal"}); }, ErrorCode::invalid_argument),
              HasSubstr("--systems: expected some of other, small, found 'smal'"));
  EXPECT_THAT(testing::failure([&] { (void)read({"small"}); }, ErrorCode::invalid_format),
              HasSubstr("small.toml: expected another recipe of this folder as teacher, found 'wise'"));
  write("wise", "mfb", "small");
  EXPECT_THAT(testing::failure([&] { (void)read({"small"}); }, ErrorCode::invalid_format), HasSubstr("as teacher"));
  EXPECT_THAT(ids({"other"}), ElementsAre("other"));
}

}  // namespace
}  // namespace affectus
