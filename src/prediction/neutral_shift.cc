#include "prediction/neutral_shift.h"

#include <algorithm>
#include <cmath>

#include "prediction/scale_ends.h"

namespace affectus {
namespace {

constexpr double sam_neutral = scale_ends(Scale::sam).neutral();

constexpr std::array values = {&EmotionSegment::activation, &EmotionSegment::valence, &EmotionSegment::dominance};
constexpr std::array raws = {&EmotionSegment::activation_raw, &EmotionSegment::valence_raw, &EmotionSegment::dominance_raw};
constexpr std::array neutrals = {&NeutralVoice::activation, &NeutralVoice::valence, &NeutralVoice::dominance};

double length_of(double start_s, double end_s) { return std::max(0.0, end_s - start_s); }

}  // namespace

NeutralOffset RunningNeutral::offset() const {
  NeutralOffset offset = sums_;
  for (double& one : offset) one /= prior_s + seconds_;
  return offset;
}

void RunningNeutral::see(const EmotionSegment& row, Scale scale) {
  const double shared_s = length_of(std::max(row.start_s, last_start_s_), std::min(row.end_s, last_end_s_));
  const double weight = (length_of(row.start_s, row.end_s) - shared_s) * row.speech;
  last_start_s_ = row.start_s;
  last_end_s_ = row.end_s;
  if (row.speech < least_speech) return;

  const ScaleEnds ends = scale_ends(scale);
  const NeutralOffset estimate = offset();
  NeutralOffset own = {};
  for (std::size_t i = 0; i < values.size(); ++i) {
    own[i] = (row.*values[i]).value_or(ends.neutral()) - ends.neutral();
    if (!(std::abs(own[i] - estimate[i]) <= near * ends.step())) return;
  }
  for (std::size_t i = 0; i < own.size(); ++i) sums_[i] += weight * own[i];
  seconds_ += weight;
}

void NeutralShift::apply(EmotionSegment& row) {
  if (!baseline_) return;
  NeutralOffset offset = {};
  if (baseline_->running) {
    RunningNeutral& voice = running_[{row.channel, row.speaker}];
    offset = voice.offset();
    voice.see(row, scale_);
  } else {
    offset = known_offset(row.speaker);
  }
  for (std::size_t i = 0; i < values.size(); ++i) {
    row.*raws[i] = row.*values[i];
    if (row.*values[i]) *(row.*values[i]) -= offset[i];
  }
}

NeutralOffset NeutralShift::known_offset(const std::string& speaker) const {
  NeutralOffset offset = {};
  auto voice = baseline_->voices.find(speaker);
  if (voice == baseline_->voices.end()) voice = baseline_->voices.find("");
  if (voice == baseline_->voices.end()) return offset;
  for (std::size_t i = 0; i < neutrals.size(); ++i)
    if (const std::optional<double> neutral = voice->second.*neutrals[i])
      offset[i] = (*neutral - sam_neutral) * scale_ends(scale_).step();
  return offset;
}

}  // namespace affectus
