// Documents and messages are the same in a program whose numbers have a decimal comma.
#include <gmock/gmock.h>

#include <sstream>

#include "affectus/front_end.h"
#include "affectus/model_folder.h"
#include "affectus/prediction.h"
#include "comma_locale.h"
#include "evaluation/evaluation_report.h"
#include "evaluation/predictions_csv.h"
#include "evaluation/severity_report.h"
#include "evaluation/submission.h"
#include "failure.h"
#include "outputs/sample_results.h"
#include "storage/files.h"
#include "temporary_folder.h"

namespace affectus {
namespace {

using testing::failure;
using ::testing::HasSubstr;
using testing::TemporaryFolder;
using testing::with_comma_locale;

std::vector<ScoredUtterance> utterances() {
  std::vector<ScoredUtterance> all;
  for (int i = 0; i < 1500; ++i) {
    const double value = 1.25 + 0.003 * i;
    all.push_back({.file = std::to_string(i) + ".wav",
                   .speaker = "s" + std::to_string(i % 3),
                   .category = "calm",
                   .target = {value, 7 - value, 4.0},
                   .prediction = {value + 0.1 * (i % 5), 6.5 - value, value},
                   .target_deviation = {0.25 * (i % 7), 0.5, {}},
                   .predicted_deviation = {1.0 / (1 + i % 3), 0.75, {}},
                   .predicted_category = "calm",
                   .distance = 1234.5 / (1 + i % 11)});
  }
  return all;
}

TEST(LocaleTest, IsOneWithADecimalComma) {
  const std::string text = with_comma_locale([] {
    std::ostringstream out;
    out << 1234 << ' ' << 0.5;
    return out.str();
  });
  EXPECT_EQ(text, "1.234 0,5");
}

TEST(LocaleTest, PredictionsAreReadAsTheyWereWritten) {
  const TemporaryFolder folder;
  const std::vector<ScoredUtterance> expected = utterances();
  write_predictions(folder / "plain.csv", expected);
  const auto found = with_comma_locale([&] {
    write_predictions(folder / "comma.csv", expected);
    return read_predictions(folder / "comma.csv");
  });
  EXPECT_EQ(read_file(folder / "comma.csv"), read_file(folder / "plain.csv"));
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    ASSERT_EQ(found[i].target, expected[i].target) << i;
    ASSERT_EQ(found[i].prediction, expected[i].prediction) << i;
    ASSERT_EQ(found[i].predicted_deviation, expected[i].predicted_deviation) << i;
  }
}

TEST(LocaleTest, ReportsAreTheSame) {
  const EvaluationFacts facts{.run = {.model = "m"},
                              .manifest = "manifest.csv",
                              .manifest_hash = "0123",
                              .partition = "test",
                              .rows = 1501,
                              .options = {.resamples = 1000},
                              .command = "affectus evaluate"};
  const std::vector<ScoredUtterance> all = utterances();
  const Evaluation evaluation = evaluate(all, facts.options);
  const std::vector<DegradedEvaluation> degraded = {
      {"clean", evaluation}, {"white:10", evaluation}, {"white:2.5", evaluation}};
  const auto written = [&] {
    std::vector<std::string> texts;
    const auto add = [&](const auto& write) {
      std::ostringstream out;
      write(out);
      texts.push_back(out.str());
    };
    add([&](std::ostream& out) { write_table(out, evaluation, facts); });
    add([&](std::ostream& out) { write_json(out, evaluation, facts); });
    add([&](std::ostream& out) { write_html(out, evaluation, facts, all); });
    add([&](std::ostream& out) { write_severity_table(out, degraded, facts); });
    add([&](std::ostream& out) { write_severity_json(out, degraded, facts); });
    add([&](std::ostream& out) { write_severity_html(out, degraded, facts); });
    return texts;
  };
  EXPECT_EQ(with_comma_locale(written), written());

  // Whose stream it is keeps its own locale.
  const testing::CommaLocale locale;
  std::ostringstream out;
  write_table(out, evaluation, facts);
  out << 0.5;
  EXPECT_THAT(out.str(), ::testing::EndsWith("0,5"));
}

TEST(LocaleTest, SubmissionsAreTheSame) {
  const TemporaryFolder folder;
  write_submission(folder / "plain.csv", utterances());
  with_comma_locale([&] {
    write_submission(folder / "comma.csv", utterances());
    return 0;
  });
  EXPECT_EQ(read_file(folder / "comma.csv"), read_file(folder / "plain.csv"));
}

TEST(LocaleTest, EveryFormatIsTheSame) {
  RunFacts facts = testing::sample_facts();
  facts.categories = {"calm", "angry"};
  facts.has_deviations = true;
  facts.has_channel = true;
  facts.embedding_dim = 2;
  FileResult result{.file = "a.wav", .duration_s = 1300.5};
  for (int i = 0; i < 1200; ++i) {
    EmotionSegment& row = result.segments.emplace_back(testing::sample_segment(i, i + 1.25, 1.5 + 0.004 * i));
    row.activation_sd = row.valence_sd = row.dominance_sd = 0.625;
    row.familiarity = 0.375F;
    row.categories = {0.25F, 0.75F};
    row.embedding = {1234.5F, -0.125F};
    row.channel = 1;
  }
  for (const OutputFormat& format : output_formats()) {
    const auto written = [&] { return testing::write(format.name, facts, {result}); };
    std::string plain = written(), comma = with_comma_locale(written);
    for (std::string* text : {&plain, &comma})  // the time of writing
      if (const std::size_t date = text->find(" DATE=\""); date != std::string::npos) text->erase(date, 40);
    EXPECT_EQ(comma, plain) << format.name;
  }
}

TEST(LocaleTest, ConfigurationsAreTheSame) {
  const TemporaryFolder folder;
  ModelConfig config = read_model_config(AFFECTUS_SOURCE_DIR "/models/affectus-mfb/config.json");
  config.longest_training_input_s = 1234.5;
  const std::string text = config.text();
  with_comma_locale([&] {
    write_model_config(config, folder / "config.json");
    EXPECT_EQ(read_model_config(folder / "config.json").text(), text);
    return 0;
  });
  EXPECT_EQ(read_model_config(folder / "config.json").text(), text);
}

TEST(LocaleTest, MessagesHavePoints) {
  const auto messages = [] {
    const FrontEndRegistry registry;
    return std::vector<std::string>{
        failure([&] { registry.make("mfb", R"({"window_ms": 1234.5})"); }),
        failure([&] { registry.make("mfb", R"({"bins": 5000})"); }),
        failure([&] { registry.make("prosody", R"({"floor_hz": 20.5})"); }),
        failure([] { PredictionOptions{.window_s = 0.005}.validate(); }),
        failure([] { PredictionOptions{.window_s = 90000.5}.validate(); }),
    };
  };
  const std::vector<std::string> plain = messages();
  EXPECT_EQ(with_comma_locale(messages), plain);
  EXPECT_THAT(plain[0], HasSubstr("found 1234.5"));
}

TEST(LocaleTest, FingerprintsAreTheSame) {
  const auto fingerprints = [] {
    const FrontEndRegistry registry;
    return registry.make("mfb", R"({"low_hz": 20.5, "high_hz": 7500.25})")->fingerprint() +
           registry.make("prosody", R"({"floor_hz": 60.5})")->fingerprint();
  };
  EXPECT_EQ(with_comma_locale(fingerprints), fingerprints());
}

}  // namespace
}  // namespace affectus
