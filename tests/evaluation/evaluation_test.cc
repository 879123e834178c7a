#include "evaluation/evaluation.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "affectus/error.h"
#include "evaluation/bootstrap.h"
#include "evaluation/concordance.h"
#include "evaluation/predictions_csv.h"
#include "storage/files.h"
#include "temporary_folder.h"

namespace affectus {
namespace {

ScoredUtterance utterance(const std::string& speaker, double target, double prediction, const std::string& category = {},
                          const std::string& answer = {}) {
  return {.file = "a.wav",
          .speaker = speaker,
          .gender = speaker == "ann" ? "female" : "male",
          .category = category,
          .target = {target, {}, {}},
          .prediction = {prediction, 4.0, 4.0},
          .predicted_category = answer};
}

double normal(Randomness& randomness) {
  const auto uniform = [&] { return (static_cast<double>(randomness.below(1'000'000)) + 0.5) / 1e6; };
  const double radius = std::sqrt(-2 * std::log(uniform()));
  return radius * std::cos(2 * std::numbers::pi * uniform());
}

// Speakers whose predictions are off by their own amount.
std::vector<ScoredUtterance> corpus(std::uint64_t seed, int speakers, int each) {
  Randomness randomness(seed);
  std::vector<ScoredUtterance> utterances;
  for (int speaker = 0; speaker < speakers; ++speaker) {
    const double offset = 0.5 * normal(randomness);
    for (int i = 0; i < each; ++i) {
      const double target = 4 + normal(randomness);
      utterances.push_back(utterance("speaker " + std::to_string(speaker), target, target + offset + normal(randomness)));
    }
  }
  return utterances;
}

TEST(Evaluation, OfNothingIsEmpty) {
  const Evaluation evaluation = evaluate({});
  EXPECT_EQ(evaluation.utterances, 0u);
  EXPECT_EQ(evaluation.speakers, 0u);
  EXPECT_FALSE(evaluation.categories);
  for (const DimensionAgreement& one : evaluation.dimensions) {
    EXPECT_EQ(one.count, 0u);
    EXPECT_FALSE(one.concordance || one.concordance_interval || one.pearson || one.root_mean_square_error || one.bias);
  }
}

TEST(Evaluation, OfOneUtteranceHasAnErrorButNoCorrelation) {
  const DimensionAgreement one = evaluate({utterance("ann", 3, 5)}).dimensions[0];
  EXPECT_EQ(one.count, 1u);
  EXPECT_FALSE(one.concordance || one.concordance_interval || one.pearson);
  EXPECT_EQ(one.root_mean_square_error, 2);
  EXPECT_EQ(one.bias, 2);
}

TEST(Evaluation, LeavesOutWhatHasNoTarget) {
  std::vector<ScoredUtterance> utterances = {utterance("ann", 1, 2), utterance("ann", 3, 3), utterance("bob", 5, 4)};
  utterances[1].target[0].reset();
  const Evaluation evaluation = evaluate(utterances);
  EXPECT_EQ(evaluation.utterances, 3u);
  EXPECT_EQ(evaluation.dimensions[0].count, 2u);
  EXPECT_DOUBLE_EQ(evaluation.dimensions[0].concordance.value(), 2.0 * 2 / (4 + 1));
  EXPECT_EQ(evaluation.dimensions[1].count, 0u);
}

TEST(Evaluation, GroupsBySpeakerGenderAndCategory) {
  const Evaluation evaluation = evaluate({utterance("ann", 6, 5, "angry"), utterance("ann", 2, 3, "sad"),
                                          utterance("bob", 6, 6, "angry"), utterance("bob", 2, 2, "sad")});
  ASSERT_EQ(evaluation.by_speaker.size(), 2u);
  EXPECT_EQ(evaluation.by_speaker[0].name, "ann");
  EXPECT_EQ(evaluation.by_speaker[0].utterances, 2u);
  EXPECT_DOUBLE_EQ(evaluation.by_speaker[0].dimensions[0].concordance.value(), 2.0 * 2 / (1 + 4));
  EXPECT_DOUBLE_EQ(evaluation.by_speaker[1].dimensions[0].concordance.value(), 1);
  EXPECT_EQ(evaluation.by_gender.size(), 2u);
  ASSERT_EQ(evaluation.by_category.size(), 2u);
  const DimensionAgreement& angry = evaluation.by_category[0].dimensions[0];
  EXPECT_FALSE(angry.concordance || angry.pearson);  // its targets are constant
  EXPECT_DOUBLE_EQ(angry.bias.value(), -0.5);
  EXPECT_DOUBLE_EQ(angry.mean_prediction.value(), 5.5);
  EXPECT_DOUBLE_EQ(angry.root_mean_square_error.value(), std::sqrt(0.5));
}

TEST(Evaluation, IsTheSameForTheSameSeedOnly) {
  const auto utterances = corpus(3, 6, 20);
  const auto interval = [&](std::uint64_t seed) {
    return evaluate(utterances, {.resamples = 200, .seed = seed}).dimensions[0].concordance_interval.value();
  };
  EXPECT_EQ(interval(1).low, interval(1).low);
  EXPECT_EQ(interval(1).high, interval(1).high);
  EXPECT_NE(interval(1).low, interval(2).low);
}

TEST(Evaluation, IntervalsComeFromResampledSpeakersAndUtterances) {
  const auto utterances = corpus(5, 4, 10);
  std::vector<std::vector<std::size_t>> groups(4);
  for (std::size_t i = 0; i < utterances.size(); ++i) groups[i / 10].push_back(i);
  Randomness randomness(9);
  std::vector<std::size_t> drawn;
  std::vector<double> values;
  for (int i = 0; i < 300; ++i) {
    resample(groups, randomness, drawn);
    std::vector<double> prediction, target;
    for (const std::size_t one : drawn) {
      prediction.push_back(utterances[one].prediction[0].value());
      target.push_back(utterances[one].target[0].value());
    }
    values.push_back(concordance_correlation(prediction, target));
  }
  const auto interval = evaluate(utterances, {.resamples = 300, .seed = 9}).dimensions[0].concordance_interval.value();
  EXPECT_NEAR(interval.low, quantile(values, 0.025), 1e-12);
  EXPECT_NEAR(interval.high, quantile(values, 0.975), 1e-12);
}

TEST(Evaluation, IntervalsCoverTheTruth) {
  // Population: target variance 1, prediction variance 1 + .25 + 1, no shared bias. A bootstrap of 30 speakers is a little
  // too narrow; 200 corpora with a coverage of .95 give .904 or more with probability .995.
  const double truth = 2.0 / (1 + 2.25);
  int covered = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const auto interval = evaluate(corpus(1000 + seed, 30, 12), {.resamples = 300}).dimensions[0].concordance_interval;
    covered += interval->low <= truth && truth <= interval->high;
  }
  RecordProperty("covered", covered);
  EXPECT_GE(covered, 178);
  EXPECT_LE(covered, 200);
}

TEST(Evaluation, ComparesCategoriesThatTheModelHas) {
  const std::vector<ScoredUtterance> utterances = {
      utterance("ann", 1, 1, "angry", "angry"), utterance("ann", 1, 1, "angry", "happy"),
      utterance("bob", 1, 1, "sad", "sad"), utterance("bob", 1, 1, "bored", "sad"), utterance("bob", 1, 1, "", "sad")};
  const CategoryAgreement all = evaluate(utterances).categories.value();
  EXPECT_EQ(all.count, 4u);
  EXPECT_DOUBLE_EQ(all.unweighted_recall.value(), (0.5 + 0 + 1) / 3);

  const CategoryAgreement known = evaluate(utterances, {.categories = {"sad", "angry", "happy"}}).categories.value();
  EXPECT_EQ(known.count, 3u);
  EXPECT_EQ(known.not_comparable, (std::map<std::string, std::size_t>{{"bored", 1}}));
  EXPECT_EQ(known.names, (std::vector<std::string>{"angry", "sad"}));
  EXPECT_EQ(known.predicted_names, (std::vector<std::string>{"angry", "happy", "sad"}));
  EXPECT_EQ(known.confusion, (std::vector<std::vector<std::size_t>>{{1, 1, 0}, {0, 0, 1}}));
  EXPECT_DOUBLE_EQ(known.unweighted_recall.value(), 0.75);
  EXPECT_LE(known.unweighted_recall_interval->low, 0.75);

  const CategoryAgreement none = evaluate(utterances, {.categories = {"calm"}}).categories.value();
  EXPECT_FALSE(none.unweighted_recall || none.unweighted_recall_interval);
  EXPECT_EQ(none.not_comparable.size(), 3u);
}

TEST(Evaluation, TheModelsCategoriesCompareWhateverTheirCase) {
  EvaluationOptions options{.resamples = 100, .categories = {"Happy", "SAD"}};
  const Evaluation evaluation = evaluate({{.speaker = "a", .category = "happy", .predicted_category = "happy"},
                                          {.speaker = "b", .category = "sad", .predicted_category = "happy"}},
                                         options);
  ASSERT_TRUE(evaluation.categories);
  EXPECT_TRUE(evaluation.categories->not_comparable.empty());
  EXPECT_EQ(evaluation.categories->unweighted_recall, 0.5);
}

TEST(Evaluation, PredictionsOfAnotherCaseAreTheSame) {
  std::string text = "file,speaker,gender,category,predicted_category";
  for (const std::string dimension : dimension_names) text += "," + dimension + ",predicted_" + dimension;
  const std::vector<ScoredUtterance> read = parse_predictions(text + "\na.wav,s,,Happy,HAPPY,,,,,,\n", "p.csv");
  ASSERT_EQ(read.size(), 1U);
  EXPECT_EQ(read[0].category, "happy");
  EXPECT_EQ(read[0].predicted_category, "happy");
}

TEST(Evaluation, SentencesAreAColumnOfPredictionsWhereTheyAreKnown) {
  const testing::TemporaryFolder folder;
  std::vector<ScoredUtterance> utterances = {utterance("ann", 1, 2), utterance("bob", 3, 4)};
  write_predictions(folder / "p.csv", utterances);
  EXPECT_EQ(read_file(folder / "p.csv").find("sentence"), std::string::npos);
  utterances[1].sentence = "It's, \"eleven\"";
  write_predictions(folder / "p.csv", utterances);
  const std::vector<ScoredUtterance> read = read_predictions(folder / "p.csv");
  EXPECT_EQ(read[0].sentence, "");
  EXPECT_EQ(read[1].sentence, utterances[1].sentence);
  EXPECT_EQ(read[1].prediction, utterances[1].prediction);
}

std::vector<ScoredUtterance> with_deviations() {
  std::vector<ScoredUtterance> utterances = {utterance("ann", 1, 2), utterance("bob", 3, 3), utterance("bob", 5, 4)};
  utterances[0].target_deviation = {0.25, {}, 1.0};
  utterances[1].target_deviation = {0.75, {}, {}};
  utterances[2].target_deviation = {1.25, {}, {}};
  utterances[0].predicted_deviation = {0.5, 0.5, std::nan("")};
  utterances[1].predicted_deviation = {0.1, 0.5, 0.5};
  return utterances;
}

TEST(Evaluation, DeviationsAreComparedWhereBothAreKnown) {
  const Evaluation evaluation = evaluate(with_deviations());
  ASSERT_TRUE(evaluation.deviations[0]);
  const DeviationAgreement& one = *evaluation.deviations[0];
  EXPECT_EQ(one.count, 2u);
  EXPECT_NEAR(one.pearson.value(), -1, 1e-12);
  EXPECT_NEAR(one.mean_target, 0.5, 1e-12);
  EXPECT_NEAR(one.groups[0].mean_prediction, 0.1, 1e-12);
  EXPECT_EQ(one.groups[0].mean_absolute_error, 0);  // bob, 3 and 3
  EXPECT_EQ(one.groups[1].mean_absolute_error, 1);
  EXPECT_FALSE(evaluation.deviations[1]);
  EXPECT_FALSE(evaluation.deviations[2]);  // one is not a number
  EXPECT_TRUE(evaluation.has_deviations());
  EXPECT_FALSE(evaluate(corpus(3, 2, 2)).has_deviations());
}

TEST(Evaluation, DeviationsAreColumnsOfPredictionsWhereTheyAreKnown) {
  const testing::TemporaryFolder folder;
  write_predictions(folder / "p.csv", {utterance("ann", 1, 2)});
  EXPECT_EQ(read_file(folder / "p.csv").find("_sd"), std::string::npos);
  std::vector<ScoredUtterance> utterances = with_deviations();
  utterances[0].predicted_deviation[2] = 1.0 / 3;
  utterances[1].sentence = "eleven";
  write_predictions(folder / "p.csv", utterances);
  const std::vector<ScoredUtterance> read = read_predictions(folder / "p.csv");
  ASSERT_EQ(read.size(), utterances.size());
  for (std::size_t i = 0; i < read.size(); ++i) {
    EXPECT_EQ(read[i].target, utterances[i].target) << i;
    EXPECT_EQ(read[i].prediction, utterances[i].prediction) << i;
    EXPECT_EQ(read[i].target_deviation, utterances[i].target_deviation) << i;
    EXPECT_EQ(read[i].predicted_deviation, utterances[i].predicted_deviation) << i;
    EXPECT_EQ(read[i].sentence, utterances[i].sentence) << i;
  }
}

TEST(Evaluation, DistancesAreAColumnOfPredictionsWhereTheyAreKnown) {
  const testing::TemporaryFolder folder;
  std::vector<ScoredUtterance> utterances = {utterance("ann", 1, 2), utterance("bob", 3, 4)};
  write_predictions(folder / "p.csv", utterances);
  EXPECT_EQ(read_file(folder / "p.csv").find("distance"), std::string::npos);
  EXPECT_FALSE(read_predictions(folder / "p.csv")[0].distance);
  utterances[0].distance = 1.0 / 3;
  utterances[0].sentence = "eleven";
  write_predictions(folder / "p.csv", utterances);
  const std::vector<ScoredUtterance> read = read_predictions(folder / "p.csv");
  EXPECT_EQ(read[0].distance, 1.0 / 3);
  EXPECT_EQ(read[0].sentence, "eleven");
  EXPECT_FALSE(read[1].distance);
}

TEST(Evaluation, ChecksTheNumberOfResamples) {
  EXPECT_THROW(evaluate({}, {.resamples = 99}), Error);
  EXPECT_THROW(evaluate({}, {.resamples = 1'000'001}), Error);
}

}  // namespace
}  // namespace affectus
