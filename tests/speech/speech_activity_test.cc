#include "affectus/speech_activity.h"

#include <gmock/gmock.h>

#include "failure.h"
#include "speech/labelled_mixtures.h"
#include "speech_sample.h"

namespace affectus {
namespace {

using ::testing::Each;
using ::testing::HasSubstr;
using namespace testing;

Frames mel_of(const Signal& samples) { return make_mel_filterbank()->compute(samples); }

Signal scaled(Signal signal, double gain_db) {
  for (float& value : signal) value *= static_cast<float>(std::pow(10, gain_db / 20));
  return signal;
}

// Limits a few hundredths below what was measured (docs/front-ends.md has larger measurements).
TEST(SpeechActivity, FindsSpeechBetweenSilencesInNoise) {
  const Signal speech = speech_sample();
  const Signal utterances[] = {{speech.begin(), speech.begin() + 32000}, {speech.begin() + 32000, speech.end()}};
  const std::pair<Condition, double> cases[] = {{{"none", INFINITY}, 0.95}, {{"pink", 45}, 0.93}, {{"white", 20}, 0.93},
                                                {{"white", 10}, 0.93},      {{"pink", 20}, 0.94}, {{"pink", 10}, 0.93},
                                                {{"white", 5}, 0.90},       {{"pink", 5}, 0.90},  {{"babble", 20}, 0.75}};
  for (const auto& [condition, least_accuracy] : cases) {
    std::mt19937 generator(3);
    ActivityScore score;
    for (int repetition = 0; repetition < 6; ++repetition) {
      Mixture mixture = with_silences(utterances, generator);
      add_noise(mixture, condition, generator, speech_only(speech));
      score.add(mixture);
    }
    EXPECT_GT(score.accuracy(), least_accuracy) << condition.noise << " at " << condition.signal_to_noise_db << " dB: miss "
                                                << score.miss_rate() << ", false alarm " << score.false_alarm_rate();
  }
}

TEST(SpeechActivity, NoiseAloneIsNoSpeech) {
  std::mt19937 generator(7);
  for (const char* kind : {"white", "pink"}) {
    for (const double seconds : {0.3, 0.5, 1.0, 5.0, 60.0}) {
      double sum = 0;
      const int repetitions = seconds > 5 ? 1 : 20;
      for (int i = 0; i < repetitions; ++i) {
        const Signal signal = noise(kind, static_cast<std::size_t>(seconds * sample_rate_hz), generator);
        sum += speech_fraction(mel_of(scaled(signal, -20 - 2 * i)));
      }
      EXPECT_LT(sum / repetitions, 0.02) << kind << " of " << seconds << " s";
    }
  }
}

TEST(SpeechActivity, NoiseAfterDigitalSilenceIsNoSpeech) {
  std::mt19937 generator(8);
  for (const std::size_t count : {4000, 16000, 80000}) {
    Signal signal = scaled(noise("white", count, generator), -30);
    signal.insert(signal.begin(), 24000, 0.0f);
    signal.resize(signal.size() + 8000);
    EXPECT_LT(speech_fraction(mel_of(signal)), 0.03) << count;
  }
}

TEST(SpeechActivity, SpeechWithoutPausesIsSpeechInAnyWindow) {
  const Signal speech = speech_only(speech_sample());
  EXPECT_GT(speech_fraction(mel_of(speech)), 0.95);
  for (const std::size_t window : {4800, 8000, 16000}) {
    double sum = 0, count = 0;
    for (std::size_t first = 0; first + window <= speech.size(); first += window / 4, ++count) {
      const auto from = speech.begin() + static_cast<std::ptrdiff_t>(first);
      sum += speech_fraction(mel_of({from, from + static_cast<std::ptrdiff_t>(window)}));
    }
    EXPECT_GT(sum / count, 0.88) << "windows of " << window << " samples";
  }
}

TEST(SpeechActivity, GainHardlyMatters) {
  std::mt19937 generator(9);
  const Signal speech = speech_sample();
  Mixture mixture = with_silences(std::span(&speech, 1), generator);
  add_noise(mixture, {"pink", 20}, generator, {});
  const float expected = speech_fraction(mel_of(mixture.samples));
  for (const double gain_db : {-40, -20, -6, 12}) {
    EXPECT_NEAR(speech_fraction(mel_of(scaled(mixture.samples, gain_db))), expected, 0.01) << gain_db << " dB";
  }
}

TEST(SpeechActivity, DigitalSilenceIsZero) {
  EXPECT_THAT(speech_activity(mel_of(Signal(16000))), Each(0.0f));
  EXPECT_EQ(speech_fraction(mel_of(Signal(16000))), 0.0f);
  Signal padded = speech_sample();
  padded.resize(padded.size() + 16000);
  const std::vector<float> activity = speech_activity(mel_of(padded));
  EXPECT_THAT(std::vector<float>(activity.end() - 95, activity.end()), Each(0.0f));
}

TEST(SpeechActivity, ValuesAreFromZeroToOneAndOneAFrame) {
  const Frames mel = mel_of(speech_sample());
  const std::vector<float> activity = speech_activity(mel);
  ASSERT_EQ(activity.size(), mel.count());
  EXPECT_THAT(activity, Each(::testing::AllOf(::testing::Ge(0.0f), ::testing::Le(1.0f))));
}

TEST(SpeechActivity, FewFramesAreTakenAsTheyAre) {
  EXPECT_TRUE(speech_activity(Frames(40)).empty());
  EXPECT_EQ(speech_fraction(Frames(40)), 0.0f);
  EXPECT_EQ(speech_fraction(FrameView{}), 0.0f);
  const Signal speech = speech_sample();
  for (const std::size_t count : {400, 560, 720}) {
    const auto from = speech.begin() + 8000;
    const float fraction = speech_fraction(mel_of({from, from + static_cast<std::ptrdiff_t>(count)}));
    EXPECT_GE(fraction, 0.0f);
    EXPECT_LE(fraction, 1.0f);
  }
}

TEST(SpeechActivity, RefusesFramesOfAnotherDimension) {
  Frames frames(23);
  frames.append();
  EXPECT_THAT(failure([&] { speech_activity(frames); }, ErrorCode::invalid_argument),
              HasSubstr("expected frames of 40 mel bins, found 23"));
}

}  // namespace
}  // namespace affectus
