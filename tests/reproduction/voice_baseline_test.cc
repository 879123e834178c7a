#include "reproduction/voice_baseline.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <span>
#include <string>

#include "base/random.h"

namespace affectus {
namespace {

const std::vector<std::string> acted_emotions = {"happy", "sad", "angry", "fearful", "bored", "disgust"};

ScoredUtterance utterance(const std::string& speaker, const std::string& file, const std::string& category, double target,
                          double said) {
  return {.file = speaker + "/" + file,
          .speaker = speaker,
          .category = category,
          .sentence = "one",
          .target = {target, target, std::nullopt},
          .prediction = {said, target, said}};
}

// Six emotions of a speaker, and `calm` utterances of `category` at 4. Activation is said too high by `offset`; of the calm
// utterances, in the order of their files, by 0, .3, .6 and so on more.
void add_speaker(Answers& answers, const std::string& speaker, double offset, const std::string& category, int calm) {
  for (int i = 0; i < calm; ++i)
    answers.utterances.push_back(utterance(speaker, "n" + std::to_string(i), category, 4, 4 + offset + 0.3 * i));
  for (std::size_t i = 0; i < acted_emotions.size(); ++i) {
    const double target = 1.5 + static_cast<double>(i);
    answers.utterances.push_back(utterance(speaker, acted_emotions[i], acted_emotions[i], target, target + offset));
  }
}

const ResampledFigure& bias(const SystemAgreement& agreement) { return agreement.dimensions[0].bias; }
const ResampledFigure& concordance(const SystemAgreement& agreement) { return agreement.dimensions[0].concordance; }

VoiceBaselineAgreement measured(const Answers& answers) { return measure_voice_baselines({{{answers}, {}}}, 100, 1, 1); }

TEST(VoiceBaseline, CalmSpeechTakesAwayWhereAVoicesNeutralLies) {
  Answers answers;
  add_speaker(answers, "high", 1, "neutral", 1);
  add_speaker(answers, "low", -0.5, "neutral", 1);
  const VoiceBaselineAgreement found = measured(answers);
  EXPECT_EQ(found.utterances, 12u) << "calm speech is not judged";
  EXPECT_EQ(found.speakers, 2u);
  const VoiceBaselineFigures& figures = found.systems[0];
  EXPECT_NEAR(bias(figures.unshifted).value, 0.25, 1e-12);
  EXPECT_NEAR(bias(figures.calm_speech).value, 0, 1e-12);
  EXPECT_NEAR(concordance(figures.calm_speech).value, 1, 1e-12);
  EXPECT_LT(concordance(figures.unshifted).value, 0.95);
  EXPECT_TRUE(std::isnan(figures.calm_speech.dimensions[2].concordance.value)) << "not rated";
  EXPECT_EQ(concordance(figures.calm_speech).minus(concordance(figures.unshifted)).resamples.size(), 100u);
}

TEST(VoiceBaseline, CalmSpeechIsAFewUtterancesSpreadOverAll) {
  Answers answers;
  add_speaker(answers, "a", 0.5, "neutral", 7);  // of which the first, third and fifth are taken: .0, .6 and 1.2 more
  const VoiceBaselineAgreement found = measured(answers);
  EXPECT_EQ(found.utterances, 10u);
  const double left = (0.3 + 0.9 + 1.5 + 1.8) / 10;  // of the other four
  EXPECT_NEAR(bias(found.systems[0].unshifted).value, 0.5 + left, 1e-12);
  EXPECT_NEAR(bias(found.systems[0].calm_speech).value, left - 0.6, 1e-12);
}

TEST(VoiceBaseline, CalmStandsInForNeutralOnlyWhereThereIsNone) {
  Answers answers;
  add_speaker(answers, "a", 1, "calm", 1);
  EXPECT_NEAR(bias(measured(answers).systems[0].calm_speech).value, 0, 1e-12);
  answers.utterances.push_back(utterance("a", "neutral", "neutral", 4, 4));
  const VoiceBaselineAgreement found = measured(answers);
  EXPECT_EQ(found.utterances, 7u);
  EXPECT_NEAR(bias(found.systems[0].calm_speech).value, 1, 1e-12);
}

TEST(VoiceBaseline, ASpeakerWithoutCalmOrWithoutOtherSpeechIsNotJudged) {
  Answers answers;
  add_speaker(answers, "a", 1, "neutral", 0);
  answers.utterances.push_back(utterance("b", "n", "neutral", 4, 5));
  answers.utterances.push_back(utterance("", "n", "neutral", 4, 5));
  answers.utterances.push_back(utterance("", "sad", "sad", 2, 3));
  EXPECT_EQ(measured(answers).utterances, 0u);
  add_speaker(answers, "c", 1, "neutral", 2);
  const VoiceBaselineAgreement found = measured(answers);
  EXPECT_EQ(found.utterances, 6u);
  EXPECT_EQ(found.speakers, 1u);
}

// The session of "a": n0 at 4.4, n1 at 4.7, then five of no emotion at 4.6, all near neutral, then one that is far from it.
TEST(VoiceBaseline, ARunningOneSeesTheSpeakersUtterancesInAShuffledOrder) {
  Answers answers;
  answers.utterances.push_back(utterance("a", "z", "angry", 6, 6.5));
  for (int i = 0; i < 5; ++i) answers.utterances.push_back(utterance("a", "o" + std::to_string(i), "bored", 4, 4.6));
  for (int i = 0; i < 2; ++i)
    answers.utterances.push_back(utterance("a", "n" + std::to_string(i), "neutral", 4, 4.4 + 0.3 * i));
  for (ScoredUtterance& one : answers.utterances) one.prediction[1] = one.prediction[2] = 4;
  // Another's utterances count for nothing.
  answers.utterances.push_back(utterance("b", "a", "neutral", 4, 4.9));
  answers.utterances.push_back(utterance("b", "b", "neutral", 4, 4.9));

  const std::vector<double> said = {4.4, 4.7, 4.6, 4.6, 4.6, 4.6, 4.6, 6.5};
  std::vector<std::size_t> order(said.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  RandomStream({session_seed}).shuffle(std::span(order));
  double sum = 0, seconds = 10, shifts = 0;
  for (const std::size_t i : order) {
    if (i >= 2) shifts += sum / seconds;  // the first two are calm speech, which is not judged
    if (said[i] > 5) continue;            // far from neutral
    sum += session_utterance_s * (said[i] - 4);
    seconds += session_utterance_s;
  }
  const VoiceBaselineAgreement found = measured(answers);
  EXPECT_EQ(found.utterances, 6u);
  EXPECT_NEAR(bias(found.systems[0].unshifted).value - bias(found.systems[0].running).value, shifts / 6, 1e-12);
}

TEST(VoiceBaseline, SystemsAndSeedsAreJudgedOnTheSameUtterances) {
  Answers first, second{.seed = 2, .utterances = {}};
  for (const char* speaker : {"a", "b"}) {
    add_speaker(first, speaker, 1, "neutral", 1);
    add_speaker(second, speaker, -1, "neutral", 1);
  }
  second.utterances.pop_back();  // could not be read
  const VoiceBaselineAgreement found = measure_voice_baselines({{{first}, {}}, {{first, second}, {}}}, 100, 1, 2);
  EXPECT_EQ(found.utterances, 11u);
  ASSERT_EQ(found.systems.size(), 2u);
  EXPECT_NEAR(bias(found.systems[0].unshifted).value, 1, 1e-12);
  EXPECT_NEAR(bias(found.systems[1].unshifted).value, 0, 1e-12);
  EXPECT_EQ(bias(found.systems[1].calm_speech).by_answers.size(), 2u);
  EXPECT_NEAR(concordance(found.systems[1].calm_speech).value, 1, 1e-12);
}

}  // namespace
}  // namespace affectus
