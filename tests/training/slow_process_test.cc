// Processes that learn together, one of which takes longer than the others wait in a step.
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "processes/child_processes.h"
#include "processes/process_group.h"
#include "temporary_folder.h"
#include "training/tone_corpus.h"
#include "training/trainer.h"

namespace affectus {
namespace {

constexpr int timeout_s = 5;

Recipe recipe() {
  return Recipe::parse(R"(name = "slow"
    corpora = [{name = "tones"}]
    front_ends = [{name = "mfb"}]
    estimator = {convolution_channels = 8, gru_units = 6, gru_layers = 1, embedding_units = 5}
    training = {batch_size = 8, epochs = 2}
  )",
                       "r.toml");
}

// Where its work may be longer than that of the others: after features, before the development scores are added up, and
// where the first writes what an epoch has changed.
TEST(LongSlowProcessTest, IsWaitedForBetweenSteps) {
  const testing::TemporaryFolder folder;
  testing::make_tone_corpus(folder / "tones", {{"train", 16}, {"development", 8}});
  const auto results = testing::run_processes(
      2,
      [&](const ProcessPlace& place) -> std::string {
        ProcessGroup processes(place);
        const auto sleep_in_the_first = [&](bool here) {
          if (here && processes.is_first()) std::this_thread::sleep_for(std::chrono::seconds(timeout_s + 2));
        };
        const TrainerOptions options{.output = folder / "model",
                                     .corpus_paths = {{"tones", folder / "tones"}},
                                     .cache = false,
                                     .processes = &processes};
        const TrainingObserver observer{
            .preparing = [&](std::size_t done, std::size_t all) { sleep_in_the_first(done == all); },
            .step = [&](std::size_t epoch, std::size_t step, std::size_t steps,
                        double) { sleep_in_the_first(epoch == 1 && step == steps); },
            .epoch = [&](const EpochRecord& epoch, bool) { sleep_in_the_first(epoch.epoch == 1); }};
        train(recipe(), options, observer);
        return "learned";
      },
      timeout_s);
  EXPECT_EQ(results, (std::vector<std::string>{"learned", "learned"}));
}

}  // namespace
}  // namespace affectus
