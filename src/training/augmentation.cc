#include "training/augmentation.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "distortion/distortions.h"

namespace affectus {
namespace {

double draw(const Range& range, RandomStream& random) { return random.uniform(range.low, range.high); }

void crop(std::vector<float>& samples, double length_s, RandomStream& random) {
  const auto length = static_cast<std::size_t>(length_s * sample_rate_hz);
  if (length >= samples.size()) return;
  const std::size_t start = random.below(samples.size() - length + 1);
  samples.erase(samples.begin(), samples.begin() + static_cast<std::ptrdiff_t>(start));
  samples.resize(length);
}

Frames stretch(const Frames& frames, double factor) {
  if (frames.count() < 2) return frames;
  const auto count = static_cast<std::size_t>(std::max(2.0, std::round(static_cast<double>(frames.count()) * factor)));
  const double step = static_cast<double>(frames.count() - 1) / static_cast<double>(count - 1);
  Frames result(frames.dim());
  result.resize(count);
  for (std::size_t frame = 0; frame < count; ++frame) {
    const double place = static_cast<double>(frame) * step;
    const std::size_t before = std::min(static_cast<std::size_t>(place), frames.count() - 2);
    const auto share = static_cast<float>(place - static_cast<double>(before));
    for (std::size_t value = 0; value < frames.dim(); ++value)
      result[frame][value] = std::lerp(frames[before][value], frames[before + 1][value], share);
  }
  return result;
}

}  // namespace

Augmentation::Augmentation(const AugmentationOptions& options, std::size_t voice_count,
                           std::function<Samples(std::size_t)> voices)
    : options_(options), voice_count_(voice_count), voices_(std::move(voices)) {}

std::optional<Mixture> Augmentation::mixture(RandomStream& random) const {
  if (!random.chance(options_.mix_probability)) return std::nullopt;
  const std::size_t other = random.below(voice_count_);
  const double place = random.uniform();
  return Mixture{.other = other, .place = place, .level_db = draw(options_.mix_db, random)};
}

void Augmentation::mix_samples(std::vector<float>& samples, const Mixture& mixture) const {
  mix(samples, *voices_(mixture.other), mixture.place, mixture.level_db);
}

void Augmentation::change_samples(std::vector<float>& samples, RandomStream& random) const {
  const AugmentationOptions& o = options_;
  if (random.chance(o.crop_probability)) crop(samples, draw(o.crop_s, random), random);
  if (random.chance(o.speed_probability)) samples = change_speed(samples, draw(o.speed, random));
  if (random.chance(o.reverberation_probability)) {
    const double rt60_s = draw(o.rt60_s, random);
    samples = reverberate(samples, rt60_s, draw(o.direct_to_reverberant_db, random), random);
  }
  // Without it, the numbers that follow are those from before it was there.
  if (o.microphone_probability > 0 && random.chance(o.microphone_probability))
    pass_microphone(samples, o.microphone_db.low, o.microphone_db.high, random);
  if (random.chance(o.noise_probability)) {
    const double snr_db = draw(o.snr_db, random);
    add_noise(samples, noise(samples.size(), random), 0, snr_db);
  }
  if (random.chance(o.band_limit_probability)) {
    if (random.chance(o.telephone_share))
      pass_telephone_band(samples);
    else
      low_pass(samples, draw(o.low_pass_hz, random));
  }
  if (random.chance(o.gain_probability)) {
    apply_gain(samples, draw(o.gain_db, random));
    round_to_16_bit(samples);
  }
}

bool Augmentation::uses_other_voices() const {
  return options_.noise_probability > 0 && std::ranges::find(options_.noise_kinds, "babble") != options_.noise_kinds.end();
}

void Augmentation::change_frames(Frames& frames, double frame_rate_hz, RandomStream& random) const {
  // Without it, the numbers that follow are those from before it was there.
  if (options_.stretch_probability > 0 && random.chance(options_.stretch_probability))
    frames = stretch(frames, draw(options_.stretch, random));
  const auto part = [&](double size, std::size_t whole) {
    const std::size_t length = std::min(whole, static_cast<std::size_t>(size));
    return std::pair(static_cast<std::size_t>(random.below(whole - length + 1)), length);
  };
  if (random.chance(options_.time_mask_probability))
    for (int repetition = 0; repetition < 2; ++repetition) {
      const auto [start, length] = part(draw(options_.time_mask_s, random) * frame_rate_hz, frames.count());
      std::fill_n(frames.data() + start * frames.dim(), length * frames.dim(), 0.0f);
    }
  if (random.chance(options_.frequency_mask_probability)) {
    const auto [start, length] = part(draw(options_.frequency_mask_bins, random) + 0.5, frames.dim());
    for (std::size_t frame = 0; frame < frames.count(); ++frame)
      std::fill_n(frames[frame].begin() + static_cast<std::ptrdiff_t>(start), length, 0.0f);
  }
}

std::vector<float> Augmentation::noise(std::size_t count, RandomStream& random) const {
  const std::string& kind = options_.noise_kinds[random.below(options_.noise_kinds.size())];
  if (kind == "white") return white_noise(count, random);
  if (kind == "pink") return pink_noise(count, random);
  return babble(count, random);
}

std::vector<float> Augmentation::babble(std::size_t count, RandomStream& random) const {
  std::vector<float> sum(count);
  const std::size_t speakers = 3 + random.below(4);
  for (std::size_t speaker = 0; speaker < speakers; ++speaker) add_voice(sum, *voices_(random.below(voice_count_)), random);
  return sum;
}

}  // namespace affectus
