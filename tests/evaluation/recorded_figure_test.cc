#include "evaluation/recorded_figure.h"

#include <gmock/gmock.h>

namespace affectus {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

TEST(RecordedFigureTest, HoldsWhatIsDefined) {
  Evaluation evaluation;
  evaluation.utterances = 240;
  evaluation.speakers = 4;
  evaluation.dimensions[0].concordance = 0.5;
  evaluation.dimensions[0].concordance_interval = ConfidenceInterval{0.4, 0.625};
  evaluation.dimensions[1].concordance = 0.25;
  EXPECT_THAT(recorded_figure("tones test", "affectus evaluate", evaluation).values,
              ElementsAre(Pair("ccc_activation", 0.5), Pair("ccc_activation_high", 0.625), Pair("ccc_activation_low", 0.4),
                          Pair("ccc_valence", 0.25), Pair("speakers", 4), Pair("utterances", 240)));
}

TEST(RecordedFigureTest, TakesThePlaceOfAnOlderOne) {
  ModelConfig config;
  config.figures = {{"tones test", "first", {}}, {"tones development", "second", {}}};
  record(config, {"tones test", "third", {}});
  ASSERT_EQ(config.figures.size(), 2);
  EXPECT_EQ(config.figures[0].command, "second");
  EXPECT_EQ(config.figures[1].command, "third");
}

}  // namespace
}  // namespace affectus
