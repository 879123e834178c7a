#include "prediction/turn_predictor.h"

#include <algorithm>
#include <cmath>
#include <locale>
#include <optional>
#include <sstream>
#include <utility>

#include "affectus/error.h"
#include "prediction/neutral_shift.h"
#include "prediction/sample_buffer.h"
#include "prediction/window_rows.h"
#include "prediction/windows.h"
#include "speech/turn_finder.h"

namespace affectus {
namespace {

constexpr std::size_t samples_at_once = sample_rate_hz / 10;  // of a push; more need not be kept

double seconds_of(std::size_t sample) { return static_cast<double>(sample) / sample_rate_hz; }
std::size_t frames_of(double seconds) { return static_cast<std::size_t>(std::llround(seconds * 100)); }

void check_turns(const char* option, double value, double low, double high) {
  if (std::isfinite(value) && value >= low && value <= high) return;
  std::ostringstream message;
  message.imbue(std::locale::classic());
  message << option << " of turns: expected " << low << " to " << high << " seconds, found " << value;
  throw Error(ErrorCode::invalid_argument, message.str());
}

TurnLimits limits_of(const TurnOptions& options) {
  options.validate();
  return {.speech = frames_of(options.speech_s),
          .silence = frames_of(options.silence_s),
          .longest = frames_of(options.longest_s)};
}

}  // namespace

void TurnOptions::validate() const {
  check_turns("speech", speech_s, 0.03, 10);
  check_turns("silence", silence_s, 0.1, 10);
  check_turns("longest", longest_s, 1, 600);
}

struct TurnPredictor::Impl {
  Impl(std::shared_ptr<const Model> a_model, const PredictionOptions& the_options, const TurnOptions& turns)
      : model(std::move(a_model)),
        options(the_options),
        window(static_cast<std::size_t>(std::llround(model->config().longest_training_input_s * sample_rate_hz))),
        finder(limits_of(turns)),
        shift(options) {}

  std::shared_ptr<const Model> model;
  PredictionOptions options;
  std::size_t window;  // samples
  TurnFinder finder;
  SampleBuffer buffer;
  Model::Workspace workspace;
  NeutralShift shift;
  std::vector<TurnEdge> edges;

  // Of the open turn.
  std::optional<WindowSequence> windows;
  std::size_t start = 0;
  std::vector<EmotionSegment> rows;

  void push(std::span<const float> samples, std::vector<TurnEvent>& events) {
    while (!samples.empty()) {
      const std::size_t count = std::min(samples.size(), samples_at_once);
      const std::size_t before = buffer.end();
      buffer.append(samples.first(count));
      samples = samples.subspan(count);
      finder.push(buffer.view(before, buffer.end()), edges);
      follow(events);
      score_until(finder.settled_until());
      buffer.forget_before(needed_from());
    }
  }

  // A last window, shifted left to full length, reaches back from the turn's end, which is not known yet.
  std::size_t needed_from() const {
    const std::size_t settled = finder.settled_until();
    return windows ? settled - std::min(window, settled - start) : settled;
  }

  void follow(std::vector<TurnEvent>& events) {
    for (const TurnEdge& edge : edges) {
      if (edge.is_start) {
        start = edge.sample;
        windows.emplace(window, window, start);
        events.push_back({.kind = TurnEvent::Kind::started, .start_s = seconds_of(start), .channel = {}, .row = {}});
      } else {
        end_turn(edge.sample, events);
      }
    }
    edges.clear();
  }

  void score_until(std::size_t end) {
    while (windows && windows->next_end() <= end) score(windows->take());
  }

  void end_turn(std::size_t end, std::vector<TurnEvent>& events) {
    score_until(end);
    Window last;
    if (windows->finish(end, last)) score(last);
    EmotionSegment row = average_over_speech(rows);
    row.start_s = seconds_of(start);
    row.end_s = seconds_of(end);
    shift.apply(row);
    events.push_back({.kind = TurnEvent::Kind::ended, .start_s = seconds_of(start), .channel = {}, .row = std::move(row)});
    windows.reset();
    rows.clear();
  }

  void score(const Window& scored) {
    const SampleWindow samples{buffer.view(scored.start, scored.end)};
    WindowEstimate estimate;
    model->estimate({&samples, 1}, workspace, {&estimate, 1});
    rows.push_back(make_row(model->config(), options, scored, estimate));
  }
};

TurnPredictor::TurnPredictor(std::shared_ptr<const Model> model, const PredictionOptions& options, const TurnOptions& turns)
    : impl_(std::make_unique<Impl>(std::move(model), options, turns)) {}
TurnPredictor::TurnPredictor(TurnPredictor&&) noexcept = default;
TurnPredictor::~TurnPredictor() = default;

void TurnPredictor::push(std::span<const float> samples, std::vector<TurnEvent>& events) { impl_->push(samples, events); }

void TurnPredictor::finish(std::vector<TurnEvent>& events) {
  impl_->finder.finish(impl_->edges);
  impl_->follow(events);
}

}  // namespace affectus
