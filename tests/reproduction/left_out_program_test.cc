// `affectus reproduce --protocol leave-one-corpus-out` on corpora of tones that the test makes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <vector>

#include "child_program.h"
#include "corpus/manifest_writer.h"
#include "storage/files.h"
#include "temporary_folder.h"
#include "training/tone_corpus.h"

namespace affectus {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
namespace fs = std::filesystem;

class LeftOutProgramTest : public ::testing::Test {
 protected:
  void SetUp() override {
    for (const char* name : {"tones", "others"})
      testing::make_tone_corpus(folder_ / name, {{"train", 24}, {"development", 8}, {"test", 8}}, /*speakers=*/5);
    testing::make_tone_corpus(folder_ / "more", {{"test", 12}}, /*speakers=*/3);
    say_sentences("tones");
    speak_calmly("more", 3);
    for (const char* name : {"tones", "more"}) disagree(name);
    rate_again("others", "rated");
    fs::create_directory(folder_ / "recipes");
    write_recipe("plain", "[familiarity]\nrank = 4\n");
    write_recipe("taught",
                 "[loss]\ncategory_weight = 1\nvotes = true\ndeviation_weight = 0.5\n[teacher]\nname = "
                 "\"plain\"\noutput_weight = 1\n");
  }

  // In turn.
  void say_sentences(const std::string& corpus) const {
    std::vector<Utterance> utterances = Manifest::read(folder_ / corpus / "manifest.csv").utterances;
    for (std::size_t i = 0; i < utterances.size(); ++i) utterances[i].sentence = std::string(1, "abc"[i % 3]);
    write_manifest(folder_ / corpus / "manifest.csv", utterances);
  }

  // The first utterances.
  void speak_calmly(const std::string& corpus, std::size_t count) const {
    std::vector<Utterance> utterances = Manifest::read(folder_ / corpus / "manifest.csv").utterances;
    for (std::size_t i = 0; i < count; ++i) utterances[i].category = "neutral";
    write_manifest(folder_ / corpus / "manifest.csv", utterances);
  }

  void disagree(const std::string& corpus) const {
    std::vector<Utterance> utterances = Manifest::read(folder_ / corpus / "manifest.csv").utterances;
    for (std::size_t i = 0; i < utterances.size(); ++i)
      utterances[i].activation_sd = utterances[i].valence_sd = utterances[i].dominance_sd = static_cast<double>(i % 5) / 5;
    write_manifest(folder_ / corpus / "manifest.csv", utterances);
  }

  // Another manifest over the same audio, without dominance.
  void rate_again(const std::string& corpus, const std::string& name) const {
    std::vector<Utterance> utterances = Manifest::read(folder_ / corpus / "manifest.csv").utterances;
    for (Utterance& one : utterances) one.dominance.reset();
    fs::create_directory(folder_ / name);
    write_manifest(folder_ / name / "manifest.csv", utterances);
  }

  // Its own corpora are elsewhere.
  void write_recipe(const std::string& name, const std::string& more) const {
    std::ofstream(folder_ / "recipes" / (name + ".toml"))
        << "name = \"" << name << "\"\ncorpora = [{name = \"nowhere\"}]\nfront_ends = [{name = \"mfb\"}]\n"
        << "[estimator]\nconvolution_channels = 8\ngru_layers = 1\ngru_units = 8\nembedding_units = 8\n"
        << "[training]\nepochs = 2\npatience = 0\nbatch_size = 8\n"
        << more;
  }

  testing::ChildProgram start(const std::string& output, std::vector<std::string> corpora,
                              const std::vector<std::string>& more) const {
    std::vector<std::string> words = {AFFECTUS_BINARY_DIR "/affectus",
                                      "reproduce",
                                      "--protocol",
                                      "leave-one-corpus-out",
                                      "--output",
                                      (folder_ / output).string(),
                                      "--recipes",
                                      (folder_ / "recipes").string(),
                                      "--resamples",
                                      "100",
                                      "--shift",
                                      "5"};
    words.insert(words.end(), more.begin(), more.end());
    for (const std::string& corpus : corpora) words.push_back((folder_ / corpus).string());
    return {words, folder_ / (output + ".messages"), folder_ / "cache"};
  }

  testing::ProgramOutcome run(const std::string& output, const std::vector<std::string>& corpora,
                              const std::vector<std::string>& more = {}) const {
    return start(output, corpora, more).wait();
  }

  std::size_t files(const std::string& output, const std::string& name) const {
    std::size_t count = 0;
    std::error_code ignored;
    for (const auto& entry : fs::recursive_directory_iterator(folder_ / output, ignored))
      if (entry.path().filename() == name) ++count;
    return count;
  }

  // Without what was measured by the clock.
  nlohmann::json results(const std::string& output) const {
    nlohmann::json json = nlohmann::json::parse(read_file(folder_ / output / "results.json"));
    json.erase("speed");
    return json;
  }

  testing::TemporaryFolder folder_;
};
using LongLeftOutProgramTest = LeftOutProgramTest;  // `make long`

TEST_F(LeftOutProgramTest, EachCorpusIsJudgedByModelsThatHaveNotHeardIt) {
  const std::vector<std::string> judged = {
      "--judge", (folder_ / "more").string(), "--judge", (folder_ / "rated").string(), "--gain-over", "plain"};
  std::vector<std::string> planned = judged;
  planned.emplace_back("--plan");
  const testing::ProgramOutcome plan = run("out", {"tones", "others"}, planned);
  EXPECT_EQ(plan.exit_code, 0) << plan.messages;
  EXPECT_THAT(plan.messages, AllOf(HasSubstr("Fold 1 learns from others and is judged on tones"),
                                   HasSubstr("Fold 2 learns from tones and is judged on others, rated"),
                                   HasSubstr("Fold 3 learns from tones, others and is judged on more"),
                                   HasSubstr("fold 3 (tones, others) lacks raters' votes; trained there without: taught"),
                                   HasSubstr("fold 1 (others) lacks raters' standard deviations")));
  EXPECT_FALSE(fs::exists(folder_ / "out"));

  const testing::ProgramOutcome outcome = run("out", {"tones", "others"}, judged);
  ASSERT_EQ(outcome.exit_code, 0) << outcome.messages;
  EXPECT_EQ(files("out", "run.json"), 6u);  // three folds of two systems
  EXPECT_THAT(read_file(folder_ / "out/runs/plain/candidate-1/fold-1-seed-1-joined/config.json"),
              HasSubstr("40 training and 0 development"));
  EXPECT_THAT(read_file(folder_ / "out/runs/taught/candidate-1/fold-3-seed-1-joined/recipe.toml"),
              AllOf(HasSubstr("tones"), HasSubstr("others"), HasSubstr("corpus_share = 0.5"), Not(HasSubstr("nowhere")),
                    Not(HasSubstr("votes"))));

  const nlohmann::json json = results("out");
  ASSERT_EQ(json["sets"].size(), 4u);
  EXPECT_EQ(json["sets"][2]["trained_on"], (std::vector<std::string>{"tones", "others"}));
  EXPECT_EQ(json["sets"][3]["trained_on"], (std::vector<std::string>{"tones"}));
  EXPECT_EQ(json["sets"][1]["in_mean"], true);
  EXPECT_EQ(json["sets"][3]["in_mean"], false);
  EXPECT_EQ(json["sets"][2]["baseline_utterances"], 9);  // calm speech of each of three speakers is not judged
  EXPECT_EQ(json["sets"][2]["baseline_speakers"], 3);
  EXPECT_EQ(json["sets"][0]["baseline_utterances"], 0);
  for (const nlohmann::json& system : json["systems"]) {
    const nlohmann::json& sets = system["sets"];
    double sum = 0, worst = 1;
    for (const char* set : {"tones", "others", "more"}) {
      sum += sets[set]["score"].get<double>();
      worst = std::min(worst, sets[set]["score"].get<double>());
    }
    EXPECT_NEAR(system["overall"]["mean"].get<double>(), sum / 3, 1e-12);
    EXPECT_EQ(system["overall"]["mean_interval"].size(), 2u);
    EXPECT_EQ(system["overall"]["worst"].get<double>(), worst);
    EXPECT_EQ(sets[system["overall"]["worst_set"].get<std::string>()]["score"].get<double>(), worst);
    EXPECT_EQ(system["overall"].contains("gain"), system["system"] == "taught");
    EXPECT_TRUE(sets["tones"]["dimensions"]["valence"].contains("tone"));
    EXPECT_FALSE(sets["others"]["dimensions"]["valence"].contains("tone"));
    const nlohmann::json& rated = sets["rated"]["dimensions"];
    EXPECT_NEAR(sets["rated"]["score"].get<double>(),
                (rated["activation"]["ccc"].get<double>() + rated["valence"]["ccc"].get<double>()) / 2, 1e-12);
    EXPECT_TRUE(rated["dominance"]["pearson"].is_null());
    // Only the models of fold 3 have learned them where the judged corpus has them, too.
    EXPECT_EQ(sets["more"]["dimensions"]["valence"].contains("deviation_pearson"), system["system"] == "taught");
    for (const char* set : {"tones", "others", "rated"})
      EXPECT_FALSE(sets[set]["dimensions"]["valence"].contains("deviation_pearson")) << set;
    const double shift = sets["more"]["dimensions"]["activation"]["shift"];
    EXPECT_GT(shift, 0);
    EXPECT_LE(shift, 1);
    EXPECT_EQ(sets["more"]["dimensions"]["activation"]["spread_interval"].size(), 2u);
    const nlohmann::json& baseline = sets["more"]["dimensions"]["activation"]["voice_baseline"];
    for (const char* kind : {"calm_speech", "running"}) {
      EXPECT_NEAR(baseline[kind]["gain"].get<double>(), baseline[kind]["ccc"].get<double>() - baseline["ccc"].get<double>(),
                  1e-12);
      EXPECT_EQ(baseline[kind]["gain_interval"].size(), 2u);
    }
    EXPECT_FALSE(sets["tones"]["dimensions"]["activation"].contains("voice_baseline"));
    if (system["system"] == "plain") {
      EXPECT_EQ(sets["more"]["error_by_distance"]["mean_absolute_errors"].size(), 5u);
      EXPECT_LE(std::abs(sets["more"]["error_by_distance"]["spearman"].get<double>()), 1);
      const auto distances = system["overall"]["distances"].get<std::vector<double>>();
      EXPECT_EQ(distances.size(), 21u);
      EXPECT_TRUE(std::ranges::is_sorted(distances));
      EXPECT_GE(distances.back(), sets["more"]["error_by_distance"]["distances"][20].get<double>());
    } else {
      EXPECT_FALSE(sets["more"].contains("error_by_distance"));
      EXPECT_FALSE(system["overall"].contains("distances"));
    }
  }
  EXPECT_THAT(json.dump(), Not(HasSubstr(folder_.path().string())));
  EXPECT_THAT(read_file(folder_ / "out/results.md"),
              AllOf(HasSubstr("## All corpora: score"), HasSubstr("## tones: tone"), Not(HasSubstr("## more: tone")),
                    HasSubstr("## more: where raters disagree"), Not(HasSubstr("## tones: where raters disagree")),
                    HasSubstr("## more: shift by rooms and microphones"), HasSubstr("## rated: order and calibration"),
                    HasSubstr("## more: baseline for each voice"), HasSubstr("| plain, activation |"),
                    Not(HasSubstr("## tones: baseline for each voice")), HasSubstr("## more: error by distance"),
                    HasSubstr("| plain | distances = ["), Not(HasSubstr("| taught | distances = ["))));
  EXPECT_THAT(read_file(folder_ / "out/index.html"), HasSubstr("Left out"));

  EXPECT_EQ(run("out", {"tones", "others"},
                {"--judge", (folder_ / "more").string(), "--judge", (folder_ / "rated").string(), "--gain-over", "plain",
                 "--quiet"})
                .messages,
            "");  // nothing is left to do
  EXPECT_EQ(results("out"), json);
}

TEST_F(LongLeftOutProgramTest, StoppedAnywhereItGoesOnToTheSameResults) {
  ASSERT_EQ(run("whole", {"tones", "others"}).exit_code, 0);
  for (const char* reached : {"manifest.csv", "run.json", "predictions-tones.csv", "7.csv"}) {
    const testing::ChildProgram process = start("stopped", {"tones", "others"}, {});
    for (int i = 0; i < 60000 && files("stopped", reached) == 0; ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    process.send(SIGKILL);
    process.wait();
  }
  const testing::ProgramOutcome outcome = run("stopped", {"tones", "others"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.messages;
  EXPECT_EQ(results("stopped"), results("whole"));
}

TEST_F(LongLeftOutProgramTest, JudgesMayBeAdded) {
  ASSERT_EQ(run("out", {"tones", "others"}, {"--systems", "plain"}).exit_code, 0);
  const nlohmann::json before = results("out");
  const testing::ProgramOutcome outcome =
      run("out", {"tones", "others"}, {"--systems", "plain", "--judge", (folder_ / "more").string()});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.messages;
  EXPECT_EQ(files("out", "run.json"), 3u);
  EXPECT_EQ(results("out")["systems"][0]["sets"]["tones"], before["systems"][0]["sets"]["tones"]);
}

TEST_F(LeftOutProgramTest, WithoutEncodersTheTrainersFeaturesAreCachedOrNot) {
  const testing::ProgramOutcome outcome =
      run("out", {"tones", "others"}, {"--plan", "--representation", "mfb", "--no-cache"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.messages;
  EXPECT_THAT(outcome.messages, Not(HasSubstr("without effect")));
}

TEST_F(LeftOutProgramTest, MistakesAreUsageErrors) {
  const auto refusal = [&](const std::vector<std::string>& corpora, const std::vector<std::string>& more = {}) {
    const testing::ProgramOutcome outcome = run("out", corpora, more);
    EXPECT_EQ(outcome.exit_code, 2) << outcome.messages;
    EXPECT_FALSE(fs::exists(folder_ / "out"));
    return outcome.messages;
  };
  EXPECT_THAT(refusal({"tones", "tones"}), HasSubstr("tones: expected each corpus once"));
  EXPECT_THAT(refusal({"tones"}), HasSubstr("expected at least two corpora"));
  EXPECT_THAT(refusal({"tones", "others"}, {"--systems", "plane"}),
              HasSubstr("expected some of plain, taught, found 'plane'"));
  EXPECT_THAT(refusal({"tones", "others"}, {"--gain-over", "filterbank"}), HasSubstr("--gain-over: expected one of"));
  EXPECT_THAT(refusal({"tones", "others"}, {"--folds", "4"}), HasSubstr("--folds: expected it with --protocol one-corpus"));
}

}  // namespace
}  // namespace affectus
