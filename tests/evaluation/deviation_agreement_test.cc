#include "evaluation/deviation_agreement.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/random.h"
#include "evaluation/concordance.h"

namespace affectus {
namespace {

// Of five speakers in turn, whose raters disagree about as far as is predicted, and the model errs as far.
PairedDeviations pairs(std::size_t count) {
  RandomStream random{1};
  PairedDeviations result;
  for (std::size_t i = 0; i < count; ++i) {
    const double target = random.uniform(0.2, 1.8);
    result.prediction.push_back(target + random.uniform(-0.2, 0.2));
    result.target.push_back(target);
    result.error.push_back(target * random.uniform(0, 1));
    result.speaker.push_back(std::to_string(i % 5));
  }
  return result;
}

TEST(DeviationAgreement, OfKnownPairsIsKnown) {
  // The example of scipy.stats.spearmanr, whose value is .8207826816681233; here in another order.
  const PairedDeviations known{.prediction = {3, 1, 2, 5, 4},
                               .target = {7, 5, 6, 7, 8},
                               .error = {1, 0, NAN, 3, 2},
                               .speaker = {"a", "b", "c", "d", "e"}};
  const DeviationAgreement agreement = deviation_agreement(known, 100, 1).value();
  EXPECT_EQ(agreement.count, 5u);
  EXPECT_NEAR(agreement.spearman.value(), 0.8207826816681233, 1e-12);
  EXPECT_NEAR(agreement.pearson.value(), pearson_correlation(known.prediction, known.target), 1e-12);
  EXPECT_NEAR(agreement.mean_prediction, 3, 1e-12);
  EXPECT_NEAR(agreement.mean_target, 6.6, 1e-12);
  ASSERT_EQ(agreement.groups.size(), 5u);  // one utterance each
  EXPECT_EQ(agreement.groups[0].mean_prediction, 1);
  EXPECT_EQ(agreement.groups[0].mean_target, 5);
  EXPECT_EQ(agreement.groups[0].mean_absolute_error, 0);
  EXPECT_FALSE(agreement.groups[1].mean_absolute_error);  // its target is not known
  EXPECT_EQ(agreement.groups[4].mean_absolute_error, 3);
  EXPECT_NEAR(agreement.calibration_error, (4 + 4 + 4 + 4 + 2) / 5.0, 1e-12);
}

TEST(DeviationAgreement, TheGroupsAreTenthsInTheOrderOfThePredictions) {
  const PairedDeviations all = pairs(237);
  const DeviationAgreement agreement = deviation_agreement(all, 100, 1).value();
  ASSERT_EQ(agreement.groups.size(), 10u);
  std::size_t count = 0;
  double prediction = 0, target = 0, error = 0, distance = 0;
  for (std::size_t i = 0; i < agreement.groups.size(); ++i) {
    const DeviationGroup& group = agreement.groups[i];
    EXPECT_TRUE(group.count == 23 || group.count == 24) << group.count;
    if (i > 0) {
      EXPECT_GT(group.mean_prediction, agreement.groups[i - 1].mean_prediction);
    }
    const auto size = static_cast<double>(group.count);
    count += group.count;
    prediction += size * group.mean_prediction / 237;
    target += size * group.mean_target / 237;
    error += size * group.mean_absolute_error.value() / 237;
    distance += size * std::abs(group.mean_prediction - group.mean_target) / 237;
  }
  EXPECT_EQ(count, 237u);
  EXPECT_NEAR(prediction, agreement.mean_prediction, 1e-12);
  EXPECT_NEAR(target, agreement.mean_target, 1e-12);
  EXPECT_NEAR(distance, agreement.calibration_error, 1e-12);
  double mean_error = 0;
  for (const double one : all.error) mean_error += one / 237;
  EXPECT_NEAR(error, mean_error, 1e-12);
  EXPECT_GT(agreement.groups[9].mean_absolute_error, agreement.groups[0].mean_absolute_error);
}

TEST(DeviationAgreement, IntervalsComeFromResampledSpeakersAndUtterances) {
  const PairedDeviations all = pairs(40);
  Randomness randomness(9);
  std::vector<std::size_t> drawn;
  std::vector<double> values;
  for (int i = 0; i < 300; ++i) {
    resample(groups_of(all.speaker), randomness, drawn);
    std::vector<double> prediction, target;
    for (const std::size_t one : drawn) {
      prediction.push_back(all.prediction[one]);
      target.push_back(all.target[one]);
    }
    values.push_back(pearson_correlation(prediction, target));
  }
  const DeviationAgreement agreement = deviation_agreement(all, 300, 9).value();
  EXPECT_NEAR(agreement.pearson_interval->low, quantile(values, 0.025), 1e-12);
  EXPECT_NEAR(agreement.pearson_interval->high, quantile(values, 0.975), 1e-12);
  EXPECT_LT(agreement.spearman_interval->low, agreement.spearman);
  EXPECT_GT(agreement.spearman_interval->high, agreement.spearman);
}

TEST(DeviationAgreement, OfConstantsIsACalibrationOnly) {
  PairedDeviations constant = pairs(30);
  constant.prediction.assign(30, 1.1);
  const DeviationAgreement agreement = deviation_agreement(constant, 100, 1).value();
  EXPECT_FALSE(agreement.pearson || agreement.pearson_interval || agreement.spearman || agreement.spearman_interval);
  EXPECT_NEAR(agreement.mean_prediction, 1.1, 1e-12);
  EXPECT_GT(agreement.calibration_error, 0);
}

TEST(DeviationAgreement, OfNothingIsAbsent) { EXPECT_FALSE(deviation_agreement({}, 100, 1)); }

}  // namespace
}  // namespace affectus
