#include "audio/resampler.h"

#include <algorithm>
#include <array>

#include "affectus/error.h"
#include "affectus/frames.h"

namespace affectus {
namespace {

constexpr std::size_t most_samples_at_once = std::size_t{1} << 16;

}  // namespace

Resampler::Resampler(int rate_hz) : rate_hz_(rate_hz) {
  if (rate_hz == sample_rate_hz) return;
  AVChannelLayout mono = AV_CHANNEL_LAYOUT_MONO;
  SwrContext* context = nullptr;
  int code = swr_alloc_set_opts2(&context, &mono, AV_SAMPLE_FMT_FLTP, sample_rate_hz, &mono, AV_SAMPLE_FMT_FLTP, rate_hz, 0,
                                 nullptr);
  context_.reset(context);
  if (code >= 0) code = av_opt_set_int(context, "filter_size", 64, 0);  // twice the default: a steeper edge below 8 kHz
  if (code >= 0) code = swr_init(context);
  if (code < 0)
    throw Error(ErrorCode::unsupported,
                "samples at " + std::to_string(rate_hz) + " Hz cannot be resampled: " + ffmpeg::reason(code));
}

void Resampler::convert(std::span<const float> samples, std::vector<float>& output) {
  const int count = static_cast<int>(samples.size());
  const int estimate = swr_get_out_samples(context_.get(), count);
  if (estimate < 0) throw Error(ErrorCode::unsupported, "samples cannot be resampled: " + ffmpeg::reason(estimate));
  const int room = estimate + 64;
  const std::size_t before = output.size();
  output.resize(before + static_cast<std::size_t>(room));
  std::array<std::uint8_t*, 1> out = {reinterpret_cast<std::uint8_t*>(output.data() + before)};
  std::array<const std::uint8_t*, 1> in = {reinterpret_cast<const std::uint8_t*>(samples.data())};
  const int made = swr_convert(context_.get(), out.data(), room, count > 0 ? in.data() : nullptr, count);
  if (made < 0) throw Error(ErrorCode::unsupported, "samples cannot be resampled: " + ffmpeg::reason(made));
  output.resize(before + static_cast<std::size_t>(made));
  given_ += static_cast<std::uint64_t>(made);
}

void Resampler::push(std::span<const float> samples, std::vector<float>& output) {
  pushed_ += samples.size();
  if (!context_) {
    output.insert(output.end(), samples.begin(), samples.end());
  } else {
    // A frame may hold millions; the room for its result is that of a piece.
    for (; !samples.empty(); samples = samples.subspan(std::min(samples.size(), most_samples_at_once)))
      convert(samples.first(std::min(samples.size(), most_samples_at_once)), output);
  }
}

void Resampler::finish(std::vector<float>& output) {
  if (!context_) return;
  convert({}, output);
  const auto rate = static_cast<std::uint64_t>(rate_hz_);
  const std::uint64_t expected = (pushed_ * sample_rate_hz + rate / 2) / rate;
  if (given_ > expected) {
    output.resize(output.size() - std::min<std::uint64_t>(output.size(), given_ - expected));
  } else {
    output.resize(output.size() + (expected - given_), 0.0F);
  }
}

std::unique_ptr<SignalResampler> make_resampler(int rate_hz) { return std::make_unique<Resampler>(rate_hz); }

}  // namespace affectus
