#include "capture/level_meter.h"

#include <algorithm>
#include <cmath>

namespace affectus {
namespace {

constexpr int blocks_a_second = 20;
constexpr std::size_t blocks_of_level = 6, blocks_of_peak = 30;
constexpr float full_scale = 0.9999F;  // 32767 of 32768
constexpr std::size_t clip_samples = 3;

double decibels(double power) {
  return power <= 0 ? LevelMeter::silence_db : std::max(LevelMeter::silence_db, 10 * std::log10(power));
}

}  // namespace

LevelMeter::LevelMeter(int rate_hz) : block_samples_(static_cast<std::size_t>(std::max(1, rate_hz / blocks_a_second))) {}

void LevelMeter::push(std::span<const float> samples) {
  for (const float sample : samples) {
    if (blocks_.empty() || blocks_.back().samples == block_samples_) {
      blocks_.push_back({});
      if (blocks_.size() > blocks_of_peak) blocks_.pop_front();
    }
    Block& block = blocks_.back();
    const float size = std::abs(sample);
    block.squares += static_cast<double>(size) * size;
    ++block.samples;
    block.peak = std::max(block.peak, size);
    at_full_scale_ = size >= full_scale ? at_full_scale_ + 1 : 0;
    if (at_full_scale_ < clip_samples || block.is_clipped) continue;
    block.is_clipped = true;
    ++clips_;
  }
}

double LevelMeter::level_db() const {
  double squares = 0;
  std::size_t samples = 0;
  for (std::size_t i = blocks_.size() - std::min(blocks_.size(), blocks_of_level); i < blocks_.size(); ++i) {
    squares += blocks_[i].squares;
    samples += blocks_[i].samples;
  }
  return samples == 0 ? silence_db : decibels(squares / static_cast<double>(samples));
}

double LevelMeter::peak_db() const {
  float peak = 0;
  for (const Block& block : blocks_) peak = std::max(peak, block.peak);
  return decibels(static_cast<double>(peak) * peak);
}

bool LevelMeter::is_clipping() const {
  return std::ranges::any_of(blocks_, [](const Block& block) { return block.is_clipped; });
}

}  // namespace affectus
