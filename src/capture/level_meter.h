// How loud a signal is at the moment, and whether it is clipped.
#pragma once

#include <cstddef>
#include <deque>
#include <span>

namespace affectus {

/// Levels are in decibels relative to full scale: a sine of full scale has -3, silence has `silence_db`.
class LevelMeter {
 public:
  static constexpr double silence_db = -90;

  explicit LevelMeter(int rate_hz);

  /// Takes the next samples; full scale is 1.
  void push(std::span<const float> samples);

  /// Of the last 300 ms, by their mean power.
  double level_db() const;
  /// The largest sample of the last 1.5 s.
  double peak_db() const;
  /// Whether the last 1.5 s hold a clip: three samples at full scale in a row.
  bool is_clipping() const;
  /// Clips so far; those of one block of 50 ms count as one.
  std::size_t clips() const { return clips_; }

 private:
  // 50 ms.
  struct Block {
    double squares = 0;
    std::size_t samples = 0;
    float peak = 0;
    bool is_clipped = false;
  };

  std::size_t block_samples_;
  std::deque<Block> blocks_;  // the last one may still grow
  std::size_t at_full_scale_ = 0;
  std::size_t clips_ = 0;
};

}  // namespace affectus
