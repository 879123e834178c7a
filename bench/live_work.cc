// What a live stream costs: the work of a hop beside that of a lone window, and memory over hours of audio at full speed.
//
//   bench_live_work [MODEL [HOURS [WINDOW_S [HOP_S]]]]
//
// MODEL is a model's folder (default: models/affectus of this source), HOURS the length of the stream (default 1). Prints
// processor time of one thread, and resident memory as it goes. Fails where a hop takes more than 1.5 times a lone window,
// or memory grows by more than 2 MB after the first twelfth of the stream.
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <exception>
#include <fstream>
#include <string>

#include "affectus/audio.h"
#include "affectus/model_folder.h"
#include "affectus/session.h"

namespace {

using namespace affectus;

constexpr double most_of_a_window = 1.5, most_growth_mb = 2;

double processor_s() {
  timespec time{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

double resident_mb() {
  std::ifstream statm("/proc/self/statm");
  double size = 0, resident = 0;
  statm >> size >> resident;
  return resident * static_cast<double>(::sysconf(_SC_PAGESIZE)) / 1e6;
}

// The recording again and again, with seconds of silence between, as people speak and pause.
class Conversation {
 public:
  explicit Conversation(std::vector<float> speech) : speech_(std::move(speech)) {
    speech_.resize(speech_.size() + std::size_t{3} * sample_rate_hz);
  }
  std::vector<float> next(std::size_t count) {
    std::vector<float> samples(count);
    for (float& sample : samples) {
      sample = speech_[place_];
      place_ = (place_ + 1) % speech_.size();
    }
    return samples;
  }

 private:
  std::vector<float> speech_;
  std::size_t place_ = 0;
};

// Milliseconds for each of `hops` hops, once the first window is full.
double hop_ms(const std::shared_ptr<const Model>& model, const std::vector<float>& speech, double window_s, double hop_s,
              bool turns, std::size_t hops) {
  SessionOptions options{.prediction = {.window_s = window_s, .hop_s = hop_s, .windows_together = 1}};
  if (turns) options.turns.emplace();
  Session session(model, options);
  Conversation conversation(speech);
  std::vector<EmotionSegment> rows;
  session.push(conversation.next(static_cast<std::size_t>(window_s * sample_rate_hz)), rows);
  const auto hop = static_cast<std::size_t>(hop_s * sample_rate_hz);
  double spent_s = 0;
  for (std::size_t i = 0; i < hops; ++i) {
    const std::vector<float> samples = conversation.next(hop);
    const double begin_s = processor_s();
    session.push(samples, rows);
    session.take_turns();
    spent_s += processor_s() - begin_s;
    rows.clear();
  }
  return 1000 * spent_s / static_cast<double>(hops);
}

double window_ms(const Model& model, const std::vector<float>& speech, double window_s, std::size_t count) {
  Conversation conversation(speech);
  Model::Workspace workspace;
  double spent_s = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const std::vector<float> samples = conversation.next(static_cast<std::size_t>(window_s * sample_rate_hz));
    const SampleWindow window{samples};
    WindowEstimate estimate;
    const double begin_s = processor_s();
    model.estimate({&window, 1}, workspace, {&estimate, 1});
    spent_s += processor_s() - begin_s;
  }
  return 1000 * spent_s / static_cast<double>(count);
}

// Megabytes at each twelfth of the stream.
bool stream(const std::shared_ptr<const Model>& model, const std::vector<float>& speech, double hours, double window_s,
            double hop_s) {
  SessionOptions options{.prediction = {.window_s = window_s, .hop_s = hop_s, .windows_together = 1}};
  options.turns.emplace();
  Session session(model, options);
  Conversation conversation(speech);
  std::vector<EmotionSegment> rows;
  std::size_t row_count = 0, turn_count = 0;
  double first_mb = 0, most_mb = 0;
  const double begin_s = processor_s();
  for (int part = 1; part <= 12; ++part) {
    while (session.received_s() < hours * 300 * part) {
      session.push(conversation.next(sample_rate_hz / 50), rows);
      row_count += rows.size();
      rows.clear();
      for (const TurnEvent& event : session.take_turns()) turn_count += event.kind == TurnEvent::Kind::ended ? 1 : 0;
    }
    const double mb = resident_mb();
    std::printf("  %6.2f h: %.1f MB\n", session.received_s() / 3600, mb);
    std::fflush(stdout);
    if (part == 1) first_mb = mb;
    most_mb = std::max(most_mb, mb);
  }
  const double spent_s = processor_s() - begin_s;
  std::printf("  %zu rows, %zu turns, %.0f s of processor time: %.0f times real time\n", row_count, turn_count, spent_s,
              session.received_s() / spent_s);
  return most_mb - first_mb <= most_growth_mb;
}

int measure(int argc, char** argv) {
  const std::string folder = argc > 1 ? argv[1] : AFFECTUS_SOURCE_DIR "/models/affectus";
  const double hours = argc > 2 ? std::atof(argv[2]) : 1, window_s = argc > 3 ? std::atof(argv[3]) : 3,
               hop_s = argc > 4 ? std::atof(argv[4]) : 0.25;
  const std::shared_ptr<const Model> model = load_model_folder(folder);
  const std::vector<float> speech = read_audio(AFFECTUS_SOURCE_DIR "/samples/sense_and_sensibility.flac");
  // In turns, so that all see the same machine.
  constexpr int rounds = 5;
  constexpr std::size_t count = 100;
  std::vector<double> alone, hop, with_turns;
  for (int i = 0; i < rounds; ++i) {
    alone.push_back(window_ms(*model, speech, window_s, count));
    hop.push_back(hop_ms(model, speech, window_s, hop_s, /*turns=*/false, count));
    with_turns.push_back(hop_ms(model, speech, window_s, hop_s, /*turns=*/true, count));
  }
  const auto median = [](std::vector<double> values) {
    std::ranges::sort(values);
    return values[values.size() / 2];
  };
  const double window = median(alone), plain = median(hop), most = median(with_turns);
  std::printf("windows of %g s every %g s, one thread, median of %d rounds of %zu:\n", window_s, hop_s, rounds, count);
  std::printf("  a lone window        %.2f ms\n", window);
  std::printf("  a hop                %.2f ms, %.2f of a window\n", plain, plain / window);
  std::printf("  a hop with turns     %.2f ms, %.2f of a window\n", most, most / window);
  std::printf("%g hours in pieces of 20 ms, with turns:\n", hours);
  const bool is_flat = stream(model, speech, hours, window_s, hop_s);
  if (!is_flat) std::fprintf(stderr, "memory grows\n");
  if (most > most_of_a_window * window) std::fprintf(stderr, "a hop takes more than %g windows\n", most_of_a_window);
  return is_flat && most <= most_of_a_window * window ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return measure(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "bench_live_work: %s\n", error.what());
    return 1;
  }
}
