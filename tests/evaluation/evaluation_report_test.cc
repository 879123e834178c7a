#include "evaluation/evaluation_report.h"

#include <gtest/gtest.h>

#include <array>
#include <limits>
#include <nlohmann/json.hpp>
#include <sstream>

#include "evaluation/severity_report.h"

namespace affectus {
namespace {

const EvaluationFacts report_facts{.run = {.model = "a <model>"},
                                   .manifest = "corpus/manifest.csv",
                                   .manifest_hash = "0123",
                                   .partition = "test",
                                   .rows = 3,
                                   .failed = {"c.wav: no such <file>"},
                                   .options = {.resamples = 100},
                                   .command = "affectus evaluate m c"};

std::vector<ScoredUtterance> two() {
  return {{.file = "a.wav",
           .speaker = "ann",
           .gender = "female",
           .category = "<angry>",
           .target = {1.0, 2.0, {}},
           .prediction = {2.0, std::numeric_limits<double>::quiet_NaN(), {}},
           .predicted_category = "<angry>"},
          {.file = "b.wav",
           .speaker = "bob",
           .gender = "male",
           .category = "sad",
           .target = {5.0, 3.0, {}},
           .prediction = {4.0, 3.0, {}},
           .predicted_category = "<angry>"}};
}

template <typename Write>
std::string written(const Write& write) {
  std::ostringstream out;
  write(out);
  return out.str();
}

TEST(EvaluationReport, JsonHoldsFactsAndFigures) {
  const std::string text =
      written([](std::ostream& out) { write_json(out, evaluate(two(), report_facts.options), report_facts); });
  const auto json = nlohmann::json::parse(text);
  EXPECT_EQ(json["rows"], 3);
  EXPECT_EQ(json["utterances"], 2);
  EXPECT_EQ(json["speakers"], 2);
  EXPECT_EQ(json["failed"].size(), 1u);
  EXPECT_EQ(json["manifest_hash"], "0123");
  EXPECT_EQ(json["command"], "affectus evaluate m c");
  EXPECT_DOUBLE_EQ(json["dimensions"]["activation"]["ccc"].get<double>(), 2.0 * 2 / (4 + 1));
  EXPECT_EQ(json["dimensions"]["activation"]["ccc_interval"].size(), 2u);
  EXPECT_TRUE(json["dimensions"]["valence"]["ccc"].is_null());  // a prediction is not a number
  EXPECT_TRUE(json["dimensions"]["dominance"]["ccc"].is_null());
  EXPECT_EQ(json["categories"]["unweighted_recall"], 0.5);
  EXPECT_EQ(json["by_speaker"]["ann"]["utterances"], 1);
}

TEST(EvaluationReport, OfNothingIsStillWhole) {
  const Evaluation evaluation = evaluate({});
  const auto json = nlohmann::json::parse(written([&](std::ostream& out) { write_json(out, evaluation, report_facts); }));
  EXPECT_TRUE(json["categories"].is_null());
  EXPECT_NE(written([&](std::ostream& out) { write_html(out, evaluation, report_facts, {}); }).find("</html>"),
            std::string::npos);
  EXPECT_NE(written([&](std::ostream& out) { write_table(out, evaluation, report_facts); }).find("0 of 3 rows"),
            std::string::npos);
}

TEST(EvaluationReport, PageEscapesNamesAndShowsEachPart) {
  const std::string page =
      written([](std::ostream& out) { write_html(out, evaluate(two(), report_facts.options), report_facts, two()); });
  EXPECT_EQ(page.find("<angry>"), std::string::npos);
  EXPECT_EQ(page.find("<model>"), std::string::npos);
  EXPECT_EQ(page.find("<file>"), std::string::npos);
  EXPECT_EQ(page.find(">nan"), std::string::npos);
  EXPECT_EQ(page.find("\"nan"), std::string::npos);
  for (const char* part : {"&lt;angry&gt;", "<svg", "By speaker", "By gender", "By category", "Unweighted recall", "0123",
                           "affectus evaluate m c", "c.wav"})
    EXPECT_NE(page.find(part), std::string::npos) << part;
}

TEST(EvaluationReport, DeviationsAreShownWhereTheyAreKnown) {
  std::vector<ScoredUtterance> scored = two();
  const auto page = [&] {
    return written(
        [&](std::ostream& out) { write_html(out, evaluate(scored, report_facts.options), report_facts, scored); });
  };
  const auto table = [&] {
    return written([&](std::ostream& out) { write_table(out, evaluate(scored, report_facts.options), report_facts); });
  };
  const auto json = [&] {
    return nlohmann::json::parse(
        written([&](std::ostream& out) { write_json(out, evaluate(scored, report_facts.options), report_facts); }));
  };
  EXPECT_TRUE(json()["deviations"].is_null());
  EXPECT_EQ(page().find("Where raters disagree"), std::string::npos);
  EXPECT_EQ(table().find("raters' sd"), std::string::npos);

  scored[0].target_deviation = scored[0].predicted_deviation = {0.5, 0.5, {}};
  scored[1].target_deviation = {1.5, 0.5, {}};
  scored[1].predicted_deviation = {1.0, 0.5, {}};
  const auto activation = json()["deviations"]["activation"];
  EXPECT_EQ(activation["n"], 2);
  EXPECT_NEAR(activation["pearson"].get<double>(), 1, 1e-12);
  EXPECT_EQ(activation["pearson_interval"].size(), 2u);
  EXPECT_NEAR(activation["spearman"].get<double>(), 1, 1e-12);
  EXPECT_EQ(activation["mean_target"], 1.0);
  EXPECT_EQ(activation["mean_prediction"], 0.75);
  EXPECT_EQ(activation["calibration_error"], 0.25);
  ASSERT_EQ(activation["groups"].size(), 2u);
  EXPECT_EQ(activation["groups"][1],
            nlohmann::json({{"n", 1}, {"mean_target", 1.5}, {"mean_prediction", 1.0}, {"mean_absolute_error", 1.0}}));
  const auto valence = json()["deviations"]["valence"];
  EXPECT_TRUE(valence["spearman"].is_null());                          // constants
  EXPECT_TRUE(valence["groups"][0]["mean_absolute_error"].is_null());  // a prediction is not a number
  EXPECT_TRUE(json()["deviations"]["dominance"].is_null());
  for (const char* part : {"raters' sd", "0.250", "MAE"}) EXPECT_NE(table().find(part), std::string::npos) << table();
  for (const char* part : {"Where raters disagree", "calibration error", "predicted sd", "model&#39;s error"})
    EXPECT_NE(page().find(part), std::string::npos) << part;
  EXPECT_EQ(page().find(">nan"), std::string::npos);
}

TEST(EvaluationReport, ErrorsByDistanceAreThereWhereTheModelMeasuresIt) {
  std::vector<ScoredUtterance> scored = two();
  const auto evaluation = [&] { return evaluate(scored, report_facts.options); };
  const auto texts = [&] {
    return std::array{written([&](std::ostream& out) { write_json(out, evaluation(), report_facts); }),
                      written([&](std::ostream& out) { write_table(out, evaluation(), report_facts); }),
                      written([&](std::ostream& out) { write_html(out, evaluation(), report_facts, scored); })};
  };
  const auto none = texts();
  EXPECT_TRUE(nlohmann::json::parse(none[0])["error_by_distance"].is_null());
  EXPECT_EQ(none[1].find("by distance"), std::string::npos);
  EXPECT_EQ(none[2].find("By distance"), std::string::npos);

  scored[0].distance = 1;
  scored[1].distance = 2;
  scored[1].prediction[0] = 7.0;
  const auto some = texts();
  const auto json = nlohmann::json::parse(some[0])["error_by_distance"];
  EXPECT_EQ(json["n"], 2);
  EXPECT_EQ(json["mean_absolute_errors"], (std::vector<double>{1, 1}));  // of activation; of activation and valence
  EXPECT_TRUE(json["spearman"].is_null());
  EXPECT_TRUE(json["spearman_interval"].is_null());
  EXPECT_NE(some[1].find("the nearest first: 1.000 1.000\n"), std::string::npos) << some[1];
  EXPECT_NE(some[2].find("By distance from what the model has learned from"), std::string::npos);
}

TEST(EvaluationReport, OneOfAKindIsSaidAsOne) {
  EvaluationFacts one = report_facts;
  one.rows = 1;
  one.options.categories = {"sad"};
  std::vector<ScoredUtterance> scored = {two().front()};
  const Evaluation evaluation = evaluate(scored, one.options);
  const std::string table = written([&](std::ostream& out) { write_table(out, evaluation, one); });
  EXPECT_NE(table.find("1 of 1 row, 1 speaker\n"), std::string::npos) << table;
  EXPECT_NE(table.find("Not compared: 1 utterance of the category"), std::string::npos) << table;
  const std::string page = written([&](std::ostream& out) { write_html(out, evaluation, one, scored); });
  EXPECT_NE(page.find("1 of 1 row, 1 speaker, manifest"), std::string::npos) << page;
  EXPECT_NE(page.find("Not compared: 1 utterance of the category"), std::string::npos) << page;
}

// Its own heading, and tables that scroll in their boxes.
TEST(EvaluationReport, PagesAreOfAgreementAndTheirTablesScroll) {
  const std::vector<DegradedEvaluation> all = {{"clean", evaluate(two(), report_facts.options)}};
  for (const std::string& page :
       {written([](std::ostream& out) { write_html(out, evaluate(two(), report_facts.options), report_facts, two()); }),
        written([&](std::ostream& out) { write_severity_html(out, all, report_facts); })}) {
    EXPECT_NE(page.find("<h1>Agreement with human ratings</h1>"), std::string::npos);
    EXPECT_EQ(page.find("Emotion in speech"), std::string::npos);
    std::size_t tables = 0;
    for (std::size_t at = page.find("<table"); at != std::string::npos; at = page.find("<table", at + 1), ++tables) {
      const std::string box = "<div class=\"table\" tabindex=\"0\">";
      EXPECT_EQ(page.substr(at - box.size(), box.size()), box);
    }
    EXPECT_GT(tables, 0U);
  }
}

TEST(EvaluationReport, TableHasARowADimensionAndAGroup) {
  const std::string table =
      written([](std::ostream& out) { write_table(out, evaluate(two(), report_facts.options), report_facts); });
  for (const char* part : {"2 of 3 rows, 2 speakers", "activation", "0.800", "by speaker", "ann", "bob", "is \\ said"})
    EXPECT_NE(table.find(part), std::string::npos) << part;
}

}  // namespace
}  // namespace affectus
