#include "front_ends/pitch_path.h"

#include <algorithm>
#include <cmath>

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

void PitchPath::push(const PitchFrame& frame, std::vector<PitchDecision>& decisions) {
  peak_ = std::max(peak_, frame.peak);
  ahead_.push_back(frame);
  if (ahead_.size() <= level_frames) return;
  advance();
  if (steps_.size() <= path_frames) return;
  std::size_t state = best_state();
  for (std::size_t i = steps_.size() - 1; i > 0; --i) state = steps_[i].previous[state];
  decisions.push_back(decision(steps_.front(), state));
  steps_.pop_front();
}

void PitchPath::finish(std::vector<PitchDecision>& decisions) {
  while (!ahead_.empty()) advance();
  if (steps_.empty()) return;
  std::size_t state = best_state();
  std::vector<PitchDecision> reversed;
  for (std::size_t i = steps_.size(); i-- > 0;) {
    reversed.push_back(decision(steps_[i], state));
    if (i > 0) state = steps_[i].previous[state];
  }
  decisions.insert(decisions.end(), reversed.rbegin(), reversed.rend());
  steps_.clear();
}

// Extends the best paths to the next frame.
void PitchPath::advance() {
  Step step{ahead_.front(), {}, {}};
  ahead_.pop_front();
  const PitchFrame& frame = step.frame;
  for (std::size_t state = 0; state <= frame.count; ++state) {
    float strength = unvoiced_strength(frame.peak, peak_);
    if (state > 0) {
      const PitchCandidate& one = frame.candidates[state - 1];
      strength = one.correlation - octave_cost * std::log2(static_cast<float>(options_.floor_hz) / one.frequency_hz);
    }
    float best = 0;
    std::size_t from = 0;
    if (!steps_.empty()) {
      const Step& last = steps_.back();
      for (std::size_t before = 0; before <= last.frame.count; ++before) {
        float cost = 0;
        if ((before == 0) != (state == 0)) cost = voiced_unvoiced_cost;
        if (before > 0 && state > 0)
          cost =
              octave_jump_cost *
              std::abs(std::log2(last.frame.candidates[before - 1].frequency_hz / frame.candidates[state - 1].frequency_hz));
        const float score = last.score[before] - cost;
        if (before == 0 || score > best) {
          best = score;
          from = before;
        }
      }
    }
    step.score.push_back(best + strength);
    step.previous.push_back(from);
  }
  // Only differences matter; without this the sums of a long recording would lose their digits.
  const float highest = *std::max_element(step.score.begin(), step.score.end());
  for (float& score : step.score) score -= highest;
  steps_.push_back(std::move(step));
}

std::size_t PitchPath::best_state() const {
  const std::vector<float>& score = steps_.back().score;
  return static_cast<std::size_t>(std::max_element(score.begin(), score.end()) - score.begin());
}

PitchDecision PitchPath::decision(const Step& step, std::size_t state) const {
  if (state > 0) return {step.frame.candidates[state - 1].frequency_hz, step.frame.candidates[state - 1].correlation};
  PitchDecision unvoiced;
  for (std::size_t i = 0; i < step.frame.count; ++i)
    unvoiced.correlation = std::max(unvoiced.correlation, step.frame.candidates[i].correlation);
  return unvoiced;
}

}  // namespace affectus
