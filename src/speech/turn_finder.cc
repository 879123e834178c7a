#include "speech/turn_finder.h"

#include <algorithm>
#include <utility>

#include "affectus/mel_filterbank.h"
#include "affectus/speech_activity.h"

namespace affectus {
namespace {

constexpr std::size_t frame_hop = 160;       // samples
constexpr std::size_t frame_offset = 120;    // samples: a frame of 400 stands for the 160 in its middle
constexpr std::size_t frames_together = 10;  // frames that are judged together
constexpr std::size_t frames_ahead = 5;      // frames after a judged one that its judgement sees
constexpr std::size_t frames_behind = 500;   // frames that a judgement sees; pauses in it tell what the noise is
constexpr std::size_t first_frames = 50;     // with fewer frames nothing can be told
constexpr std::size_t longest_pause = 10;    // frames; longer ones interrupt speech that is no turn yet

std::size_t sample_of(std::size_t frame) { return frame * frame_hop + frame_offset; }

}  // namespace

TurnFinder::TurnFinder(const TurnLimits& limits)
    : limits_(limits), front_end_(make_mel_filterbank()), stream_(front_end_->open_stream()), fresh_(front_end_->dim()) {
  kept_.reserve((frames_behind + frames_together) * front_end_->dim());
}
TurnFinder::TurnFinder(TurnFinder&&) noexcept = default;
TurnFinder::~TurnFinder() = default;

void TurnFinder::push(std::span<const float> samples, std::vector<TurnEdge>& edges) {
  fresh_.clear();
  stream_->push(samples, fresh_);
  for (std::size_t i = 0; i < fresh_.count(); ++i) take(fresh_[i], edges);
}

void TurnFinder::finish(std::vector<TurnEdge>& edges) {
  fresh_.clear();
  stream_->finish(fresh_);
  for (std::size_t i = 0; i < fresh_.count(); ++i) take(fresh_[i], edges);
  if (judged_ < frames_) judge(frames_, edges);
  if (is_open_) end_turn(edges);
}

void TurnFinder::take(std::span<const float> frame, std::vector<TurnEdge>& edges) {
  kept_.insert(kept_.end(), frame.begin(), frame.end());
  ++frames_;
  if (frames_ % frames_together != 0) return;
  if (frames_ >= first_frames) judge(frames_ - frames_ahead, edges);
  if (const std::size_t most = (frames_behind - frames_together) * frame.size(); kept_.size() > most)
    kept_.erase(kept_.begin(), kept_.end() - static_cast<std::ptrdiff_t>(most));
}

// The frames before `end` that were not judged.
void TurnFinder::judge(std::size_t end, std::vector<TurnEdge>& edges) {
  const std::size_t count = kept_.size() / front_end_->dim();
  const std::vector<float> activity = speech_activity({kept_.data(), count, front_end_->dim()});
  for (const std::size_t first = frames_ - count; judged_ < end;) {
    const bool is_speech = activity[judged_ - first] > 0.5F;
    ++judged_;
    step(is_speech, edges);
  }
}

// The frame before judged_.
void TurnFinder::step(bool is_speech, std::vector<TurnEdge>& edges) {
  if (is_speech) {
    if (!is_open_ && speech_ == 0) start_ = judged_ - 1;
    ++speech_;
    after_last_ = judged_;
  }
  if (!is_open_) {
    if (speech_ > 0 && judged_ - after_last_ > longest_pause) speech_ = 0;
    if (speech_ < limits_.speech) return;
    is_open_ = true;
    edges.push_back({.is_start = true, .sample = sample_of(start_)});
  }
  if (judged_ - after_last_ >= limits_.silence || judged_ - start_ >= limits_.longest) end_turn(edges);
}

void TurnFinder::end_turn(std::vector<TurnEdge>& edges) {
  edges.push_back({.is_start = false, .sample = sample_of(after_last_)});
  is_open_ = false;
  speech_ = 0;
}

std::size_t TurnFinder::settled_until() const {
  if (is_open_) return sample_of(after_last_);
  return sample_of(speech_ > 0 ? start_ : judged_);
}

}  // namespace affectus
