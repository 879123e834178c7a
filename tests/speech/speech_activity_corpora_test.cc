// Speech activity on the corpora's test speakers, printed as docs/front-ends.md has it.
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "affectus/audio.h"
#include "speech/labelled_mixtures.h"

namespace affectus {
namespace {

using namespace testing;

std::filesystem::path corpora() {
  const char* const given = std::getenv("AFFECTUS_CORPORA");
  return given != nullptr ? given : std::filesystem::path(AFFECTUS_SOURCE_DIR).parent_path() / "shared/corpora";
}

// Every `step`-th utterance of the test partition.
std::vector<Signal> test_utterances(const std::filesystem::path& corpus, std::size_t step) {
  std::ifstream manifest(corpus / "manifest.csv");
  std::vector<Signal> utterances;
  std::string line;
  for (std::size_t i = 0; std::getline(manifest, line);)
    if (line.find(",test,") != std::string::npos && i++ % step == 0)
      utterances.push_back(read_audio(corpus / line.substr(0, line.find(','))));
  return utterances;
}

ActivityScore score_of(const std::vector<Signal>& utterances, const Condition& condition, const Signal& voices) {
  std::mt19937 generator(1);
  ActivityScore score;
  for (std::size_t i = 0; i + 1 < utterances.size(); i += 2) {
    Mixture mixture = with_silences(std::span(utterances).subspan(i, 2), generator);
    add_noise(mixture, condition, generator, voices);
    score.add(mixture);
  }
  return score;
}

double mean_speech_fraction(const std::vector<Signal>& utterances, std::size_t window_samples) {
  double sum = 0, count = 0;
  for (const Signal& utterance : utterances) {
    const Signal speech = speech_only(utterance);
    const std::size_t window = window_samples == 0 ? speech.size() : window_samples;
    for (std::size_t first = 0; window > 0 && first + window <= speech.size(); first += window, ++count)
      sum += speech_fraction(make_mel_filterbank()->compute(std::span(speech).subspan(first, window)));
  }
  return sum / count;
}

// A few hundredths below what docs/front-ends.md has. What of babble is not speech is a matter of taste, and the accuracy is
// little more than the share of speech there: what must hold is that no speech gets lost.
double least_accuracy(const Condition& condition) {
  const double level = condition.signal_to_noise_db;
  if (condition.noise == std::string("babble")) return level < 5 ? 0.36 : level < 10 ? 0.37 : level < 20 ? 0.39 : 0.48;
  return level < 5 ? 0.88 : level < 10 ? 0.92 : level < 20 ? 0.93 : 0.95;
}

double most_missed(const Condition& condition) {
  if (condition.noise == std::string("babble")) return 0.01;
  return condition.signal_to_noise_db < 5 ? 0.20 : 0.12;
}

void measure(const char* name, const std::vector<Signal>& utterances) {
  Signal voices;
  for (const Signal& utterance : utterances) {
    const Signal speech = speech_only(utterance);
    voices.insert(voices.end(), speech.begin(), speech.end());
  }
  for (const Condition& condition : conditions) {
    const ActivityScore score = score_of(utterances, condition, voices);
    std::printf("| %s | %s | %2.0f | %.3f | %.3f | %.3f | %.3f |\n", name, condition.noise, condition.signal_to_noise_db,
                score.accuracy(), score.f1(), score.miss_rate(), score.false_alarm_rate());
    EXPECT_GT(score.accuracy(), least_accuracy(condition))
        << name << ", " << condition.noise << " at " << condition.signal_to_noise_db << " dB";
    EXPECT_LT(score.miss_rate(), most_missed(condition))
        << name << ", " << condition.noise << " at " << condition.signal_to_noise_db << " dB";
  }
  const double whole = mean_speech_fraction(utterances, 0), one_second = mean_speech_fraction(utterances, 16000),
               short_window = mean_speech_fraction(utterances, 4800);
  std::printf("%s, speech without pauses: fraction %.3f whole, %.3f in windows of 1 s, %.3f of .3 s\n", name, whole,
              one_second, short_window);
  EXPECT_GT(whole, 0.95);
  EXPECT_GT(one_second, 0.93);
  EXPECT_GT(short_window, 0.88);
}

TEST(LongSpeechActivityOnCorpora, FindsSpeechAndPauses) {
  const Signal sample = read_audio(AFFECTUS_SOURCE_DIR "/samples/sense_and_sensibility.flac");
  std::vector<Signal> parts;
  for (std::size_t i = 0; i < 6; ++i)
    parts.emplace_back(sample.begin() + static_cast<std::ptrdiff_t>(i * 64000),
                       sample.begin() + static_cast<std::ptrdiff_t>((i + 1) * 64000));
  std::printf("| speech | noise | SNR (dB) | accuracy | F1 | miss | false alarm |\n|---|---|---|---|---|---|---|\n");
  measure("sample", parts);
  if (!std::filesystem::exists(corpora() / "ravdess/manifest.csv") ||
      !std::filesystem::exists(corpora() / "emodb/manifest.csv"))
    GTEST_SKIP() << "the sample passed; no ravdess and emodb in " << corpora() << " (AFFECTUS_CORPORA)";
  measure("ravdess", test_utterances(corpora() / "ravdess", 4));
  measure("emodb", test_utterances(corpora() / "emodb", 2));
}

}  // namespace
}  // namespace affectus
