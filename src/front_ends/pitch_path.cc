#include "front_ends/pitch_path.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace affectus {
namespace {

// Praat's settings for the autocorrelation method, for frames of 10 ms.
constexpr float silence_threshold = 0.03F;
constexpr float voicing_threshold = 0.45F;
constexpr float octave_cost = 0.01F;
constexpr float octave_jump_cost = 0.35F;
constexpr float voiced_unvoiced_cost = 0.14F;

constexpr std::size_t level_frames = 50;  // how far ahead of a frame its level is compared
constexpr std::size_t path_frames = 50;   // how far ahead of a decision the path is followed

float unvoiced_strength(float peak, float loudest) {
  const float relative = loudest > 0 ? peak / loudest : 0;
  return voicing_threshold + std::max(0.0F, 2 - relative / (silence_threshold / (1 + voicing_threshold)));
}

}  // namespace

std::shared_ptr<const PitchStep> make_pitch_step(const PitchFrame& frame, const PitchFrame* before,
                                                 const ProsodyOptions& options) {
  auto step = std::make_shared<PitchStep>(PitchStep{frame, {}, {}});
  for (std::size_t i = 0; i < frame.count; ++i) {
    const PitchCandidate& one = frame.candidates[i];
    step->strengths[i] = one.correlation - octave_cost * std::log2(static_cast<float>(options.floor_hz) / one.frequency_hz);
  }
  if (before == nullptr) return step;
  step->jumps.reserve(before->count * frame.count);
  for (std::size_t from = 0; from < before->count; ++from)
    for (std::size_t to = 0; to < frame.count; ++to)
      step->jumps.push_back(octave_jump_cost *
                            std::abs(std::log2(before->candidates[from].frequency_hz / frame.candidates[to].frequency_hz)));
  return step;
}

void PitchPath::push(std::shared_ptr<const PitchStep> step, std::vector<PitchDecision>& decisions) {
  peak_ = std::max(peak_, step->frame.peak);
  ahead_.push_back(std::move(step));
  if (ahead_.size() <= level_frames) return;
  advance();
  if (states_.size() <= path_frames) return;
  std::size_t choice = best_state();
  for (std::size_t i = states_.size() - 1; i > 0; --i) choice = states_[i].previous[choice];
  decisions.push_back(decision(states_.front(), choice));
  states_.pop_front();
}

void PitchPath::finish(std::vector<PitchDecision>& decisions) {
  while (!ahead_.empty()) advance();
  peak_ = 0;
  if (states_.empty()) return;
  std::size_t choice = best_state();
  std::vector<PitchDecision> reversed;
  for (std::size_t i = states_.size(); i-- > 0;) {
    reversed.push_back(decision(states_[i], choice));
    if (i > 0) choice = states_[i].previous[choice];
  }
  decisions.insert(decisions.end(), reversed.rbegin(), reversed.rend());
  states_.clear();
}

// Extends the best paths to the next frame.
void PitchPath::advance() {
  State next{std::move(ahead_.front()), {}, {}};
  ahead_.pop_front();
  const PitchFrame& frame = next.step->frame;
  const State* const last = states_.empty() ? nullptr : &states_.back();
  for (std::size_t state = 0; state <= frame.count; ++state) {
    const float strength = state > 0 ? next.step->strengths[state - 1] : unvoiced_strength(frame.peak, peak_);
    float best = 0;
    std::size_t from = 0;
    if (last != nullptr) {
      for (std::size_t before = 0; before <= last->step->frame.count; ++before) {
        float cost = 0;
        if ((before == 0) != (state == 0)) cost = voiced_unvoiced_cost;
        if (before > 0 && state > 0) cost = next.step->jumps[(before - 1) * frame.count + state - 1];
        const float score = last->score[before] - cost;
        if (before == 0 || score > best) {
          best = score;
          from = before;
        }
      }
    }
    next.score[state] = best + strength;
    next.previous[state] = static_cast<std::uint8_t>(from);
  }
  // Only differences matter; without this the sums of a long recording would lose their digits.
  const auto end = next.score.begin() + static_cast<std::ptrdiff_t>(frame.count) + 1;
  const float highest = *std::max_element(next.score.begin(), end);
  std::for_each(next.score.begin(), end, [highest](float& score) { score -= highest; });
  states_.push_back(std::move(next));
}

std::size_t PitchPath::best_state() const {
  const State& last = states_.back();
  const auto end = last.score.begin() + static_cast<std::ptrdiff_t>(last.step->frame.count) + 1;
  return static_cast<std::size_t>(std::max_element(last.score.begin(), end) - last.score.begin());
}

PitchDecision PitchPath::decision(const State& state, std::size_t choice) const {
  const PitchFrame& frame = state.step->frame;
  if (choice > 0) return {frame.candidates[choice - 1].frequency_hz, frame.candidates[choice - 1].correlation};
  PitchDecision unvoiced;
  for (std::size_t i = 0; i < frame.count; ++i)
    unvoiced.correlation = std::max(unvoiced.correlation, frame.candidates[i].correlation);
  return unvoiced;
}

}  // namespace affectus
