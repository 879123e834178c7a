#include "encoders/silence.h"

#include <algorithm>

#include "affectus/mel_filterbank.h"
#include "affectus/speech_activity.h"
#include "front_ends/frame_grid.h"

namespace affectus {
namespace {

constexpr std::size_t margin_samples = 3200;
constexpr std::size_t shortest_cut_samples = 5333;
constexpr std::size_t least_kept_samples = 16000;

}  // namespace

std::vector<bool> kept_hops(std::span<const float> samples, std::size_t hop) {
  Frames mel;
  make_mel_filterbank()->compute(samples, mel);
  const std::vector<float> activity = speech_activity(mel.view());
  const std::size_t count = samples.size() / hop;
  std::vector<bool> kept(count, false);
  for (std::size_t t = 0; t < activity.size(); ++t) {
    if (activity[t] <= 0.5F) continue;
    const std::size_t begin = t * grid_hop_samples - std::min(t * grid_hop_samples, margin_samples);
    const std::size_t end = std::min(t * grid_hop_samples + grid_window_samples + margin_samples, samples.size());
    for (std::size_t i = begin / hop; i < std::min((end + hop - 1) / hop, count); ++i) kept[i] = true;
  }
  if (std::ranges::find(kept, true) == kept.end())
    std::fill_n(kept.begin(), std::min((least_kept_samples + hop - 1) / hop, count), true);
  for (auto at = kept.begin(); at != kept.end();) {
    const auto begin = std::find(at, kept.end(), false);
    const auto end = std::find(begin, kept.end(), true);
    if (static_cast<std::size_t>(end - begin) * hop < shortest_cut_samples) std::fill(begin, end, true);
    at = end;
  }
  return kept;
}

std::vector<float> without_silence(std::span<const float> samples, std::size_t hop, const std::vector<bool>& kept) {
  std::vector<float> spoken;
  for (std::size_t i = 0; i < kept.size(); ++i)
    if (kept[i]) std::ranges::copy(samples.subspan(i * hop, hop), std::back_inserter(spoken));
  std::ranges::copy(samples.subspan(kept.size() * hop), std::back_inserter(spoken));
  return spoken;
}

void restore_silence(FrameView spoken, const std::vector<bool>& kept, std::size_t count, Frames& frames) {
  std::size_t next = 0;  // frame of what was kept
  for (std::size_t i = 0; i < count; ++i) {
    if (i >= kept.size() || kept[i]) ++next;
    const std::size_t from = std::clamp<std::size_t>(next, 1, spoken.count) - 1;
    std::ranges::copy(spoken[from], frames.append().begin());
  }
}

}  // namespace affectus
