#include "front_ends/prosody_memory.h"

#include <algorithm>
#include <array>

#include "front_ends/frame_grid.h"
#include "front_ends/prosody_rows.h"

namespace affectus {

void ProsodyMemory::compute(std::size_t start, std::span<const float> samples, Frames& frames) {
  if (frames.dim() != prosody_columns) frames = Frames(prosody_columns);
  const std::size_t total = grid_frame_count(samples.size());
  frames.resize(total);
  if (total == 0) return;
  // A frame's analysis begins `lead` samples before the frame and ends `reach` after its begin.
  const std::size_t lead = analysis_->half_window() - grid_window_samples / 2;
  const std::size_t reach = analysis_->half_window() + grid_window_samples / 2;
  const std::size_t inner_first = std::min(total, (lead + grid_hop_samples - 1) / grid_hop_samples);
  const std::size_t inner_end =
      samples.size() < reach ? 0 : std::min(total, 1 + (samples.size() - reach) / grid_hop_samples);
  window_.clear();
  if (inner_first < inner_end) {
    add_edge(samples, 0, inner_first);
    keep_inner(samples, start, inner_first, inner_end - inner_first);
    add_edge(samples, inner_end, total - inner_end);
  } else {
    add_edge(samples, 0, total);
  }
  decisions_.clear();
  PitchPath path;
  for (const Frame& frame : window_) path.push(frame.step, decisions_);
  path.finish(decisions_);
  for (std::size_t i = 0; i < total; ++i) fill_prosody_row(decisions_[i], window_[i].energy, frames[i]);
}

// Fills pitch_ and analysed_energies_ for up to RealFft::width frames of the window.
void ProsodyMemory::analyse(std::span<const float> samples, std::size_t first, std::size_t count) {
  const auto lead = static_cast<std::ptrdiff_t>(analysis_->half_window() - grid_window_samples / 2);
  const auto begin = static_cast<std::ptrdiff_t>(first * grid_hop_samples) - lead;
  const auto size = static_cast<std::ptrdiff_t>(2 * analysis_->half_window() + (count - 1) * grid_hop_samples);
  const auto end = static_cast<std::ptrdiff_t>(samples.size());
  signal_.assign(static_cast<std::size_t>(size), 0.0F);
  for (std::ptrdiff_t i = std::max<std::ptrdiff_t>(begin, 0); i < std::min(begin + size, end); ++i)
    signal_[static_cast<std::size_t>(i - begin)] = analysable(samples[static_cast<std::size_t>(i)]);
  pitch_.resize(count);
  analysis_->analyse(signal_.data(), std::max<std::ptrdiff_t>(-begin, 0), end - begin, grid_hop_samples, pitch_, scratch_);
  analysed_energies_.clear();
  for (std::size_t i = 0; i < count; ++i)
    analysed_energies_.push_back(log_energy(signal_.data() + lead + static_cast<std::ptrdiff_t>(i * grid_hop_samples)));
}

// Frames that are this window's own.
void ProsodyMemory::add_edge(std::span<const float> samples, std::size_t first, std::size_t count) {
  for (std::size_t done = 0; done < count; done += RealFft::width) {
    const std::size_t block = std::min(RealFft::width, count - done);
    analyse(samples, first + done, block);
    for (std::size_t i = 0; i < block; ++i) {
      const PitchFrame* before = window_.empty() ? nullptr : &window_.back().step->frame;
      window_.push_back({make_pitch_step(pitch_[i], before, options_), analysed_energies_[i]});
    }
  }
}

// Frames that other windows may have, too; the first one's step comes from this window's edge.
void ProsodyMemory::keep_inner(std::span<const float> samples, std::size_t start, std::size_t first, std::size_t count) {
  const std::size_t grid_first = start / grid_hop_samples + first;
  kept_.begin(start % grid_hop_samples, grid_first);
  while (kept_.end() < grid_first + count) {
    const std::size_t known = kept_.end() - grid_first, block = std::min(RealFft::width, count - known);
    analyse(samples, first + known, block);
    const PitchFrame* before = known > 0 ? &kept_.at(kept_.end() - 1)->step->frame : nullptr;
    std::array<Frame, RealFft::width> added;  // kept once all are made, which may fail
    for (std::size_t i = 0; i < block; ++i) {
      added[i] = {make_pitch_step(pitch_[i], before, options_), analysed_energies_[i]};
      before = &added[i].step->frame;
    }
    std::move(added.begin(), added.begin() + static_cast<std::ptrdiff_t>(block), kept_.append(block));
  }
  const Frame* inner = kept_.at(grid_first);
  const PitchFrame* before = window_.empty() ? nullptr : &window_.back().step->frame;
  window_.push_back({make_pitch_step(inner->step->frame, before, options_), inner->energy});
  window_.insert(window_.end(), inner + 1, inner + count);
}

}  // namespace affectus
