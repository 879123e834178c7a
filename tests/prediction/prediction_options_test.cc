#include <gmock/gmock.h>

#include <limits>

#include "affectus/error.h"
#include "affectus/prediction.h"
#include "failure.h"

namespace affectus {
namespace {

using testing::failure;
using ::testing::HasSubstr;

TEST(PredictionOptionsTest, ScalesAreNamed) {
  EXPECT_EQ(to_string(Scale::sam), "sam");
  EXPECT_EQ(to_string(Scale::unit), "unit");
  EXPECT_EQ(to_string(Scale::signed_), "signed");
}

TEST(PredictionOptionsTest, WindowAndHopAreBounded) {
  PredictionOptions options;
  EXPECT_NO_THROW(options.validate());
  options.hop_s = 1;
  EXPECT_THROW(options.validate(), Error) << "a hop needs a window";
  options.window_s = 5;
  EXPECT_NO_THROW(options.validate());
  for (const double bad :
       {0.0, -1.0, 1e9, std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
    PredictionOptions window, hop;
    window.window_s = bad;
    EXPECT_THROW(window.validate(), Error) << bad;
    hop.window_s = 5;
    hop.hop_s = bad;
    EXPECT_THROW(hop.validate(), Error) << bad;
  }
}

TEST(PredictionOptionsTest, AtLeastOneWindowIsScoredTogether) {
  EXPECT_NO_THROW(PredictionOptions{.windows_together = 1}.validate());
  EXPECT_THAT(failure([] { PredictionOptions{.windows_together = 0}.validate(); }),
              HasSubstr("windows_together: expected at least 1, found 0"));
}

TEST(PredictionOptionsTest, ABaselineIsEitherRunningOrKnown) {
  const auto refused = [](const Baseline& baseline) {
    return failure([&] { PredictionOptions{.baseline = baseline}.validate(); }, ErrorCode::invalid_argument);
  };
  EXPECT_NO_THROW((PredictionOptions{.baseline = Baseline{.running = true}}.validate()));
  EXPECT_NO_THROW((PredictionOptions{.baseline = Baseline{.voices = {{"", {.activation = 3}}}}}.validate()));
  EXPECT_THAT(refused({}), HasSubstr("found neither"));
  EXPECT_THAT(refused({.running = true, .voices = {{"", {.activation = 3}}}}), HasSubstr("found both"));
  EXPECT_THAT(refused({.voices = {{"Anna", {.valence = std::numeric_limits<double>::quiet_NaN()}}}}), HasSubstr("'Anna'"));
}

}  // namespace
}  // namespace affectus
