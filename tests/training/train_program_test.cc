// The program affectus-train on a corpus of tones that the test makes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "affectus/audio.h"
#include "affectus/model.h"
#include "affectus/model_folder.h"
#include "child_program.h"
#include "corpus/manifest.h"
#include "evaluation/concordance.h"
#include "processes/child_processes.h"
#include "storage/files.h"
#include "temporary_folder.h"
#include "text/split.h"
#include "training/run_state.h"
#include "training/tone_corpus.h"

namespace affectus {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr std::size_t epochs = 6;  // of the recipe

using Outcome = testing::ProgramOutcome;

class TrainProgramTest : public ::testing::Test {
 protected:
  void SetUp() override { testing::make_tone_corpus(folder_ / "tones", {{"train", 30}, {"development", 10}}); }

  std::filesystem::path output(const std::string& name) const { return folder_ / name; }

  testing::ChildProgram start(const std::string& output_name, const std::vector<std::string>& more,
                              const std::vector<std::string>& environment = {}) const {
    std::vector<std::string> words = {std::string(AFFECTUS_BINARY_DIR) + "/affectus-train",
                                      recipe_,
                                      "--output",
                                      output(output_name).string(),
                                      "--corpus",
                                      "tones=" + (folder_ / "tones").string()};
    words.insert(words.end(), more.begin(), more.end());
    // Of several processes, each has messages of its own.
    const std::string messages = output_name + (environment.empty() ? "" : environment[0]) + ".messages";
    return {words, folder_ / messages, folder_ / "cache", environment};
  }

  // Two processes that learn together, as torchrun would start them.
  std::vector<testing::ChildProgram> start_two(const std::string& output_name, const std::vector<std::string>& more) const {
    const std::string port = std::to_string(testing::free_port() - 1);
    std::vector<testing::ChildProgram> processes;
    for (const char* rank : {"RANK=0", "RANK=1"})
      processes.push_back(start(
          output_name, more, {rank, "WORLD_SIZE=2", "LOCAL_WORLD_SIZE=2", "MASTER_ADDR=127.0.0.1", "MASTER_PORT=" + port}));
    return processes;
  }
  std::vector<Outcome> run_two(const std::string& output_name, const std::vector<std::string>& more = {}) const {
    std::vector<Outcome> outcomes;
    for (const testing::ChildProgram& process : start_two(output_name, more)) outcomes.push_back(process.wait());
    return outcomes;
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

  void make_teacher(const std::string& loss = "category_weight = 0.5");
  void make_student(const std::string& corpora, const std::string& lines,
                    const std::string& from_teacher = "output_weight = 1, embedding_weight = 1, category_weight = 0.5");
  std::size_t cached_files() const;

  /// Of activation on the development partition, on the SAM scale.
  double development_concordance(const Model& model) const {
    std::vector<double> predicted, wanted;
    for (const Utterance& one : Manifest::read(folder_ / "tones/manifest.csv").partition("development")) {
      const Estimate estimate = model.estimate(read_audio(one.path));
      predicted.push_back(4 + 3 * estimate.dimensions[0]);
      wanted.push_back(*one.activation);
    }
    return concordance_correlation(predicted, wanted);
  }

  testing::TemporaryFolder folder_;
  std::string recipe_ = std::string(AFFECTUS_SOURCE_DIR) + "/recipes/test.toml";
};
using LongTrainProgramTest = TrainProgramTest;  // `make long`

TEST_F(TrainProgramTest, LeavesAModelThatLoadsAndALog) {
  const Outcome outcome = run("model");
  ASSERT_EQ(outcome.exit_code, 0) << outcome.messages;
  EXPECT_THAT(outcome.messages, HasSubstr("\naffectus train: epoch 6: loss"));
  const std::shared_ptr<const Model> model = load_model_folder(output("model"));
  EXPECT_EQ(model->config().name, "test");
  EXPECT_EQ(model->config().dimensions, (std::vector<std::string>{"activation", "valence", "dominance"}));
  EXPECT_GT(model->config().longest_training_input_s, 0.5);
  const std::string log = read_file(output("model") / "log.jsonl");
  EXPECT_EQ(static_cast<std::size_t>(std::count(log.begin(), log.end(), '\n')), epochs);
  EXPECT_THAT(log, AllOf(HasSubstr("\"epoch\":6"), HasSubstr("\"ccc_valence\":")));
  EXPECT_THAT(read_file(output("model") / "learning_curves.html"), HasSubstr("<svg"));
  EXPECT_EQ(read_file(output("model") / "recipe.toml"), read_file(recipe_));
}

TEST_F(TrainProgramTest, ACorpusThatTheRecipeLacksIsNamed) {
  const Outcome outcome = run("model", {"--corpus", "tonse=" + (folder_ / "tones").string(), "--epochs", "1"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.messages;
  EXPECT_THAT(outcome.messages, HasSubstr("--corpus tonse has no effect: the recipe learns from tones\n"));
}

TEST_F(TrainProgramTest, IsTheSameForAnyNumberOfThreadsAndFromTheCache) {
  ASSERT_EQ(run("one", {"--threads", "1", "--quiet"}).messages, "");
  ASSERT_EQ(run("three", {"--threads", "3"}).exit_code, 0);
  expect_same_model("one", "three");
  ASSERT_EQ(run("other_seed", {"--seed", "2"}).exit_code, 0);
  EXPECT_NE(read_file(output("one") / "model.safetensors"), read_file(output("other_seed") / "model.safetensors"));
  EXPECT_THAT(read_file(output("other_seed") / "README.md"), HasSubstr("`affectus train recipe.toml --seed 2`"));
}

TEST_F(LongTrainProgramTest, IsTheSameWithoutTheCache) {
  ASSERT_EQ(run("cached").exit_code, 0);
  EXPECT_GT(cached_files(), 0u);
  std::filesystem::remove_all(folder_ / "cache");
  ASSERT_EQ(run("plain", {"--no-cache"}).exit_code, 0);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "cache"));
  expect_same_model("cached", "plain");
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

TEST_F(TrainProgramTest, TwoProcessesLearnLikeOneAndTheFirstTellsOfIt) {
  ASSERT_EQ(run("one").exit_code, 0);
  const std::vector<Outcome> outcomes = run_two("two");
  ASSERT_EQ(outcomes[0].exit_code, 0) << outcomes[0].messages;
  ASSERT_EQ(outcomes[1].exit_code, 0) << outcomes[1].messages;
  EXPECT_THAT(outcomes[0].messages, HasSubstr("\naffectus train: epoch 6: loss"));
  EXPECT_EQ(outcomes[1].messages, "");
  const auto first_epoch = [&](const std::string& name) {
    return RunState::read(output(name) / "checkpoint.safetensors").epochs[0];
  };
  EXPECT_NEAR(first_epoch("one").training_loss, first_epoch("two").training_loss, 1e-4);
  EXPECT_NEAR(first_epoch("one").score, first_epoch("two").score, 1e-3);
  EXPECT_NEAR(development_concordance(*load_model_folder(output("one"))),
              development_concordance(*load_model_folder(output("two"))), 0.02);
}

TEST_F(TrainProgramTest, AProcessThatIsKilledEndsTheOtherAndBothCanBeResumed) {
  ASSERT_EQ(run_two("whole")[0].exit_code, 0);
  std::vector<std::string> more;
  for (const std::size_t killed : {1, 0}) {
    const std::vector<testing::ChildProgram> processes = start_two("killed", more);
    wait_for_epochs("killed", killed == 1 ? 1 : 3);
    processes[killed].send(SIGKILL);
    EXPECT_EQ(processes[killed].wait().exit_code, -SIGKILL);
    const Outcome other = processes[1 - killed].wait();
    EXPECT_EQ(other.exit_code, 1);
    const std::string program = killed == 1 ? "affectus train: " : "affectus train (process 1): ";
    EXPECT_THAT(other.messages, HasSubstr(program + "another process of this run has ended or does not answer ("));
    EXPECT_THAT(other.messages, ::testing::EndsWith("); --resume, on all of them, goes on from the last epoch\n"));
    if (killed == 0) {
      EXPECT_EQ(std::ranges::count(other.messages, '\n'), 1) << other.messages;
    }
    more = {"--resume"};
  }
  for (const Outcome& outcome : run_two("killed", {"--resume"})) ASSERT_EQ(outcome.exit_code, 0) << outcome.messages;
  expect_same_model("whole", "killed");
}

TEST_F(TrainProgramTest, ProcessesWithDifferentRecipesAreRefused) {
  const std::string port = std::to_string(testing::free_port() - 1);
  const auto start_process = [&](const char* rank, const char* seed) {
    return start("model", {"--seed", seed}, {rank, "WORLD_SIZE=2", "MASTER_ADDR=127.0.0.1", "MASTER_PORT=" + port});
  };
  const testing::ChildProgram first = start_process("RANK=0", "1"), second = start_process("RANK=1", "2");
  const Outcome outcome = second.wait();
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.messages, HasSubstr("affectus train (process 1): expected the recipe, seed, epochs, corpora, "
                                          "teacher and encoder of process 0, found others"));
  EXPECT_EQ(first.wait().exit_code, 1);
}

TEST_F(TrainProgramTest, AnIncompleteEnvironmentIsAUsageError) {
  const Outcome outcome = start("model", {}, {"RANK=0", "WORLD_SIZE=2"}).wait();
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.messages,
              HasSubstr("MASTER_ADDR: expected the name or address of the machine of process 0, found none"));
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

// A small teacher of dimensions and what the loss adds, in the folder "teacher".
void TrainProgramTest::make_teacher(const std::string& loss) {
  const std::string kept = recipe_;
  recipe_ = (folder_ / "teacher.toml").string();
  std::ofstream(recipe_) << "name = \"teacher\"\nlicence = \"CC0-1.0\"\ncorpora = [{name = \"tones\"}]\n"
                         << "front_ends = [{name = \"mfb\"}, {name = \"prosody\"}]\nloss = {" << loss << "}\n"
                         << "estimator = {convolution_channels = 16, gru_units = 16, embedding_units = 12}\n"
                         << "training = {batch_size = 8, epochs = 3}\n";
  const Outcome outcome = run("teacher");
  ASSERT_EQ(outcome.exit_code, 0) << outcome.messages;
  recipe_ = kept;
}

// Writes the recipe of a student with these lines more.
void TrainProgramTest::make_student(const std::string& corpora, const std::string& lines, const std::string& from_teacher) {
  recipe_ = (folder_ / "student.toml").string();
  std::ofstream(recipe_) << "name = \"student\"\n"
                         << corpora << "front_ends = [{name = \"mfb\"}]\n"
                         << "estimator = {convolution_channels = 8, gru_units = 8, embedding_units = 6}\n"
                         << "teacher = {name = \"teacher\", " << from_teacher << "}\n"
                         << lines;
}

std::size_t TrainProgramTest::cached_files() const {
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_ / "cache/features"))
    if (entry.is_regular_file()) ++count;
  return count;
}

TEST_F(LongTrainProgramTest, AStudentKilledAndResumedEndsWithTheSameWeights) {
  make_teacher();
  make_student("corpora = [{name = \"tones\"}]\n",
               "loss = {category_weight = 0.3}\ntraining = {batch_size = 8, epochs = 5, averaging_decay = 0.9}\n");
  const std::vector<std::string> teacher = {"--teacher", output("teacher").string()};
  Outcome outcome = run("whole", teacher);
  ASSERT_EQ(outcome.exit_code, 0) << outcome.messages;
  const std::size_t cached = cached_files();
  const testing::ChildProgram process = start("killed", teacher);
  wait_for_epochs("killed", 2);
  process.send(SIGKILL);
  process.wait();
  // Figures that are recorded meanwhile do not make another teacher of it.
  ModelConfig config = read_model_config(output("teacher") / "config.json");
  config.figures.clear();
  write_model_config(config, output("teacher") / "config.json");
  outcome = run("killed", {"--resume", teacher[0], teacher[1]});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.messages;
  expect_same_model("whole", "killed");
  EXPECT_EQ(cached_files(), cached);  // what the teacher says was computed once
}

// With everything that is left out of the model, two views of each utterance and a corpus that is not drawn whole.
TEST_F(LongTrainProgramTest, WithHeadsForTrainingOnlyKilledAndResumedEndsWithTheSameWeights) {
  testing::make_tone_corpus(folder_ / "others", {{"train", 12}, {"development", 6}}, 3);
  recipe_ = (folder_ / "heads.toml").string();
  std::ofstream(recipe_)
      << "name = \"heads\"\ncorpora = [{name = \"tones\"}, {name = \"others\"}]\n"
      << "front_ends = [{name = \"mfb\"}]\n"
      << "estimator = {convolution_channels = 8, gru_units = 8, embedding_units = 6}\n"
      << "loss = {category_weight = 0.3, corpus_maps = true, corpus_reversal = 0.3, speaker_reversal = 0.1, "
      << "agreement_weight = 0.5}\n"
      << "balance = {corpus_share = 0.6}\n"
      << "training = {batch_size = 8, epochs = 5, averaging_decay = 0.9}\n"
      << "augmentation = {mix_probability = 0.3, microphone_probability = 0.5, gain_probability = 0.5}\n";
  const std::vector<std::string> others = {"--corpus", "others=" + (folder_ / "others").string()};
  Outcome outcome = run("whole", others);
  ASSERT_EQ(outcome.exit_code, 0) << outcome.messages;
  const testing::ChildProgram process = start("killed", others);
  wait_for_epochs("killed", 2);
  process.send(SIGKILL);
  process.wait();
  outcome = run("killed", {"--resume", "--threads", "1", others[0], others[1]});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.messages;
  expect_same_model("whole", "killed");
  const std::size_t parameters = load_model_folder(output("whole"))->config().estimator.parameter_count();
  EXPECT_LT(std::filesystem::file_size(output("whole") / "model.safetensors"), 4 * parameters + 8192);
}

// What a teacher says of the raters' spread reaches a student that sees no labels.
TEST_F(LongTrainProgramTest, SpreadIsLearnedFromATeacherThatGivesIt) {
  std::string manifest = read_file(folder_ / "tones/manifest.csv");
  std::ofstream with_spread(folder_ / "tones/manifest.csv");
  std::size_t row = 0;
  for (const std::string& line : split(manifest, '\n')) {
    if (line.empty()) continue;
    const std::string spread = std::to_string(static_cast<double>(row % 5) / 5);
    with_spread << line << (row == 0 ? ",activation_sd,valence_sd,dominance_sd" : "," + spread + "," + spread + "," + spread)
                << "\n";
    ++row;
  }
  with_spread.close();
  make_teacher();
  make_student("corpora = [{name = \"tones\", labelled = false}]\n", "training = {batch_size = 8, epochs = 2}\n",
               "deviation_weight = 1");
  Outcome outcome = run("student", {"--teacher", output("teacher").string()});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.messages, HasSubstr("expected a model that gives the raters' standard deviations"));

  std::filesystem::remove_all(output("teacher"));
  make_teacher("category_weight = 0.5, deviation_weight = 0.5");
  for (const char* output_name : {"student", "from_cache"}) {
    outcome = run(output_name, {"--teacher", output("teacher").string()});
    ASSERT_EQ(outcome.exit_code, 0) << outcome.messages;
  }
  EXPECT_EQ(load_model_folder(output("student"))->config().estimator.deviations, 3u);
  expect_same_model("student", "from_cache");
}

TEST_F(TrainProgramTest, WhereNothingIsLabelledOnlyTheTeacherSpeaks) {
  make_teacher();
  make_student("corpora = [{name = \"tones\", labelled = false}]\n", "training = {batch_size = 8, epochs = 2}\n");
  const Outcome outcome = run("student", {"--teacher", output("teacher").string()});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.messages;
  EXPECT_EQ(load_model_folder(output("student"))->config().categories, (std::vector<std::string>{"high", "low"}));
}

TEST_F(TrainProgramTest, ATeacherThatIsNotThereIsNamed) {
  make_student("corpora = [{name = \"tones\"}]\n", "");
  const Outcome outcome = run("student");
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.messages, AllOf(HasSubstr("teacher"), HasSubstr("--teacher FOLDER")));
}

TEST_F(TrainProgramTest, WeightsOf8BitsAreAQuarterAsLarge) {
  ASSERT_EQ(run("whole").exit_code, 0);
  const std::string text = read_file(recipe_);
  recipe_ = (folder_ / "small.toml").string();
  const std::string training = "[training]\n";
  std::ofstream(recipe_) << text.substr(0, text.find(training) + training.size()) << "weight_bits = 8\n"
                         << text.substr(text.find(training) + training.size());
  const Outcome outcome = run("small");
  ASSERT_EQ(outcome.exit_code, 0) << outcome.messages;
  EXPECT_LT(std::filesystem::file_size(output("small") / "model.safetensors"),
            std::filesystem::file_size(output("whole") / "model.safetensors") / 2);
  const std::shared_ptr<const Model> model = load_model_folder(output("small"));
  EXPECT_EQ(model->config().weight_bits, 8u);
  // The figure is that of the weights in the folder.
  double ccc = 0;
  ASSERT_NO_FATAL_FAILURE(ccc = development_concordance(*model));
  EXPECT_NEAR(model->config().figures[0].values.at("ccc_activation"), ccc, 1e-4);
}

TEST_F(TrainProgramTest, SpreadOutputsLieFartherFromTheMeanOfTheRatings) {
  // Of more epochs, the two trainings may keep different ones.
  ASSERT_EQ(run("plain", {"--epochs", "1"}).exit_code, 0);
  const std::string text = read_file(recipe_);
  recipe_ = (folder_ / "spread.toml").string();
  std::ofstream(recipe_) << text << "\n[outputs]\nspread = [2, 1, 0.5]\n";
  ASSERT_EQ(run("spread", {"--epochs", "1"}).exit_code, 0);
  const std::shared_ptr<const Model> plain = load_model_folder(output("plain")),
                                     spread = load_model_folder(output("spread"));
  const std::vector<Utterance> utterances = Manifest::read(folder_ / "tones/manifest.csv").partition("train");
  double mean = 0;  // in the network's units: -1 to 1 for 1 to 7
  for (const Utterance& utterance : utterances)
    mean += (*utterance.activation - 4) / 3 / static_cast<double>(utterances.size());
  for (const Utterance& utterance : utterances) {
    const std::vector<float> samples = read_audio(utterance.path);
    const auto before = plain->estimate(samples).dimensions, after = spread->estimate(samples).dimensions;
    EXPECT_NEAR(after[0], mean + 2 * (before[0] - mean), 1e-4);
    EXPECT_EQ(after[1], before[1]);
    if (HasFailure()) break;
  }
  // The figure is that of the model in the folder.
  double ccc = 0;
  ASSERT_NO_FATAL_FAILURE(ccc = development_concordance(*spread));
  EXPECT_NEAR(spread->config().figures[0].values.at("ccc_activation"), ccc, 1e-4);
}

// It is fitted to the weights of the folder, which are rounded, once training is over.
TEST_F(TrainProgramTest, FamiliarityIsTheSameForAnyNumberOfThreadsAndAfterAResume) {
  std::string distances;
  for (int i = 0; i < 21; ++i) distances += (i == 0 ? "" : ", ") + std::to_string(i);
  recipe_ = (folder_ / "familiar.toml").string();
  std::ofstream(recipe_) << "name = \"familiar\"\ncorpora = [{name = \"tones\"}]\nfront_ends = [{name = \"mfb\"}]\n"
                         << "estimator = {convolution_channels = 8, gru_units = 8, embedding_units = 6}\n"
                         << "training = {batch_size = 8, epochs = 5, weight_bits = 8}\n"
                         << "augmentation = {gain_probability = 0.5}\n"
                         << "familiarity = {rank = 4, distances = [" << distances << "]}\n";
  ASSERT_EQ(run("one", {"--threads", "1", "--quiet"}).messages, "");
  const testing::ChildProgram process = start("killed", {"--threads", "3"});
  wait_for_epochs("killed", 3);
  process.send(SIGKILL);
  process.wait();
  const Outcome outcome = run("killed", {"--threads", "3", "--resume"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.messages;
  expect_same_model("one", "killed");

  const std::shared_ptr<const Model> model = load_model_folder(output("one"));
  EXPECT_EQ(model->config().estimator.familiarity, 4u);
  EXPECT_EQ(model->config().familiarity_distances.size(), 21u);
  double sum = 0, count = 0;
  for (const Utterance& utterance : Manifest::read(folder_ / "tones/manifest.csv").partition("train")) {
    const std::optional<float> distance = model->estimate(read_audio(utterance.path)).distance;
    ASSERT_TRUE(distance);
    sum += *distance;
    ++count;
  }
  EXPECT_NEAR(sum / count, 1, 1e-3);
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
  EXPECT_THAT(outcome.messages, HasSubstr("affectus train: warning: "));
}

TEST_F(TrainProgramTest, AnUnknownCorpusAndAnEmptyPartitionAreOneLineErrors) {
  recipe_ = (folder_ / "recipe.toml").string();
  const auto with_corpus = [&](const std::string& corpus) {
    std::ofstream(recipe_) << "name = \"m\"\ncorpora = [" << corpus << "]\nfront_ends = [{name = \"mfb\"}]\n";
  };
  with_corpus("{name = \"nowhere\"}");
  Outcome outcome = run("model");
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.messages, AllOf(HasSubstr("warning: --corpus tones has no effect"), HasSubstr("nowhere")));
  EXPECT_EQ(std::count(outcome.messages.begin(), outcome.messages.end(), '\n'), 2);
  with_corpus("{name = \"tones\", train = \"training\"}");
  EXPECT_THAT(run("model").messages, HasSubstr("partition 'training', found none"));
}

TEST_F(TrainProgramTest, UsageErrorsExitWithTwo) {
  EXPECT_EQ(run("model", {"--corpus", "tones"}).exit_code, 2);
  EXPECT_EQ(run("model", {"--threads", "0"}).exit_code, 2);
  EXPECT_EQ(run("model", {"--leave-out", "nobody"}).exit_code, 2);
  EXPECT_EQ(run("model", {"--no-such-option"}).exit_code, 2);
  EXPECT_EQ(run("model", {"--device", "abacus"}).exit_code, 2);
}

#ifdef AFFECTUS_HAS_ENCODERS
TEST_F(TrainProgramTest, TakesWhatOtherCommandsTakeForEncoders) {
  EXPECT_EQ(run("model", {"--device", "CPU", "--precision", "float32", "--epochs", "1"}).exit_code, 0);
  EXPECT_EQ(run("other", {"--precision", "decimal"}).exit_code, 2);
  const Outcome outcome = run("other", {"--precision", "int8", "--calibration", "/nowhere/gone.wav"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.messages, HasSubstr("/nowhere/gone.wav: no such file"));
}

// With masks, which are named by the rows of the whole batch.
TEST_F(TrainProgramTest, TwoProcessesFineTuneAnEncoderLikeOne) {
  recipe_ = (folder_ / "tuning.toml").string();
  const std::string encoder = "tiny/whisper=" AFFECTUS_SOURCE_DIR "/tests/encoders/golden/whisper";
  std::ofstream(recipe_) << "name = \"tuned\"\ncorpora = [{name = \"tones\"}]\n[[front_ends]]\nname = "
                            "\"hf:tiny/whisper@2\"\noptions = {pad = false}\n[estimator]\ngru_units = 8\n[training]\n"
                            "batch_size = 8\nepochs = 2\n[encoder]\ntrain = \"lora\"\nrank = 2\ntime_mask = 0.3\n"
                            "time_mask_frames = 3\nlayer_drop = 0.2\n";
  const Outcome one = run("one", {"--encoder", encoder});
  ASSERT_EQ(one.exit_code, 0) << one.messages;
  for (const Outcome& outcome : run_two("two", {"--encoder", encoder})) ASSERT_EQ(outcome.exit_code, 0) << outcome.messages;
  const RunState alone = RunState::read(output("one") / "checkpoint.safetensors");
  const RunState together = RunState::read(output("two") / "checkpoint.safetensors");
  for (std::size_t epoch = 0; epoch < 2; ++epoch) {
    EXPECT_NEAR(alone.epochs[epoch].training_loss, together.epochs[epoch].training_loss, 1e-4);
    EXPECT_NEAR(alone.epochs[epoch].gradient_norm, together.epochs[epoch].gradient_norm, 1e-3);
  }
  EXPECT_TRUE(std::filesystem::exists(output("two") / "adapter/adapter_model.safetensors"));
}

TEST_F(TrainProgramTest, AnEncoderLearnsTheSameForAnyNumberOfThreadsAndFromTheCache) {
  recipe_ = (folder_ / "tuning.toml").string();
  const std::string encoder = AFFECTUS_SOURCE_DIR "/tests/encoders/golden/whisper";
  std::ofstream(recipe_)
      << "name = \"tuned\"\ncorpora = [{name = \"tones\"}]\n[[front_ends]]\nname = \"hf:tiny/whisper@2\"\n"
         "options = {pad = false}\n[estimator]\ngru_units = 8\n[training]\nbatch_size = 8\nepochs = 2\n"
         "[encoder]\ntrain = \"top\"\nlayers = 1\n";
  ASSERT_EQ(run("one", {"--threads", "1", "--encoder", "tiny/whisper=" + encoder}).messages.find("error"),
            std::string::npos);
  ASSERT_EQ(run("three", {"--threads", "3", "--encoder", "tiny/whisper=" + encoder}).exit_code, 0);
  expect_same_model("one", "three");
  EXPECT_EQ(read_file(output("one") / "encoder/model.safetensors"),
            read_file(output("three") / "encoder/model.safetensors"));
  EXPECT_THAT(read_file(output("one") / "config.json"), HasSubstr("\"./encoder@2\""));
  const Outcome outcome = run("nowhere", {"--encoder", "other/whisper=" + encoder});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.messages, HasSubstr("tiny/whisper"));
}
#endif

}  // namespace
}  // namespace affectus
