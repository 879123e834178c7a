#include "front_ends/mel_kernel.h"

#include <algorithm>
#include <limits>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "front_ends/mel_kernel.cc"
#include "kernels/highway_targets.h"
// After the targets.
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
// After the instruction set.
#include "hwy/contrib/math/math-inl.h"

HWY_BEFORE_NAMESPACE();
namespace affectus {
namespace HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

constexpr std::size_t width = RealFft::width;
using Floats = hn::CappedTag<float, width>;
using Vector = hn::Vec<Floats>;
constexpr std::size_t lanes = HWY_MIN(HWY_LANES(float), width);

#if HWY_TARGET != HWY_SCALAR
using FourFloats = hn::FixedTag<float, 4>;

// Four samples of four frames to four rows.
HWY_INLINE void transpose_4x4(const float* const* frames, std::size_t n, float* row) {
  const FourFloats d;
  const hn::RepartitionToWide<FourFloats> pairs;
  const auto a = hn::LoadU(d, frames[0] + n), b = hn::LoadU(d, frames[1] + n);
  const auto c = hn::LoadU(d, frames[2] + n), e = hn::LoadU(d, frames[3] + n);
  const auto ab_low = hn::BitCast(pairs, hn::InterleaveLower(d, a, b)),
             ce_low = hn::BitCast(pairs, hn::InterleaveLower(d, c, e));
  const auto ab_high = hn::BitCast(pairs, hn::InterleaveUpper(d, a, b)),
             ce_high = hn::BitCast(pairs, hn::InterleaveUpper(d, c, e));
  hn::Store(hn::BitCast(d, hn::InterleaveLower(pairs, ab_low, ce_low)), d, row);
  hn::Store(hn::BitCast(d, hn::InterleaveUpper(pairs, ab_low, ce_low)), d, row + width);
  hn::Store(hn::BitCast(d, hn::InterleaveLower(pairs, ab_high, ce_high)), d, row + 2 * width);
  hn::Store(hn::BitCast(d, hn::InterleaveUpper(pairs, ab_high, ce_high)), d, row + 3 * width);
}
#endif

// Sample n of frame f to signals[n width + f]; lanes without a frame repeat the last one.
HWY_INLINE void gather(const MelTables& tables, const float* samples, std::size_t count, float* signals) {
  const float* frames[width];
  for (std::size_t lane = 0; lane < width; ++lane) frames[lane] = samples + std::min(lane, count - 1) * tables.hop_samples;
  std::size_t n = 0;
#if HWY_TARGET != HWY_SCALAR
  for (; n + 4 <= tables.window_samples; n += 4) {
    for (std::size_t lane = 0; lane < width; lane += 4) transpose_4x4(frames + lane, n, signals + n * width + lane);
  }
#endif
  for (; n < tables.window_samples; ++n) {
    for (std::size_t lane = 0; lane < width; ++lane) signals[n * width + lane] = frames[lane][n];
  }
}

HWY_INLINE Vector mean_of(const float* signals, std::size_t count) {
  const Floats d;
  Vector sums[4] = {hn::Zero(d), hn::Zero(d), hn::Zero(d), hn::Zero(d)};  // not one, whose latency would be waited for
  std::size_t n = 0;
  for (; n + 4 <= count; n += 4) {
    for (std::size_t i = 0; i < 4; ++i) sums[i] = hn::Add(sums[i], hn::Load(d, signals + (n + i) * width));
  }
  for (; n < count; ++n) sums[0] = hn::Add(sums[0], hn::Load(d, signals + n * width));
  const Vector sum = hn::Add(hn::Add(sums[0], sums[1]), hn::Add(sums[2], sums[3]));
  return hn::Div(sum, hn::Set(d, static_cast<float>(count)));
}

// Removes the mean, emphasises, x[n] - a x[n-1] with the first sample as its own predecessor, windows, and pads with zeros.
HWY_INLINE void condition(const MelTables& tables, float* signals) {
  const Floats d;
  const Vector a = hn::Set(d, tables.preemphasis);
  for (std::size_t lane = 0; lane < width; lane += lanes) {
    float* row = signals + lane;
    const Vector mean = tables.remove_mean ? mean_of(row, tables.window_samples) : hn::Zero(d);
    Vector previous = hn::Sub(hn::Load(d, row), mean);
    for (std::size_t n = 0; n < tables.window_samples; ++n, row += width) {
      const Vector value = hn::Sub(hn::Load(d, row), mean);
      hn::Store(hn::Mul(hn::NegMulAdd(a, previous, value), hn::Set(d, tables.window[n])), d, row);
      previous = value;
    }
  }
  std::fill(signals + tables.window_samples * width, signals + tables.transform.size() * width, 0.0f);
}

void filter(const MelTables& tables, const float* powers, std::size_t count, float* out) {
  const Floats d;
  const Vector floor = hn::Set(d, std::numeric_limits<float>::epsilon());
  const std::size_t bins = tables.filters.size();
  HWY_ALIGN float energies[width];
  for (std::size_t bin = 0; bin < bins; ++bin) {
    const MelTables::Filter& triangle = tables.filters[bin];
    for (std::size_t lane = 0; lane < width; lane += lanes) {
      const float* power = powers + triangle.first * width + lane;
      const float* weight = tables.weights.data() + triangle.weights;
      Vector sum = hn::Zero(d);
      for (std::size_t i = 0; i < triangle.count; ++i, power += width) {
        sum = hn::MulAdd(hn::Set(d, *weight++), hn::Load(d, power), sum);
      }
      hn::Store(hn::Log(d, hn::Max(sum, floor)), d, energies + lane);
    }
    for (std::size_t frame = 0; frame < count; ++frame) out[frame * bins + bin] = energies[frame];
  }
}

void prepare(const MelTables& tables, const float* samples, std::size_t count, float* signals) {
  gather(tables, samples, count, signals);
  condition(tables, signals);
}

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace affectus
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace affectus {

HWY_EXPORT(prepare);
HWY_EXPORT(filter);

void mel_frames(const MelTables& tables, const float* samples, std::size_t count, MelScratch& scratch, float* out) {
  for (std::size_t first = 0; first < count; first += RealFft::width) {
    const std::size_t block = std::min(RealFft::width, count - first);
    HWY_DYNAMIC_DISPATCH(prepare)
    (tables, samples + first * tables.hop_samples, block, scratch.signals.data());
    tables.transform.power(scratch.signals.data(), scratch.powers.data());
    HWY_DYNAMIC_DISPATCH(filter)(tables, scratch.powers.data(), block, out + first * tables.filters.size());
  }
}

}  // namespace affectus
#endif  // HWY_ONCE
