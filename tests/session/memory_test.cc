// Nothing of a session grows with its signal (bench/live_work.cc has the long form).
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

#include "affectus/audio.h"
#include "affectus/session.h"
#include "model/sample_network.h"
#include "recording_sample.h"

namespace affectus {
namespace {

// The address sanitizer keeps what was freed, up to 256 MB.
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define AFFECTUS_SANITIZED
#endif
#elif defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define AFFECTUS_SANITIZED
#endif
#ifdef AFFECTUS_SANITIZED
constexpr double most_growth_mb = 400;
#else
constexpr double most_growth_mb = 3;
#endif

double resident_mb() {
  std::ifstream statm("/proc/self/statm");
  double size = 0, resident = 0;
  statm >> size >> resident;
  return resident * static_cast<double>(::sysconf(_SC_PAGESIZE)) / 1e6;
}

TEST(SessionMemory, IsFlatOverAnHourOfSpeechAndPauses) {
  std::vector<float> speech = read_audio(testing::recording_sample);
  speech.resize(speech.size() + 48000);
  Session session(
      testing::wrapped_model(std::make_unique<testing::LoudnessNetwork>()),
      {.prediction = {.window_s = 3.0, .hop_s = 1.0, .windows_together = 1, .baseline = Baseline{.running = true}},
       .turns = TurnOptions{.longest_s = 10}});
  double first_mb = 0;
  std::size_t row_count = 0, turn_count = 0;
  std::vector<EmotionSegment> rows;
  for (std::size_t place = 0; session.received_s() < 3600;) {
    const std::size_t count = std::min<std::size_t>(3200, speech.size() - place);
    session.push(std::span(speech).subspan(place, count), rows);
    place = (place + count) % speech.size();
    row_count += rows.size();
    rows.clear();
    for (const TurnEvent& event : session.take_turns()) turn_count += event.kind == TurnEvent::Kind::ended ? 1 : 0;
    if (first_mb == 0 && session.received_s() > 360) first_mb = resident_mb();
  }
  EXPECT_GE(row_count, 3590U);
  EXPECT_GT(turn_count, 300U);
  EXPECT_LT(resident_mb() - first_mb, most_growth_mb);
}

}  // namespace
}  // namespace affectus
