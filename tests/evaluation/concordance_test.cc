#include "evaluation/concordance.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include "evaluation/evaluation.h"

namespace affectus {
namespace {

using Values = std::vector<double>;

double number(std::istream& in) {
  std::string text;
  in >> text;
  return std::strtod(text.c_str(), nullptr);  // takes "nan", which a stream does not
}

Values numbers(std::istream& in, std::size_t count) {
  Values values;
  for (std::size_t i = 0; i < count; ++i) values.push_back(number(in));
  return values;
}

TEST(Concordance, AgreesWithAudmetric) {
  std::ifstream in(AFFECTUS_SOURCE_DIR "/tests/evaluation/metrics_golden.txt");
  std::string kind;
  std::size_t count = 0, cases = 0;
  while (in >> kind >> count) {
    SCOPED_TRACE(cases++);
    if (kind == "values") {
      const Values expected = numbers(in, 3), prediction = numbers(in, count), target = numbers(in, count);
      EXPECT_NEAR(concordance_correlation(prediction, target), expected[0], 1e-12);
      const double pearson = pearson_correlation(prediction, target);
      if (std::isnan(expected[1]))
        EXPECT_TRUE(std::isnan(pearson));
      else
        EXPECT_NEAR(pearson, expected[1], 1e-12);
      EXPECT_NEAR(root_mean_square_error(prediction, target), expected[2], 1e-12 * expected[2]);
    } else {
      const double expected = number(in);
      const Values prediction = numbers(in, count), truth = numbers(in, count);
      std::vector<ScoredUtterance> utterances(count);
      for (std::size_t i = 0; i < count; ++i) {
        utterances[i].category = std::to_string(truth[i]);
        utterances[i].predicted_category = std::to_string(prediction[i]);
      }
      EXPECT_NEAR(evaluate(utterances, {.resamples = 100}).categories->unweighted_recall.value(), expected, 1e-12);
    }
  }
  EXPECT_EQ(cases, 9u);
}

TEST(Concordance, IsNotDefinedBelowTwoValues) {
  for (const Values& values : {Values{}, Values{3}}) {
    EXPECT_TRUE(std::isnan(concordance_correlation(values, values)));
    EXPECT_TRUE(std::isnan(pearson_correlation(values, values)));
  }
  EXPECT_TRUE(std::isnan(root_mean_square_error({}, {})));
  EXPECT_TRUE(std::isnan(bias({}, {})));
}

TEST(Concordance, OfConstants) {
  const Values same(7, 0.1), other(7, 0.3), rising = {1, 2, 3, 4, 5, 6, 7};  // 7 * 0.1 is rounded
  EXPECT_TRUE(std::isnan(concordance_correlation(same, same)));
  EXPECT_EQ(concordance_correlation(same, other), 0);
  EXPECT_EQ(concordance_correlation(same, rising), 0);
  EXPECT_TRUE(std::isnan(pearson_correlation(same, rising)));
  EXPECT_TRUE(std::isnan(pearson_correlation(rising, same)));
}

TEST(Concordance, PunishesBiasAndScaleWherePearsonDoesNot) {
  const Values target = {1, 2, 3, 4}, shifted = {2, 3, 4, 5}, doubled = {2, 4, 6, 8};
  EXPECT_DOUBLE_EQ(concordance_correlation(target, target), 1);
  EXPECT_DOUBLE_EQ(pearson_correlation(shifted, target), 1);
  EXPECT_DOUBLE_EQ(concordance_correlation(shifted, target), 2 * 1.25 / (1.25 + 1.25 + 1));
  EXPECT_DOUBLE_EQ(concordance_correlation(doubled, target), 2 * 2.5 / (5 + 1.25 + 6.25));
  EXPECT_DOUBLE_EQ(bias(shifted, target), 1);
  EXPECT_DOUBLE_EQ(root_mean_square_error(shifted, target), 1);
}

}  // namespace
}  // namespace affectus
