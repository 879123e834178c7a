#include "front_ends/prosody_stream.h"

#include <algorithm>

#include "front_ends/frame_grid.h"
#include "front_ends/prosody_rows.h"

namespace affectus {

ProsodyStream::ProsodyStream(std::shared_ptr<const PitchAnalysis> analysis, const ProsodyOptions& options)
    : analysis_(std::move(analysis)), options_(options), lead_(analysis_->half_window() - grid_window_samples / 2) {
  // Nothing comes before the first sample.
  buffer_.assign(lead_, 0.0F);
  first_ = static_cast<std::ptrdiff_t>(lead_);
}

void ProsodyStream::push(std::span<const float> samples, Frames& frames) {
  for (const float sample : samples) buffer_.push_back(analysable(sample));
  samples_ += samples.size();
  const std::size_t whole = 2 * analysis_->half_window();
  while (buffer_.size() >= whole + (RealFft::width - 1) * grid_hop_samples) analyse(RealFft::width);
  give(frames);
}

void ProsodyStream::finish(Frames& frames) {
  const std::size_t total = grid_frame_count(samples_);
  last_ = static_cast<std::ptrdiff_t>(buffer_.size());
  buffer_.resize(buffer_.size() + analysis_->half_window() * 2, 0.0F);
  while (analysed_ < total) analyse(std::min(RealFft::width, total - analysed_));
  path_.finish(decisions_);
  give(frames);
}

// The next `count` frames, from the start of the buffer; then what they alone needed is dropped.
void ProsodyStream::analyse(std::size_t count) {
  const std::ptrdiff_t last = last_ ? *last_ : static_cast<std::ptrdiff_t>(buffer_.size());
  const std::size_t needed = 2 * analysis_->half_window() + (count - 1) * grid_hop_samples;
  if (buffer_.size() < needed) buffer_.resize(needed, 0.0F);
  pitch_.resize(count);
  analysis_->analyse(buffer_.data(), first_, last, grid_hop_samples, pitch_, scratch_);
  for (std::size_t i = 0; i < count; ++i) {
    energies_.push_back(log_energy(buffer_.data() + i * grid_hop_samples + lead_));
    last_step_ = make_pitch_step(pitch_[i], last_step_ ? &last_step_->frame : nullptr, options_);
    path_.push(last_step_, decisions_);
  }
  const auto used = static_cast<std::ptrdiff_t>(count * grid_hop_samples);
  buffer_.erase(buffer_.begin(), buffer_.begin() + used);
  first_ -= used;
  if (last_) *last_ -= used;
  analysed_ += count;
}

void ProsodyStream::give(Frames& frames) {
  for (const PitchDecision& decision : decisions_) {
    fill_prosody_row(decision, energies_.front(), frames.append());
    energies_.pop_front();
  }
  decisions_.clear();
}

}  // namespace affectus
